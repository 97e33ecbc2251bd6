/** Which ways of connecting a URL allows, and in which order. */
import { deepEqual, match, rejects } from 'node:assert/strict'
import { protections as ofMysql } from '../../../src/core/database/dialects/mysql/tls'
import { protections as ofPostgres } from '../../../src/core/database/dialects/postgres/tls'
import type { ServerEndpoint } from '../../../src/core/database/endpoint'
import { workspaceFolder } from '../../helpers/temporary'

const FOLDER = workspaceFolder({ 'ca.crt': 'authority', 'own.crt': 'own', 'own.key': 'key' })

type Parameters = Readonly<Record<string, string>>

/** Each way as a word: `plain`, `encrypted`, `verified`, with `name` where names count, and what it shows. */
async function ways(
  protections: typeof ofPostgres | typeof ofMysql,
  parameters: Parameters,
  host = 'db.example',
): Promise<readonly string[]> {
  const given = Object.entries(parameters).map(([name, value]) => [
    name,
    /\.(?:crt|key)$/.test(value) ? `${FOLDER}/${value}` : value,
  ])
  const endpoint = { host, parameters: Object.fromEntries(given) as Parameters } as ServerEndpoint
  return (await protections(endpoint)).map(({ ssl }) => {
    if (ssl === undefined) return 'plain'
    const { rejectUnauthorized, ca, cert, key } = ssl
    const countsNames =
      'verifyIdentity' in ssl
        ? ssl.verifyIdentity === true
        : 'checkServerIdentity' in ssl &&
          ssl.checkServerIdentity?.('a', { subject: { CN: 'b' } } as never) !== undefined
    const shown = [ca, cert, key].filter((one) => one !== undefined)
    const words = [
      rejectUnauthorized === true ? 'verified' : 'encrypted',
      ...(countsNames ? ['name'] : []),
      ...shown,
    ]
    return words.join(' ')
  })
}

describe('protections of PostgreSQL', () => {
  const cases: readonly (readonly [Parameters, ...string[]])[] = [
    [{}, 'encrypted', 'plain'],
    [{ sslmode: 'disable' }, 'plain'],
    [{ sslmode: 'allow' }, 'plain', 'encrypted'],
    [{ sslmode: 'prefer' }, 'encrypted', 'plain'],
    [{ sslmode: 'require' }, 'encrypted'],
    [{ sslmode: 'no-verify' }, 'encrypted'],
    [{ ssl: 'true' }, 'encrypted'],
    [{ sslmode: 'require', sslrootcert: 'ca.crt' }, 'verified authority'],
    [{ sslmode: 'verify-ca', sslrootcert: 'ca.crt' }, 'verified authority'],
    [{ sslmode: 'verify-full', sslrootcert: 'ca.crt' }, 'verified name authority'],
    [{ sslmode: 'verify-full', sslrootcert: 'system' }, 'verified name'],
    [{ sslmode: 'require', sslrootcert: 'system' }, 'verified name'],
    [
      { sslmode: 'verify-full', sslrootcert: 'ca.crt', sslcert: 'own.crt', sslkey: 'own.key' },
      'verified name authority own key',
    ],
  ]
  for (const [parameters, ...expected] of cases)
    it(`of ${JSON.stringify(parameters)} are ${expected.join(', then ')}`, async () => {
      deepEqual(await ways(ofPostgres, parameters), expected)
    })

  it('are none on a Unix socket', async () => {
    deepEqual(await ways(ofPostgres, { sslmode: 'require' }, '/run/postgresql'), ['plain'])
  })

  it('refuse words that mean nothing, and files that are not there', async () => {
    await rejects(ways(ofPostgres, { sslmode: 'on' }), /"sslmode" is "on"/)
    await rejects(ways(ofPostgres, { sslcert: 'gone.crt' }), (error: Error) => {
      match(error.message, /^"sslcert" names ".*gone\.crt", which cannot be read$/)
      return true
    })
  })
})

describe('protections of MySQL', () => {
  const cases: readonly (readonly [Parameters, ...string[]])[] = [
    [{}, 'encrypted', 'plain'],
    [{ 'ssl-mode': 'DISABLED' }, 'plain'],
    [{ sslmode: 'disable' }, 'plain'],
    [{ 'ssl-mode': 'PREFERRED' }, 'encrypted', 'plain'],
    [{ 'ssl-mode': 'REQUIRED' }, 'encrypted'],
    [{ 'ssl-ca': 'ca.crt' }, 'verified authority'],
    [{ 'ssl-mode': 'VERIFY_CA', 'ssl-ca': 'ca.crt' }, 'verified authority'],
    [{ 'ssl-mode': 'verify_identity', 'ssl-ca': 'ca.crt' }, 'verified name authority'],
    [{ 'ssl-mode': 'required', 'ssl-cert': 'own.crt', 'ssl-key': 'own.key' }, 'encrypted own key'],
  ]
  for (const [parameters, ...expected] of cases)
    it(`of ${JSON.stringify(parameters)} are ${expected.join(', then ')}`, async () => {
      deepEqual(await ways(ofMysql, parameters), expected)
    })

  it('refuse words that mean nothing, and names that are none', async () => {
    await rejects(ways(ofMysql, { 'ssl-mode': 'on' }), /"ssl-mode" is "on"/)
    await rejects(
      ways(ofMysql, { 'ssl-mode': 'verify-identity' }, '10.0.0.1'),
      /needs a host's name/,
    )
  })
})
