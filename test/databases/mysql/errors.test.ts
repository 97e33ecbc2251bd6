import assert from 'node:assert/strict'
import type { DatabaseErrorKind } from '../../../src/core/database/errors'
import { DatabaseError } from '../../../src/core/database/errors'
import type { Session } from '../../../src/core/database/session'
import { describeEngines, type Engine } from '../../helpers/engines'
import { borrow, open, statement } from './setUp'

const STRUCTURE = `
create table parent (id int primary key);
create table t (
  id int primary key, c varchar(3), n tinyint, u int unsigned, d date, required int not null, x decimal(4,1),
  colour enum('red', 'blue'), j json, parent int,
  unique key t_c (c), constraint t_parent foreign key (parent) references parent (id),
  constraint positive check (n > 0));
create table wide (a varchar(5) primary key, b varchar(5), unique key t_b (b));
create table misleading (a varchar(50), unique key \`odd key\` (a));
insert into misleading values ('\\' for key \\'z\\'');
insert into parent values (1), (2);
insert into t values (1, 'a', 1, 1, '2024-01-01', 1, 1, 'red', '{}', 1), (2, 'b', 2, 2, '2024-01-01', 2, 2, 'red', '{}', null);
create trigger refuses before update on wide for each row signal sqlstate '45000' set message_text = 'Column \\'c\\' cannot be null';
insert into wide values ('a', 'a');
create view young as select * from t where n < 5 with check option`

interface Refusal {
  readonly kind: DatabaseErrorKind
  readonly sqlState: string
  readonly number: number
  readonly constraint?: string
  readonly column?: string
}

const data = (
  sqlState: string,
  number: number,
  facts: Pick<Refusal, 'constraint' | 'column'> = {},
): Refusal => ({ kind: 'data', sqlState, number, ...facts })

const wrong = (sqlState: string, number: number): Refusal => ({
  kind: 'statement',
  sqlState,
  number,
})

/** Statements and how the server's refusal is understood. */
const REFUSALS: Readonly<Record<string, Refusal>> = {
  "update t set c = 'a' where id = 2": data('23000', 1062, { constraint: 't_c' }),
  'insert into t (id, required) values (1, 1)': data('23000', 1062, { constraint: 'PRIMARY' }),
  // What looks like the name of something is a value.
  "insert into misleading values ('\\' for key \\'z\\'')": data('23000', 1062, {
    constraint: 'odd key',
  }),
  "insert into wide values ('a', 'a')": data('23000', 1062, { constraint: 'PRIMARY' }),
  'update t set required = null where id = 1': data('23000', 1048, { column: 'required' }),
  'insert into t (id) values (9)': data('HY000', 1364, { column: 'required' }),
  "update t set c = 'long'": data('22001', 1406, { column: 'c' }),
  'update t set n = 128 where id = 1': data('22003', 1264, { column: 'n' }),
  'update t set u = -1': data('22003', 1264, { column: 'u' }),
  'update t set x = 1000': data('22003', 1264, { column: 'x' }),
  "update t set n = 'many' where id = 1": data('22007', 1366, { column: 'n' }),
  "update t set n = '5 apples' where id = 1": data('01000', 1265, { column: 'n' }),
  "update t set d = '2024-13-01'": data('22007', 1292, { column: 'd' }),
  "update t set d = '2024-02-30'": data('22007', 1292, { column: 'd' }),
  "update t set colour = 'green'": data('01000', 1265, { column: 'colour' }),
  'update t set n = -1 where id = 1': data('23000', 4025, { constraint: 'positive' }),
  "update t set j = '{'": data('23000', 4025, { constraint: 'j' }),
  'update t set parent = 9': data('23000', 1452, { constraint: 't_parent' }),
  'delete from parent where id = 1': data('23000', 1451, { constraint: 't_parent' }),
  "update wide set b = 'b'": data('45000', 1644),
  'update young set n = 50 where id = 1': data('44000', 1369),
  'update t set n = 1 / 0 where id = 1': data('22012', 1365),
  'update t set u = u - 5 where id = 1': data('22003', 1690),
  'update t set n = (select id from parent)': data('21000', 1242),
  'selec 1': wrong('42000', 1064),
  'select missing from t': wrong('42S22', 1054),
  'select * from missing': wrong('42S02', 1146),
  'select missing(1)': wrong('42000', 1305),
  'insert into t values (1, 2)': wrong('21S01', 1136),
  'kill query 999999999': wrong('HY000', 1094),
}

/** The error that the work ends with. */
async function refusalOf(work: Promise<unknown>): Promise<DatabaseError> {
  const error = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  )
  assert.ok(error instanceof DatabaseError, String(error))
  return error
}

function factsOf(error: DatabaseError): Refusal {
  const { kind, sqlState, constraint, column } = error.facts
  const number = Number(/\(error (\d+)\)$/.exec(error.message)?.[1])
  return {
    ...{ kind, sqlState, number },
    ...(constraint !== undefined && { constraint }),
    ...(column !== undefined && { column }),
  }
}

const run = (session: Session, text: string) => session.execute(statement(text))

describeEngines(
  'refusals of MySQL',
  (engine) => {
    let url = ''
    before(async () => {
      url = (await engine.createDatabase()).url
      await engine.query(url, STRUCTURE)
    })

    it('are understood by their number, and name constraint and column', async () => {
      await borrow(url, 'write', async (session) => {
        for (const [text, refusal] of Object.entries(REFUSALS))
          assert.deepEqual(factsOf(await refusalOf(run(session, text))), refusal, text)
      })
    })

    it('of a unique key say so', async () => {
      await borrow(url, 'write', async (session) => {
        const taken = await refusalOf(run(session, "update t set c = 'a' where id = 2"))
        assert.equal(taken.facts.duplicate, true)
        const tooLong = await refusalOf(run(session, "update t set c = 'long'"))
        assert.equal(tooLong.facts.duplicate, undefined)
      })
    })

    it('leave nothing of the statement', async () => {
      assert.deepEqual(await engine.query(url, 'select id, c, n, u from t order by id'), [
        { id: '1', c: 'a', n: '1', u: '1' },
        { id: '2', c: 'b', n: '2', u: '2' },
      ])
    })
  },
  { languages: ['mysql'] },
)

/** Lets two sessions wait for each other, and gives the error of the one that is chosen to give up. */
async function deadlock(url: string): Promise<DatabaseError> {
  const together = { arrived: 0, all: () => undefined as void }
  const bothHold = new Promise<void>((resolve) => (together.all = resolve))
  const lockInTurn = (first: number, second: number) =>
    borrow(url, 'write', (session) =>
      session.transaction('write', async () => {
        await run(session, `update t set u = u + 1 where id = ${first}`)
        if (++together.arrived === 2) together.all()
        await bothHold
        await run(session, `update t set u = u + 1 where id = ${second}`)
      }),
    )
  return refusalOf(Promise.all([lockInTurn(1, 2), lockInTurn(2, 1)]))
}

async function lockTimeout(engine: Engine, url: string): Promise<DatabaseError> {
  const holder = await engine.connect(url)
  try {
    await holder.query('begin')
    await holder.query('update t set u = 7 where id = 1')
    return await refusalOf(
      borrow(url, 'write', async (session) => {
        await run(session, 'set session innodb_lock_wait_timeout = 1')
        await run(session, 'update t set u = 8 where id = 1')
      }),
    )
  } finally {
    await holder.query('rollback')
    await holder.close()
  }
}

describeEngines(
  'conflicts between sessions of MySQL',
  (engine) => {
    let url = ''
    before(async () => {
      url = (await engine.createDatabase()).url
      await engine.query(url, STRUCTURE)
    })

    it('pass when they are tried again', async () => {
      const [dead, late] = [await deadlock(url), await lockTimeout(engine, url)]
      assert.deepEqual(factsOf(dead), { kind: 'transient', sqlState: '40001', number: 1213 })
      assert.deepEqual(factsOf(late), { kind: 'transient', sqlState: 'HY000', number: 1205 })
      assert.deepEqual([dead.transient, late.transient], [true, true])
    })

    it('never wait for a busy table without an end', async () => {
      const holder = await engine.connect(url)
      try {
        await holder.query('lock tables t write')
        const error = await refusalOf(
          borrow(url, 'write', async (session) => {
            await run(session, 'set session lock_wait_timeout = 1')
            await run(session, 'update t set u = 8 where id = 1')
          }),
        )
        assert.equal(error.kind, 'transient')
      } finally {
        await holder.close()
      }
    })
  },
  { languages: ['mysql'] },
)

describeEngines(
  'a MySQL server that lets nobody in',
  (engine) => {
    it('says whom, and what to do', async () => {
      const { url, adminUrl } = await engine.createDatabase()
      const changed = (change: (url: URL) => void, from = url) => {
        const other = new URL(from)
        change(other)
        return other.href
      }
      const attempts: readonly (readonly [string, string, RegExp])[] = [
        [changed((other) => (other.password = 'wrong')), '28000', /user name and password/],
        [changed((other) => (other.username = 'nobody')), '28000', /user name and password/],
        [changed((other) => (other.pathname = '/missing'), adminUrl), '42000', /database’s name/],
        [changed((other) => (other.port = '1')), 'ECONNREFUSED', /host and port/],
        [changed((other) => (other.hostname = 'host.invalid')), 'ENOTFOUND', /host name/],
      ]
      for (const [wrongUrl, sqlState, mend] of attempts) {
        const error = await refusalOf(
          open(wrongUrl, 'read').withSession((session) => run(session, 'select 1')),
        )
        assert.deepEqual([error.kind, error.sqlState], ['connection', sqlState], error.message)
        assert.match(error.message, /^cannot reach "here" at /)
        assert.match(error.mend ?? '', mend)
        const password = new URL(url).password
        assert.ok(!JSON.stringify([error.message, error.mend]).includes(password))
      }
    })

    it('lets nobody do what was not granted', async () => {
      const { url } = await engine.createDatabase()
      const refused: Readonly<Record<string, readonly [string, number]>> = {
        'create database drydock_elsewhere': ['42000', 1044],
        'select * from mysql.user': ['42000', 1142],
        'set global max_connections = 5': ['42000', 1227],
      }
      await borrow(url, 'write', async (session) => {
        for (const [text, [sqlState, number]] of Object.entries(refused))
          assert.deepEqual(
            factsOf(await refusalOf(run(session, text))),
            { kind: 'permission', sqlState, number },
            text,
          )
      })
    })
  },
  { languages: ['mysql'] },
)
