import assert from 'node:assert/strict'
import { setTimeout as sleep } from 'node:timers/promises'
import { describeEngines, ownsServer } from '../../helpers/engines'
import { startMariaDb } from '../../helpers/mariadbServer'
import { borrow, open } from './setUp'

const identityOf = (url: string) =>
  borrow(url, 'read', (session) => session.dialect.readIdentity(session))

describeEngines(
  'the identity of a MySQL database',
  (engine) => {
    it('is the same each time it is read', async () => {
      const { url } = await engine.createDatabase()
      const first = await identityOf(url)
      assert.match(first.server, /^.{16,}$/)
      assert.match(first.startedAt, /^\d{9,}$/)
      assert.equal(first.database, decodeURIComponent(new URL(url).pathname.slice(1)))
      const { dialect } = open(url, 'read')
      await borrow(url, 'read', async (session) => {
        // Long enough to meet two beginnings of a second.
        for (let reads = 0; reads < 50; reads++) {
          assert.deepEqual(await dialect.readIdentity(session), first)
          await sleep(40)
        }
      })
    })

    it('tells databases of a server apart', async () => {
      const [one, other] = [await engine.createDatabase(), await engine.createDatabase()]
      const [first, second] = [await identityOf(one.url), await identityOf(other.url)]
      assert.notEqual(first.database, second.database)
      assert.deepEqual({ ...first, database: '' }, { ...second, database: '' })
    })

    it('comes with the version that people know', async () => {
      const { url } = await engine.createDatabase()
      const version = await borrow(url, 'read', (session) => session.dialect.readVersion(session))
      assert.match(version, /^(MariaDB|MySQL) \d+\.\d+\.\d+$/)
    })
  },
  { languages: ['mysql'] },
)

describeEngines(
  'the identity of a MySQL server',
  (engine) => {
    it('outlives a restart, which shows', async () => {
      const { url } = await engine.createDatabase()
      const before = await identityOf(url)
      await sleep(1000)
      await engine.server?.stop()
      await engine.server?.start()
      const after = await identityOf(url)
      assert.equal(after.server, before.server)
      assert.ok(BigInt(after.startedAt) > BigInt(before.startedAt))
    })

    it('is another one’s nowhere else', async () => {
      const { url } = await engine.createDatabase()
      const other = await startMariaDb()
      try {
        const [here, there] = [
          await identityOf(url),
          await identityOf(other.url('mysql', 'superuser')),
        ]
        assert.notEqual(here.server, there.server)
      } finally {
        await other.kill()
      }
    })
  },
  { languages: ['mysql'], where: ownsServer },
)
