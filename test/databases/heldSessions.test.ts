import assert from 'node:assert/strict'
import type { Access, Database } from '../../src/core/database/database'
import { HeldSessions } from '../../src/core/database/heldSessions'
import type { Session } from '../../src/core/database/session'
import { sql } from '../../src/core/database/sql'
import { parseConnectionUrl } from '../../src/core/workspace/connectionUrl'
import { describeEngines, languageOf, type TestDatabase } from '../helpers/engines'

describeEngines(
  'sessions that are held',
  (engine) => {
    const id = sql.raw(
      languageOf(engine) === 'mysql'
        ? 'select cast(connection_id() as char) as id'
        : 'select pg_backend_pid()::text as id',
    )
    let database: TestDatabase
    let held: HeldSessions

    before(async () => {
      database = await engine.createDatabase()
    })
    after(() => database.drop())
    beforeEach(() => {
      held = new HeldSessions()
    })
    afterEach(() => held.close())

    const open = (access: Access = 'write'): Database => {
      const parsed = parseConnectionUrl(database.url)
      assert.ok('url' in parsed && parsed.url.engine !== 'pglite')
      const { database: name = '', ...server } = parsed.url
      return held.open({ ...server, database: name }, 'here', access)
    }
    const idOf = async (session: Session) => (await session.execute(id)).rows[0]?.['id'] ?? ''
    const borrow = (access?: Access) => open(access).withSession(idOf)

    it('are lent again to the next of the same access', async () => {
      const first = await borrow()
      assert.equal(await borrow(), first)
      assert.notEqual(await borrow('read'), first)
    })

    it('are not lent to two at a time', async () => {
      const ids = await open().withSession(async (session) => [await idOf(session), await borrow()])
      assert.equal(new Set(ids).size, 2)
      assert.ok(ids.includes(await borrow()))
    })

    it('are not lent again where a borrower has failed', async () => {
      const first = await borrow()
      const failing = open().withSession((session) => session.execute(sql`select nothing`))
      await assert.rejects(failing)
      assert.notEqual(await borrow(), first)
    })

    it('leave nothing behind, and are opened anew by those who come late', async () => {
      const first = await borrow()
      await held.close()
      assert.notEqual(await borrow(), first)
      // That the server has none of them left is looked at when these tests have ended.
    })

    it('tell why none can be opened', async () => {
      const parsed = parseConnectionUrl(database.url)
      assert.ok('url' in parsed && parsed.url.engine !== 'pglite')
      const missing = held.open({ ...parsed.url, database: 'no such one' }, 'here', 'read')
      await assert.rejects(missing.withSession(idOf), /no such one/)
    })
  },
  { where: ({ kind }) => kind !== 'pglite', languages: ['postgres', 'mysql'] },
)
