import { deepEqual, equal } from 'node:assert/strict'
import { resolve } from 'node:path'
import { UsageError } from '../../../src/core/util/errors'
import { runPasswordCommand } from '../../../src/core/workspace/passwordCommand'
import { describeEndpoint } from '../../../src/core/workspace/endpointOf'
import { resolveEndpoint } from '../../../src/core/workspace/resolveEndpoint'
import { missingVariables, requireVariables } from '../../../src/core/workspace/variables'
import { temporaryFolder } from '../../helpers/temporary'
import { errorOf, host, open } from './helpers'

const variables = {
  URL: 'postgresql+psycopg2://app:p%40ss%2Fword@db.example:6543/jobs?sslmode=require',
  NAME: 'a:b@c',
  PASSWORD: 'p@/?#%: ü',
  HOST: '10.0.0.1',
  PORT: '5433',
}

const base = { engine: 'postgres', host: 'localhost', port: 5432, user: undefined }

const endpoints: readonly (readonly [title: string, environment: object, endpoint: object])[] = [
  [
    'a URL that is one variable, with a driver suffix and encoded characters',
    { url: '${env:URL}' },
    {
      ...base,
      host: 'db.example',
      port: 6543,
      user: 'app',
      password: 'p@ss/word',
      database: 'jobs',
      parameters: { sslmode: 'require' },
    },
  ],
  [
    'values inside user and password, which are encoded on their way',
    { url: 'postgres://${env:NAME}:${env:PASSWORD}@${env:HOST}:${env:PORT}/x' },
    { ...base, host: '10.0.0.1', port: 5433, user: 'a:b@c', password: 'p@/?#%: ü', database: 'x' },
  ],
  [
    'a password beside the URL, which wins',
    { url: 'postgres://u:${env:NAME}@h/x', password: '${secret:db}' },
    { ...base, host: 'h', user: 'u', password: 's3cret', database: 'x' },
  ],
  [
    'no password, for which the driver looks in .pgpass',
    { url: 'postgres://u@h/x' },
    { ...base, host: 'h', user: 'u', password: undefined, database: 'x' },
  ],
  [
    'a password command, whose line end is cut',
    { url: 'postgres://u@h/x', passwordCommand: 'echo "two words "' },
    { ...base, host: 'h', user: 'u', password: 'two words ', database: 'x' },
  ],
  [
    'an IPv6 address',
    { url: 'postgres://u@[::1]:5/x' },
    { ...base, host: '::1', port: 5, user: 'u', password: undefined, database: 'x' },
  ],
  [
    'a socket folder',
    { url: 'postgresql:///x?host=/run/postgresql&port=5444' },
    { ...base, host: '/run/postgresql', port: 5444, password: undefined, database: 'x' },
  ],
  [
    'the only one of its databases',
    { url: 'mysql://u@h', databases: ['d'] },
    {
      ...base,
      engine: 'mysql',
      host: 'h',
      port: 3306,
      user: 'u',
      password: undefined,
      database: 'd',
    },
  ],
]

describe('resolveEndpoint', () => {
  for (const [title, environment, endpoint] of endpoints)
    it(`reads ${title}`, async () => {
      const workspace = await open(
        { environments: { e: environment } },
        host(variables, { db: 's3cret' }),
      )
      deepEqual(await resolveEndpoint(workspace, 'e'), { parameters: {}, ...endpoint })
    })

  it('takes another database where it is asked for', async () => {
    const workspace = await open({ environments: { e: { url: 'mariadb://h/x' } } })
    equal((await resolveEndpoint(workspace, 'e', { database: 'y' })).database, 'y')
  })

  it('finds the folder of an embedded database beside the file', async () => {
    const urls = ['pglite:./data', 'pglite:data', 'pglite:///absolute/data', 'pglite:${env:HOST}']
    for (const url of urls) {
      const workspace = await open({ environments: { e: { url } } }, host({ HOST: 'data' }))
      const shown = url.includes('absolute') ? '/absolute/data' : 'data'
      const folder = resolve(workspace.folder, shown)
      deepEqual(await resolveEndpoint(workspace, 'e'), {
        engine: 'pglite',
        folder,
        shown,
        database: 'postgres',
      })
    }
  })

  const failures: readonly (readonly [title: string, url: string, message: string])[] = [
    ['no scheme', 'localhost/x', 'the url of environment "e", from "U", has no scheme'],
    [
      'a foreign scheme',
      'mongodb://h/x',
      'the url of environment "e", from "U", has the unknown scheme "mongodb:"',
    ],
    [
      'an inherited name as scheme',
      'constructor://h/x',
      'the url of environment "e", from "U", has the unknown scheme "constructor:"',
    ],
    [
      'a port that is none',
      'postgres://h:99999/x',
      'the url of environment "e", from "U", is malformed',
    ],
    [
      'a # in the password',
      'postgres://u:1#2@h/x',
      'the url of environment "e", from "U", is malformed',
    ],
    [
      'a / in the password',
      'postgres://u:1/2@h/x',
      'the url of environment "e", from "U", is malformed',
    ],
    [
      'a ? in the password',
      'postgres://u:1?2@h/x',
      'the url of environment "e", from "U", is malformed',
    ],
    [
      'a % in the password',
      'postgres://u:1%2@h/x',
      'the url of environment "e", from "U", is malformed',
    ],
    ['no database', 'postgres://h', 'the url of environment "e" names no database'],
  ]
  for (const [title, url, message] of failures)
    it(`refuses a URL with ${title}`, async () => {
      const workspace = await open({ environments: { e: { url: '${env:U}' } } }, host({ U: url }))
      const error = await errorOf(() => resolveEndpoint(workspace, 'e'))
      equal(error instanceof UsageError, true)
      equal(error.message, message)
    })

  it('names an environment that is near an unknown one', async () => {
    const workspace = await open({ environments: { sandbox: { url: 'pglite:x' } } })
    const error = await errorOf(() => resolveEndpoint(workspace, 'sandbx'))
    equal(error.message, 'there is no environment "sandbx"')
    equal((error as UsageError).mend, 'did you mean "sandbox"?')
  })

  it('ends a password command that does not end, with what its shell has started', async () => {
    const options = { environment: 'e', folder: temporaryFolder(), limitMilliseconds: 300 }
    const error = await errorOf(() => runPasswordCommand('sleep 60 && echo x', options))
    equal(error.message, 'the password command of "e" did not end within 0.3 seconds')
  })
})

describe('missing variables', () => {
  const environments = {
    production: { url: '${env:PRODUCTION_DATABASE_URL}' },
    sandbox: { url: 'postgres://${env:USER}@h/x', password: '${env:SANDBOX_PASSWORD}' },
  }

  it('are named all at once, each once', async () => {
    const workspace = await open({ environments }, host({ USER: 'u' }))
    const names = ['production', 'sandbox', 'production']
    deepEqual(missingVariables(workspace, names), ['PRODUCTION_DATABASE_URL', 'SANDBOX_PASSWORD'])
    const error = (await errorOf(() => requireVariables(workspace, names))) as UsageError
    equal(
      error.message,
      'environment variables are not set: "PRODUCTION_DATABASE_URL", "SANDBOX_PASSWORD"',
    )
    equal(
      error.mend,
      'set them, or write PRODUCTION_DATABASE_URL=… and SANDBOX_PASSWORD=… into .env beside drydock.jsonc',
    )
  })

  it('are none where .env has them', async () => {
    const workspace = await open({ environments }, host(), {
      '.env': 'PRODUCTION_DATABASE_URL=postgres://h/x\nUSER=u\nSANDBOX_PASSWORD=p',
    })
    requireVariables(workspace, ['production', 'sandbox'])
    equal((await resolveEndpoint(workspace, 'sandbox')).database, 'x')
  })
})

describe('describeEndpoint', () => {
  const cases: readonly (readonly [url: string, engine: string, address: string])[] = [
    ['${env:URL}', 'postgres', 'db.example:6543/jobs'],
    ['${env:UNSET}', 'unknown', '${env:UNSET}'],
    ['${secret:URL}', 'unknown', '${secret:URL}'],
    ['postgres://${env:UNSET}:${secret:x}@h/x', 'postgres', 'h:5432/x'],
    ['postgres://u@${env:UNSET}/x?sslmode=require', 'postgres', 'postgres://${env:UNSET}/x'],
  ]
  for (const [url, engine, address] of cases)
    it(`shows ${url} without user and password, and asks for no secret`, async () => {
      const asked: string[] = []
      const workspace = await open(
        { environments: { e: { url } } },
        { variables, secret: (name) => Promise.resolve(void asked.push(name)) },
      )
      const environment = workspace.environments.get('e')
      deepEqual(environment && describeEndpoint(workspace, environment), { engine, address })
      deepEqual(asked, [])
    })
})
