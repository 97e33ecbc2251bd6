import assert from 'node:assert/strict'
import { describeEngines, ownsServer, type Engine, type TestDatabase } from '../../helpers/engines'
import { borrow } from './setUp'

const PASSWORD = 'for this test only'

/** A user who has just these grants on the database, as a URL. `{}` stands for the database's name. */
async function userWith(
  engine: Engine,
  { url, adminUrl }: TestDatabase,
  name: string,
  grants: readonly string[],
): Promise<string> {
  const database = decodeURIComponent(new URL(url).pathname.slice(1))
  const statements = [
    `create user '${name}'@'%' identified by '${PASSWORD}'`,
    ...grants.map((grant) => grant.replaceAll('{}', `\`${database}\``)),
  ]
  for (const statement of statements) await engine.query(adminUrl, statement)
  const own = new URL(url)
  own.username = name
  own.password = encodeURIComponent(PASSWORD)
  return own.href
}

describeEngines(
  'privileges on MySQL',
  (engine) => {
    let database: TestDatabase
    let schema = ''
    const users = [
      'drydock_columns',
      'drydock_inserts',
      'drydock_role',
      'drydock_all',
      'drydock_view',
      'drydock_every',
    ]
    before(async () => {
      database = await engine.createDatabase()
      schema = decodeURIComponent(new URL(database.url).pathname.slice(1))
      await engine.query(
        database.url,
        `create table t (id int primary key, a varchar(5) collate utf8mb4_bin, b int not null, c varchar(5) collate utf8mb4_general_ci);
create table \`odd \\ 'name\` (\`odd "column\` int); create view seen as select id, a from t`,
      )
    })
    after(async () => {
      for (const user of users)
        await engine.query(database.adminUrl, `drop user if exists '${user}'@'%'`)
      await engine.query(database.adminUrl, 'drop role if exists drydock_writers')
    })

    const missing = (url: string, name: string, columns: readonly string[]) =>
      borrow(url, 'write', (session) =>
        session.dialect.findMissingPrivileges(session, { schema, name }, columns),
      )

    it('that the owner has are none missing', async () => {
      assert.deepEqual(await missing(database.url, 't', ['a', 'b', 'c']), [])
      assert.deepEqual(await missing(database.url, 'seen', ['a']), [])
      assert.deepEqual(await missing(database.url, "odd \\ 'name", ['odd "column']), [])
      assert.deepEqual(await missing(database.url, 't', []), [])
    })

    it('may be granted on single columns, and each that is missing is named', async () => {
      const url = await userWith(engine, database, 'drydock_columns', [
        "grant select (id, a, b), update (a, c) on {}.t to 'drydock_columns'@'%'",
      ])
      assert.deepEqual(await missing(url, 't', ['a']), [])
      assert.deepEqual(await missing(url, 't', ['a', 'b', 'c']), [
        'update of column "b"',
        'select of column "c"',
      ])
    })

    it('for inserts and deletes are named, too', async () => {
      const url = await userWith(engine, database, 'drydock_inserts', [
        "grant select (id, a), insert (id, a) on {}.t to 'drydock_inserts'@'%'",
      ])
      const others = { read: ['id', 'a', 'b'], insert: ['id', 'b'], delete: true } as const
      const at = (place: string) =>
        borrow(place, 'write', (session) =>
          session.dialect.findMissingPrivileges(session, { schema, name: 't' }, [], others),
        )
      assert.deepEqual(await at(url), ['select of column "b"', 'insert of column "b"', 'delete'])
      assert.deepEqual(await at(database.url), [])
      assert.deepEqual(await engine.query(database.url, 'select * from t'), [])
    })

    it('may come from a role, from a pattern or from everywhere', async () => {
      await engine.query(database.adminUrl, 'create role drydock_writers')
      const byRole = await userWith(engine, database, 'drydock_role', [
        'grant select, update on {}.t to drydock_writers',
        "grant drydock_writers to 'drydock_role'@'%'",
        "set default role drydock_writers for 'drydock_role'@'%'",
      ])
      const byDatabase = await userWith(engine, database, 'drydock_all', [
        "grant select, update on `drydock\\_test\\_%`.* to 'drydock_all'@'%'",
      ])
      const byAll = await userWith(engine, database, 'drydock_every', [
        "grant select, update on *.* to 'drydock_every'@'%'",
      ])
      for (const url of [byRole, byDatabase, byAll])
        assert.deepEqual(await missing(url, 't', ['a', 'b', 'c']), [])
    })

    it('on a view suffice without those on its tables', async () => {
      const url = await userWith(engine, database, 'drydock_view', [
        "grant select, update on {}.seen to 'drydock_view'@'%'",
      ])
      assert.deepEqual(await missing(url, 'seen', ['a']), [])
      assert.deepEqual(await missing(url, 't', ['a']), [
        'select of column "a"',
        'update of column "a"',
      ])
    })

    it('are looked at without writing, also by a session that may not', async () => {
      await borrow(database.url, 'read', async (session) => {
        const table = { schema, name: 't' }
        assert.deepEqual(await session.dialect.findMissingPrivileges(session, table, ['a']), [])
      })
      assert.deepEqual(await engine.query(database.url, 'select * from t'), [])
    })

    it('are of no use on a server that only reads', async () => {
      await engine.query(database.adminUrl, 'set global read_only = on')
      try {
        assert.deepEqual(await missing(database.url, 't', ['a']), [
          'writing, because read_only is on for this server',
        ])
      } finally {
        await engine.query(database.adminUrl, 'set global read_only = off')
      }
    })
  },
  { languages: ['mysql'], where: ownsServer },
)
