/** Connections that are encrypted, which is how most servers are reached: the same rows, the same end of a session. */
import assert from 'node:assert/strict'
import { AbortedError } from '../../src/core/util/errors'
import { testConnection } from '../../src/core/index'
import { isDatabaseError } from '../../src/core/database/errors'
import { languageOf } from '../helpers/engines'
import { startProxy } from '../helpers/proxy'
import { AUTHORITY, STRANGER, tlsEngines } from '../helpers/tlsServers'
import { createSite, type Site, type SiteOptions } from '../spine/site'

/** Names of the parameters; what they mean is the same. */
const WORDS = {
  postgres: { mode: 'sslmode', authority: 'sslrootcert', off: 'disable', whole: 'verify-full' },
  mysql: { mode: 'ssl-mode', authority: 'ssl-ca', off: 'disabled', whole: 'verify-identity' },
} as const

/** Some megabytes, with values longer than what TLS sends at once. */
const ROWS = 3_000
const fill = (stage: string) => `create table jobs (job integer primary key, stage text);
insert into jobs values ${Array.from({ length: ROWS }, (_, n) => `(${n}, '${stage}')`).join(', ')}`
const TABLES = {
  source: `${fill(`tab\t line\n ${'é😀'.repeat(100)}`)};
update jobs set stage = repeat('x', 60000) where job = 7; update jobs set stage = null where job = 8`,
  target: fill('old'),
}

for (const engine of tlsEngines()) {
  const words = WORDS[languageOf(engine)]
  const withParameters = (url: string, parameters: Readonly<Record<string, string>>) => {
    const changed = new URL(url)
    changed.hostname = 'localhost'
    changed.search = ''
    for (const [name, value] of Object.entries(parameters)) changed.searchParams.set(name, value)
    return changed.href
  }
  const siteWith = (parameters: Readonly<Record<string, string>>, options: SiteOptions = {}) =>
    createSite(engine, {
      ...options,
      variables: ({ source, target }) => ({
        PRODUCTION_DATABASE_URL: withParameters(source, parameters),
        SANDBOX_DATABASE_URL: withParameters(target, parameters),
      }),
    })
  const reach = async (parameters: Readonly<Record<string, string>>) =>
    testConnection((await siteWith(parameters)).workspace, 'sandbox', {})

  describe(`a connection with TLS (${engine.id})`, () => {
    after(async () => {
      await engine.verifyReleased()
      await engine.close()
    })

    it('carries rows and takes them back', async () => {
      const site = await siteWith(
        { [words.mode]: words.whole, [words.authority]: AUTHORITY },
        { tables: TABLES },
      )
      const before = await site.jobs()
      const { run } = await site.apply(await site.plan())
      assert.equal(run.counts.applied, ROWS)
      assert.deepEqual(await rowsOf(site, 'target'), await rowsOf(site, 'source'))
      assert.equal((await site.plan()).plan.changes, 0)
      await site.apply(await site.planUndo(run.id))
      assert.deepEqual(await site.jobs(), before)
    })

    it('is made where the server wants it and the URL says nothing', async () => {
      assert.equal((await reach({})).ok, true)
    })

    it('is not made where the URL forbids it', async () => {
      const report = await reach({ [words.mode]: words.off })
      assert.equal(report.ok, false)
    })

    for (const [title, parameters] of [
      ['of an authority that is not trusted', { [words.authority]: STRANGER }],
      ['that is not known here', {}],
    ] as const)
      it(`is refused with a certificate ${title}`, async () => {
        const report = await reach({ [words.mode]: words.whole, ...parameters })
        assert.ok(!report.ok)
        assert.match(JSON.stringify(report), /self.signed certificate|unable to verify|issuer/i)
      })

    it('is refused by another name than the certificate has, where names count', async () => {
      const site = await createSite(engine, {
        variables: ({ target }) => ({
          SANDBOX_DATABASE_URL: withParameters(target, {
            [words.mode]: words.whole,
            [words.authority]: AUTHORITY,
          }).replace('localhost', '127.0.0.1'),
        }),
      })
      const report = await testConnection(site.workspace, 'sandbox', {})
      assert.ok(!report.ok)
      assert.match(JSON.stringify(report), /127\.0\.0\.1/)
    })

    it('says which file cannot be read', async () => {
      const report = await reach({
        [words.mode]: words.whole,
        [words.authority]: '/nowhere/ca.crt',
      })
      assert.ok(!report.ok)
      assert.match(JSON.stringify(report), /names \\"\/nowhere\/ca\.crt\\", which cannot be read/)
    })

    it('ends within a second when the work is cancelled', async () => {
      const site = await siteWith({}, { tables: TABLES })
      const abort = new AbortController()
      let aborted = 0
      const onProgress = () => {
        aborted ||= performance.now()
        abort.abort()
      }
      await assert.rejects(site.plan({ signal: abort.signal, onProgress }), AbortedError)
      assert.ok(performance.now() - aborted < 1000)
    })

    it('that breaks amid the rows is an error of the connection', async () => {
      const proxy = await startProxy()
      try {
        const site = await createSite(engine, {
          tables: TABLES,
          variables: ({ source }) => ({
            PRODUCTION_DATABASE_URL: withParameters(proxy.through(source), {}),
          }),
        })
        proxy.cutAfter(400_000)
        await assert.rejects(site.plan(), (error) => isDatabaseError(error, 'connection'))
      } finally {
        await proxy.close()
      }
    })
  })
}

function rowsOf(site: Site, end: 'source' | 'target') {
  return site.query(end, 'select * from jobs order by job')
}
