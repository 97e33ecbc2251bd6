import { equal, ok } from 'node:assert/strict'
import { inspect } from 'node:util'
import { resolveEndpoint } from '../../../src/core/workspace/resolveEndpoint'
import { errorOf, host, open } from './helpers'

const canary = 'Canary7!x'

/** Everything of an error that could end in a log: message, mend, stack, cause and all fields. */
function everything(error: Error): string {
  return inspect(error, { depth: 20, showHidden: true }) + JSON.stringify(error)
}

/** Each is a workspace that cannot be opened or resolved, with a secret somewhere on the way. */
const failing: readonly (readonly [title: string, environment: unknown])[] = [
  ['a literal password in a URL', { url: `postgres://u:${canary}@h/x` }],
  ['half a literal password in a URL', { url: `postgres://u:\${env:URL}${canary}@h/x` }],
  ['a literal password with a slash', { url: `postgres://u:1/${canary}@h/x` }],
  ['a literal password in a parameter', { url: `postgres://u@h/x?password=${canary}` }],
  ['a literal password', { url: 'postgres://h/x', password: canary }],
  ['a password that is partly literal', { url: 'postgres://h/x', password: `\${env:A}${canary}` }],
  ['a password of the wrong type', { url: 'postgres://h/x', password: [canary] }],
  ['a URL of the wrong type', { url: { password: canary } }],
  ['a variable without a scheme', { url: '${env:NO_SCHEME}' }],
  ['a variable that is only user and password', { url: '${env:USER_INFO}' }],
  ['a variable with a foreign scheme', { url: '${env:FOREIGN}' }],
  ['a variable with a # in its password', { url: '${env:HASH}' }],
  ['a variable with a / in its password', { url: '${env:SLASH}' }],
  ['a variable with a ? in its password', { url: '${env:QUESTION}' }],
  ['a variable with a lone % in its password', { url: '${env:PERCENT}' }],
  ['a variable without a database', { url: '${env:NO_DATABASE}' }],
  ['a secret that is no URL', { url: '${secret:canary}' }],
  ['a password that makes no port', { url: 'postgres://h:${env:CANARY}/x' }],
  [
    'a secret that is not set beside one that is',
    { url: 'postgres://${secret:canary}:${secret:none}@h/x' },
  ],
  [
    'a variable that is not set beside one that is',
    { url: 'postgres://${env:CANARY}:${env:NONE}@h/x' },
  ],
  [
    'a password command that fails',
    { url: 'postgres://h/x', passwordCommand: `echo ${canary}; exit 3` },
  ],
  [
    'a password command that complains',
    { url: 'postgres://h/x', passwordCommand: `echo ${canary} >&2; exit 1` },
  ],
  [
    'a password command that prints nothing',
    { url: 'postgres://h/x', passwordCommand: `: ${canary}` },
  ],
]

const variables = {
  CANARY: canary,
  NO_SCHEME: `u:${canary}@h/x`,
  USER_INFO: `${canary}:${canary}`,
  FOREIGN: `mongodb://u:${canary}@h/x`,
  HASH: `postgres://u:12#${canary}@h/x`,
  SLASH: `postgres://u:12/${canary}@h/x`,
  QUESTION: `postgres://u:12?${canary}@h/x`,
  PERCENT: `postgres://u:%${canary}@h/x`,
  NO_DATABASE: `postgres://u:${canary}@h`,
}

describe('secrets', () => {
  for (const [title, environment] of failing)
    it(`are in no error about ${title}`, async () => {
      const error = await errorOf(async () => {
        const workspace = await open(
          { environments: { e: environment } },
          host(variables, { canary }),
        )
        await resolveEndpoint(workspace, 'e')
      })
      ok(!everything(error).includes(canary), everything(error))
      ok(['DefinitionError', 'UsageError'].includes(error.name), everything(error))
    })

  it('are in no syntax error', async () => {
    const texts = [
      `{ "environments": { "e": { "password": "${canary}`,
      `{ "environments": { "e": { "password": ${canary} } } }`,
      `{ "environments": { "e": { "password" "${canary}" } } }`,
    ]
    for (const text of texts) {
      const error = await errorOf(() => open(text))
      equal(error.name, 'DefinitionError')
      ok(!everything(error).includes(canary), everything(error))
    }
  })
})
