import assert from 'node:assert/strict'
import { sql } from '../../../src/core/database/sql'
import type { Session } from '../../../src/core/database/session'
import { onQuery, type QueryEvent } from '../../../src/core/queryLog/queryLog'
import { describeEngines } from '../../helpers/engines'
import { borrow, statement } from './setUp'

describeEngines(
  'a session on MySQL',
  (engine) => {
    let url = ''
    before(async () => {
      url = (await engine.createDatabase()).url
      await engine.query(
        url,
        `create table t (id int primary key, v varchar(5), n tinyint, bytes varbinary(9));
insert into t values (1, 'a', 1, x'ff'), (2, 'b', 2, null)`,
      )
    })
    const execute = (session: Session, text: string) => session.execute(statement(text))
    const rowsOf = async (session: Session, text: string) => (await execute(session, text)).rows

    it('forces strictness, UTC and UTF-8 whatever the server does', async () => {
      for (const access of ['read', 'write'] as const)
        await borrow(url, access, async (session) => {
          const [row] = await rowsOf(
            session,
            `select @@sql_mode as mode, @@time_zone as zone, @@collation_connection as collation,
  @@character_set_results as results, cast(@@group_concat_max_len as char) as longest,
  cast(@@innodb_lock_wait_timeout as char) as row_locks, cast(@@lock_wait_timeout as char) as table_locks`,
          )
          const { mode = '', ...rest } = row ?? {}
          assert.deepEqual(String(mode).split(',').sort(), [
            ...['ERROR_FOR_DIVISION_BY_ZERO', 'NO_AUTO_VALUE_ON_ZERO', 'NO_ENGINE_SUBSTITUTION'],
            'STRICT_ALL_TABLES',
          ])
          assert.deepEqual(rest, {
            zone: '+00:00',
            collation: 'utf8mb4_bin',
            results: 'utf8mb4',
            longest: '16777216',
            row_locks: '10',
            table_locks: '10',
          })
        })
    })

    it('that reads is held read-only by the server, in transactions and outside', async () => {
      const writes = [
        "insert into t values (3, 'c', 3, null)",
        "update t set v = 'x'",
        'delete from t',
        'create table other (a int)',
        'drop table t',
        'truncate table t',
      ]
      await borrow(url, 'read', async (session) => {
        for (const write of writes) {
          const refused = { kind: 'statement', sqlState: '25006' }
          await assert.rejects(execute(session, write), refused, write)
          for (const mode of ['read', 'write'] as const)
            await assert.rejects(
              session.transaction(mode, () => execute(session, write)),
              refused,
              `${write} in a transaction to ${mode}`,
            )
        }
      })
      assert.deepEqual(await engine.query(url, 'select id, v from t order by id'), [
        { id: '1', v: 'a' },
        { id: '2', v: 'b' },
      ])
    })

    it('reads one snapshot in a transaction', async () => {
      for (const access of ['read', 'write'] as const)
        await borrow(url, access, (session) =>
          session.transaction('read', async () => {
            await engine.query(url, "insert into t values (9, 'new', 9, null)")
            const count = async () =>
              (await rowsOf(session, 'select count(*) + 0e0 as c from t'))[0]
            assert.deepEqual(await count(), { c: '2' })
            await engine.query(url, 'delete from t where id = 9')
            assert.deepEqual(await count(), { c: '2' })
          }),
        )
    })

    it('commits what returns and rolls back what throws', async () => {
      await borrow(url, 'write', async (session) => {
        const insert = () => execute(session, "insert into t values (5, 'e', 5, null)")
        const failing = session.transaction('write', async () => {
          await insert()
          throw new Error('the caller gives up')
        })
        await assert.rejects(failing, /the caller gives up/)
        assert.deepEqual(await engine.query(url, 'select v from t where id = 5'), [])
        await session.transaction('write', insert)
      })
      assert.deepEqual(await engine.query(url, 'select v from t where id = 5'), [{ v: 'e' }])
      await engine.query(url, 'delete from t where id = 5')
    })

    it('counts rows that were found, changed or not', async () => {
      await borrow(url, 'write', async (session) => {
        const { rowCount } = await execute(session, 'update t set n = n')
        assert.equal(rowCount, 2)
        const bound = await session.execute(sql`update t set n = n where id = ${'1'}`)
        assert.equal(bound.rowCount, 1)
        assert.equal((await execute(session, 'select * from t')).rowCount, 2)
      })
    })

    it('gives exact texts, and refuses values that a prepared statement did not make text', async () => {
      await borrow(url, 'read', async (session) => {
        const exact = `cast(18446744073709551615 as char) as large, convert('é😀' using utf8mb4) as text, null as nothing`
        const expected = { large: '18446744073709551615', text: 'é😀', nothing: null }
        assert.deepEqual(await rowsOf(session, `select ${exact}`), [expected])
        const bound = await session.execute(
          sql`select ${sql.raw(exact)} from t where id = ${'1'} and v = ${'a'}`,
        )
        assert.deepEqual(bound.rows, [expected])
        for (const column of ['n', 'id', 'bytes', 'n + 0e0', 'current_timestamp'])
          await assert.rejects(
            session.execute(sql`select ${sql.raw(column)} as found from t where id = ${'1'}`),
            /the column "found" of a prepared statement is no text/,
            column,
          )
      })
    })

    it('binds texts with every character, and null', async () => {
      const values = ["it's", 'a\\b', 'a\0b', '😀', '', '%_', '"', '\n', null]
      await borrow(url, 'read', async (session) => {
        for (const value of values) {
          const { rows } = await session.execute(
            sql`select convert(${value} using utf8mb4) as back, ${value} is null as missing from t where id = ${'1'} and false
union all select convert(${value} using utf8mb4), cast(${value} is null as char)`,
          )
          assert.deepEqual(rows, [{ back: value, missing: value === null ? '1' : '0' }])
        }
      })
    })

    it('says what a query would return, and reads no row', async () => {
      await borrow(url, 'read', async (session) => {
        const described = await session.describe(
          statement('select id as a, sleep(20) as b, v as `odd \'"name` from t -- and a comment'),
        )
        assert.deepEqual(
          described.map(({ name }) => name),
          ['a', 'b', 'odd \'"name'],
        )
      })
    })

    it('describes nothing but one query', async () => {
      const texts = [
        'select 1; select 2',
        'select 1; drop table t',
        'select 1) x, (select 2',
        'select 1 /* never closed',
        "select 'never closed",
        'delete from t',
        'select 1 as a, 2 as a',
        'select 1 into @x',
        'create table other (a int)',
        '',
      ]
      await borrow(url, 'write', async (session) => {
        for (const text of texts)
          await assert.rejects(session.describe(statement(text)), { kind: 'statement' }, text)
      })
      assert.equal((await engine.query(url, 'select id from t')).length, 2)
    })

    it('tells the query log what ran, how long, and never a value', async () => {
      const events: QueryEvent[] = []
      const stop = onQuery((event) => events.push(event))
      try {
        await borrow(url, 'read', async (session) => {
          await session.execute(sql`select v from t where v = ${'top secret'}`)
          await assert.rejects(execute(session, 'select missing from t'))
        })
      } finally {
        stop()
      }
      const [read, failed] = events
      assert.deepEqual(
        [read?.level, read?.environment, read?.sql],
        ['query', 'here', 'select v from t where v = ?'],
      )
      assert.ok(failed?.level === 'error')
      assert.deepEqual([failed.code, failed.sql], ['42S22', 'select missing from t'])
      assert.ok(!JSON.stringify(events).includes('top secret'))
    })
  },
  { languages: ['mysql'] },
)
