import { deepEqual, equal, match } from 'node:assert/strict'
import { openWorkspace } from '../../../src/core/workspace/openWorkspace'
import { temporaryFolder } from '../../helpers/temporary'
import { errorOf, host, open, problemsOf } from './helpers'

describe('openWorkspace', () => {
  it('reads comments, trailing commas and everything that a file may say', async () => {
    const workspace = await open(`{
      // where things are
      "environments": {
        "prod": { "url": "postgres://\${env:USER}@db/main", "password": "\${secret:prod}", "databases": ["main"], },
        "sandbox": { "url": "pglite:./sandbox" },
      },
      "registry": { "environment": "prod", "database": "master_config", "table": "database_configs" },
      "branches": { "main": "prod", "*": "test" },
      "ledger": "workspace",
      "repository": "../other",
    }`)
    deepEqual(
      [...workspace.environments.values()].map(({ name, protection }) => [name, protection]),
      [
        ['prod', 'locked'],
        ['sandbox', 'open'],
      ],
    )
    equal(workspace.ledger, 'workspace')
    equal(workspace.repository, '../other')
    deepEqual(workspace.branches, { main: 'prod', '*': 'test' })
    equal(workspace.registry?.table, 'database_configs')
  })

  it('says where drydock.jsonc is missing', async () => {
    const error = await errorOf(() => openWorkspace(temporaryFolder(), host()))
    match(error.message, /^there is no "drydock.jsonc" in "/)
  })

  it('takes variables from the process before .env, and empty ones from neither', async () => {
    const workspace = await open(
      { environments: { a: { url: 'pglite:./a' } } },
      host({ BOTH: 'process', EMPTY: '' }),
      { '.env': 'BOTH=file\nFILE="in file" # comment\nEMPTY=\nNOTHING=\n' },
    )
    equal(workspace.variable('BOTH'), 'process')
    equal(workspace.variable('FILE'), 'in file')
    equal(workspace.variable('EMPTY'), undefined)
    equal(workspace.variable('NOTHING'), undefined)
    equal(workspace.variable('toString'), undefined)
  })

  it('reports every problem at once, in the order of the file', async () => {
    const problems = await problemsOf(() =>
      open(`{
  "environments": {
    "production": { "url": "postgress://db/x", "protection": "open" },
    "a b": { "urk": "postgres://db/x" },
    "c": { "url": 5, "protection": "lokced" },
    "current": { "url": "\${DATABASE_URL}" }
  },
  "registry": { "environment": "prodction", "database": "m" },
  "branhces": {}
}`),
    )
    deepEqual(problems, [
      '3:28 "url" has the unknown scheme "postgress:" (did you mean "postgres:"?)',
      '3:62 "production" cannot be open; allowed: guarded, locked (remove it, or write "guarded")',
      '4:5 "a b" cannot name an environment (use letters, digits, ".", "_" and "-", with a letter or digit first)',
      '4:12 "url" is missing',
      '4:14 "urk" is not known here (did you mean "url"?)',
      '5:19 "url" must be a string, not a number',
      '5:36 "lokced" is not known as "protection" (did you mean "locked"? allowed: open, guarded, locked)',
      '6:5 "current" is reserved and cannot name an environment',
      '6:25 "url" holds a "${" that names no variable (write "${env:NAME}" or "${secret:NAME}")',
      '8:15 "table" is missing',
      '8:32 there is no environment "prodction" (did you mean "production"?)',
      '9:3 "branhces" is not known here (did you mean "branches"?)',
    ])
  })

  const wrongTexts: readonly (readonly [text: string, ...problems: string[]])[] = [
    ['', '1:1 the file is empty (write an object: { … })'],
    ['// nothing', '1:1 the file is empty (write an object: { … })'],
    ['[]', '1:1 the file must be an object, not a list'],
    ['{}', '1:1 "environments" is missing'],
    [
      '{ "environments": {} }',
      '1:19 there is no environment (add one: "sandbox": { "url": "${env:SANDBOX_DATABASE_URL}" })',
    ],
    [
      '{\n  "environments": {\n    "a": { "url" "pglite:a" }\n  }\n}',
      '3:18 a colon is expected here',
    ],
    [
      '{ "environments": { "a": { "url": "pglite:a" }, "a": { "url": "pglite:b" } } }',
      '1:49 "a" is given twice',
    ],
    ["{ 'environments': {} }", '1:3 this is no JSON value: texts stand in double quotes'],
    ['{ "environments": { "a": { "url": "pglite:a" } }', '1:49 a closing brace "}" is missing'],
    [
      '{ "environments": { "a": { "url": "pglite:" } } }',
      '1:35 "url" names no folder (write pglite:./folder)',
    ],
    [
      '{ "environments": { "a": { "url": "localhost" } } }',
      '1:35 "url" has no scheme (begin it with one of postgres:, postgresql:, mysql:, mariadb:, pglite:)',
    ],
    [
      '{ "environments": { "a": { "url": "pglite:a", "password": "${env:A}", "passwordCommand": "b" } } }',
      '1:90 "password" and "passwordCommand" cannot both be given (remove one of them)',
    ],
  ]
  for (const [text, ...expected] of wrongTexts)
    it(`refuses ${JSON.stringify(text)}`, async () => {
      deepEqual(await problemsOf(() => open(text)), expected)
    })

  it('reads a file with a byte order mark, and counts its columns without it', async () => {
    deepEqual(
      await problemsOf(() =>
        open('\uFEFF{ "x": 1, "environments": { "a": { "url": "pglite:a" } } }'),
      ),
      [
        '1:3 "x" is not known here (allowed: $schema, environments, registry, branches, repository, ledger)',
      ],
    )
  })
})

describe('protection', () => {
  const protectionOf = async (name: string, protection?: string) => {
    const url = 'pglite:./x'
    const environment = protection === undefined ? { url } : { url, protection }
    const workspace = await open({ environments: { [name]: environment } })
    return workspace.environments.get(name)?.protection
  }

  it('locks production by its name, in any letter case', async () => {
    for (const name of ['prod', 'production', 'Production', 'PROD'])
      equal(await protectionOf(name), 'locked')
    for (const name of ['sandbox', 'products', 'preprod']) equal(await protectionOf(name), 'open')
  })

  it('lets the file raise any and lower production to guarded only', async () => {
    equal(await protectionOf('sandbox', 'locked'), 'locked')
    equal(await protectionOf('sandbox', 'guarded'), 'guarded')
    for (const name of ['prod', 'Production']) {
      equal(await protectionOf(name, 'guarded'), 'guarded')
      const problems = await problemsOf(() => protectionOf(name, 'open'))
      equal(problems.length, 1)
      match(problems[0] ?? '', /cannot be open; allowed: guarded, locked/)
    }
  })
})
