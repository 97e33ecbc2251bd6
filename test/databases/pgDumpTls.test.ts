/** Dumps over connections that are protected, and proved, in all of the ways that sessions are. */
import assert from 'node:assert/strict'
import { chooseProgram } from '../../src/core/database/dialects/postgres/pgDump/chooseProgram'
import { dumpSchemaBy } from '../../src/core/database/dialects/postgres/pgDump/dumpSchema'
import { isDatabaseError } from '../../src/core/database/errors'
import { allEngines, ownsServer } from '../helpers/engines'
import { endpointOf, hasInstalledProgram, majorVersion, programsFor } from '../helpers/pgDumps'
import { startProxy } from '../helpers/proxy'
import { AUTHORITY, STRANGER, tlsPostgres } from '../helpers/tlsServers'

const LOCAL = '127.0.0.1/32'

/** Roles that come in one way only, and how they prove who they are. */
const RULES = [
  `host all postgres ${LOCAL} scram-sha-256`,
  `hostnossl all unprotected ${LOCAL} scram-sha-256`,
  `hostnossl all believed ${LOCAL} trust`,
  `hostssl all hashed ${LOCAL} md5`,
  `hostssl all told ${LOCAL} password`,
  `hostssl all engineer ${LOCAL} scram-sha-256`,
]

const ROLES = `set password_encryption = 'md5';
create role hashed login password 'päss;1'; create role told login password 'päss;1';
set password_encryption = 'scram-sha-256';
create role unprotected login password 'päss;1'; create role believed login;
create table a (b integer primary key)`

const MANY_TABLES = Array.from(
  { length: 150 },
  (_, n) => `create table if not exists t${n} (a integer primary key, b text);`,
).join('\n')

type Parameters = Readonly<Record<string, string>>

interface Case {
  readonly parameters: Parameters
  readonly user?: string
  readonly host?: string
  /** Of the error. Undefined where the dump comes. */
  readonly refused?: RegExp
}

const VERIFIED = { sslmode: 'verify-full', sslrootcert: AUTHORITY }
const NO_ENTRY = /no pg_hba\.conf entry/
const UNTRUSTED = /certificate verify failed|self.signed certificate|unable to verify|issuer/i

const CASES: readonly Case[] = [
  // With SCRAM, the server offers to bind the proof to the channel, which is another one here than the program's.
  { parameters: { sslmode: 'require' } },
  { parameters: { sslmode: 'no-verify' } },
  { parameters: { ssl: 'true' } },
  { parameters: {} },
  { parameters: {}, user: 'unprotected' },
  { parameters: { sslmode: 'allow' } },
  { parameters: { sslmode: 'prefer' } },
  { parameters: { sslmode: 'prefer' }, user: 'unprotected' },
  { parameters: { sslmode: 'prefer', sslrootcert: STRANGER } },
  { parameters: { sslmode: 'disable' }, user: 'unprotected' },
  { parameters: { sslmode: 'disable' }, user: 'believed' },
  { parameters: { sslmode: 'disable' }, refused: NO_ENTRY },
  { parameters: { sslmode: 'require' }, user: 'unprotected', refused: NO_ENTRY },
  { parameters: { sslmode: 'require', sslrootcert: AUTHORITY }, host: '127.0.0.1' },
  { parameters: { sslmode: 'require', sslrootcert: STRANGER }, refused: UNTRUSTED },
  { parameters: { sslmode: 'verify-ca', sslrootcert: AUTHORITY }, host: '127.0.0.1' },
  { parameters: { sslmode: 'verify-ca', sslrootcert: STRANGER }, refused: UNTRUSTED },
  { parameters: VERIFIED },
  { parameters: VERIFIED, user: 'hashed' },
  { parameters: VERIFIED, user: 'told' },
  { parameters: VERIFIED, host: '127.0.0.1', refused: /127\.0\.0\.1|does not match/ },
  { parameters: { ...VERIFIED, sslrootcert: STRANGER }, refused: UNTRUSTED },
]

const servers = allEngines().filter((engine) => ownsServer(engine) && engine.kind === 'postgres')

for (const engine of servers.map(({ id }) => tlsPostgres(id, RULES)))
  describe(`a dump over a protected connection (${engine.id})`, () => {
    let url: URL
    let adminUrl: string

    before(async () => {
      const database = await engine.createDatabase()
      url = new URL(database.url)
      adminUrl = database.adminUrl
      url.search = ''
      await engine.query(database.adminUrl, `${ROLES}; grant select on a to public`)
    })

    after(async () => {
      await engine.verifyReleased()
      await engine.close()
    })

    const endpointFor = ({ parameters, user, host = 'localhost' }: Case) => {
      const own = user === undefined ? {} : { user, password: 'päss;1' }
      return { ...endpointOf(url.href), ...own, host, parameters }
    }

    for (const program of programsFor(engine))
      for (const one of CASES) {
        const { parameters, user = 'engineer', host = 'localhost', refused } = one
        const shown = JSON.stringify(parameters).replace(/"[^"]*\//g, '"')
        const what = refused === undefined ? 'comes' : 'is refused'
        it(`${what} with ${shown} for ${user} at ${host} (${program.name})`, async () => {
          const endpoint = endpointFor(one)
          const holder = await engine.connect(adminUrl)
          try {
            await holder.query('begin isolation level repeatable read')
            const [row] = await holder.query('select pg_export_snapshot() as snapshot')
            const snapshot = row?.['snapshot'] ?? ''
            const dump = dumpSchemaBy(program.of(endpoint), endpoint, { snapshot })
            if (refused !== undefined)
              await assert.rejects(dump, (error) => {
                assert.ok(isDatabaseError(error, 'connection'), String(error))
                assert.match(error.message, refused)
                return true
              })
            else assert.ok((await dump).preData.some((text) => text.startsWith('CREATE TABLE')))
          } finally {
            await holder.close()
          }
        })
      }

    for (const program of programsFor(engine))
      it(`is an error of the connection when that breaks in the middle (${program.name})`, async () => {
        const holder = await engine.connect(adminUrl)
        const proxy = await startProxy()
        try {
          await holder.query(MANY_TABLES)
          await holder.query('begin isolation level repeatable read')
          const [row] = await holder.query('select pg_export_snapshot() as snapshot')
          const through = new URL(proxy.through(adminUrl))
          const endpoint = { ...endpointOf(through.href), parameters: { sslmode: 'require' } }
          proxy.cutAfter(60_000)
          await assert.rejects(
            dumpSchemaBy(program.of(endpoint), endpoint, { snapshot: row?.['snapshot'] ?? '' }),
            (error) => isDatabaseError(error, 'connection'),
          )
        } finally {
          await proxy.close()
          await holder.close()
        }
      })

    for (const [title, parameters] of [
      ['a certificate of its own', { sslmode: 'require', sslcert: AUTHORITY, sslkey: AUTHORITY }],
      ['authorities that Node knows', { sslmode: 'verify-full', sslrootcert: 'system' }],
    ] as const)
      it(`is left to the one in WebAssembly where an installed one would see ${title} otherwise`, async () => {
        const endpoint = endpointFor({ parameters })
        const version = majorVersion(engine) * 10_000
        assert.match((await chooseProgram(endpoint, version)).by, /WebAssembly/)
        const other = await chooseProgram(endpointFor({ parameters: VERIFIED }), version)
        assert.equal(other.by.includes('WebAssembly'), !hasInstalledProgram(engine))
      })
  })
