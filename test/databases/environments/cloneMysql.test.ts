import assert from 'node:assert/strict'
import { setTimeout as sleep } from 'node:timers/promises'
import { mysqlEngine } from '../../../src/core/environment/engines/mysql/engine'
import { proveTable } from '../../../src/core/environment/engines/mysql/rowProof'
import { readRowTables } from '../../../src/core/environment/engines/mysql/tables'
import { onQuery } from '../../../src/core/queryLog/queryLog'
import { AbortedError } from '../../../src/core/util/errors'
import { describeEngines, type TestDatabase } from '../../helpers/engines'
import { borrow } from '../mysql/setUp'
import { nameIn } from '../mysql/tortureSetUp'
import { contentsOf } from './mariadbContents'
import { at, clone, RUN, untilAlone } from './mysqlClones'

const ACCOUNTS = `
create table first_bank (id int primary key, held bigint not null, note varchar(200) not null);
create table second_bank (id int primary key, held bigint not null, note varchar(200) not null);
insert into first_bank select seq, 1000, repeat('x', 200) from seq_1_to_20000;
insert into second_bank select seq, 1000, repeat('y', 200) from seq_1_to_20000`
const ALL_MONEY = 40_000_000n

describeEngines(
  'a clone of a MariaDB database',
  (engine) => {
    const made: string[] = []
    const query = (url: string, statement: string) => engine.query(url, statement)
    let admin: string

    /** A database with these objects, and the name of its clone. */
    async function prepared(statements: string, role: 'admin' | 'engineer' = 'admin') {
      const from = await engine.createDatabase()
      admin = from.adminUrl
      await query(role === 'admin' ? from.adminUrl : from.url, statements)
      const name = nameIn(from.url)
      const target = `${name}_test-x`
      made.push(target)
      return { from, name, target, names: new Map([[name, target]]) }
    }

    async function moneyIn(url: string): Promise<bigint> {
      const [row] = await query(
        url,
        'select (select sum(held) from first_bank) + (select sum(held) from second_bank) as held',
      )
      return BigInt(row?.['held'] ?? '0')
    }

    /** Moves money from one table to the other for as long as nobody stops it. */
    async function moveMoney({ adminUrl }: TestDatabase, signal: AbortSignal): Promise<number> {
      const session = await engine.connect(adminUrl)
      let moves = 0
      try {
        for (; !signal.aborted; moves++) {
          const id = 1 + ((moves * 7919) % 20_000)
          await session.query(
            `begin; update first_bank set held = held - 1 where id = ${id}; update second_bank set held = held + 1 where id = ${id}; commit`,
          )
        }
      } finally {
        await session.close()
      }
      return moves
    }

    after(async () => {
      for (const name of made)
        await query(admin, `set foreign_key_checks = 0; drop database if exists \`${name}\``)
    })

    it('that is written to is of one moment, on all sessions that read it', async () => {
      const { from, target, names } = await prepared(ACCOUNTS)
      const end = new AbortController()
      const writers = moveMoney(from, end.signal)
      const { method, log } = await clone({ from, target, names, protection: 'locked' }).finally(
        () => end.abort(),
      )
      assert.ok((await writers) > 50)
      assert.equal(method, 'relay')
      assert.deepEqual(log, ['2 sessions read one snapshot'])
      assert.equal(await moneyIn(at(admin, target)), ALL_MONEY)
      assert.equal(await moneyIn(admin), ALL_MONEY)
      assert.notDeepEqual(
        await contentsOf(engine, at(admin, target)),
        await contentsOf(engine, from.adminUrl),
      )
    })

    it('is relayed where somebody is on the source', async () => {
      const { from, target, names } = await prepared(
        'create table t (a int); insert into t values (1)',
      )
      const somebody = await engine.connect(from.adminUrl)
      const { method } = await clone({ from, target, names, protection: 'open' }).finally(() =>
        somebody.close(),
      )
      assert.equal(method, 'relay')
    })

    it('is made by an ordinary role, which has one session for its snapshot', async () => {
      const { from, target, names } = await prepared(
        `create table jobs (id int auto_increment primary key, weight float, check (weight > 0));
insert into jobs (weight) values (16777216), (0.1);
create view heavy as select id from jobs where weight > 1;
create procedure weigh() select sum(weight) from jobs;
create trigger of_jobs before insert on jobs for each row set new.weight = new.weight * 2`,
        'engineer',
      )
      const before = await contentsOf(engine, from.adminUrl)
      const { method, hazards, log, report } = await clone({
        ...{ from, target, names, protection: 'locked', role: 'engineer' },
      })
      assert.equal(method, 'relay')
      assert.deepEqual(hazards, ['not-whole'])
      assert.equal(log.length, 1)
      assert.match(log[0] ?? '', /^one session reads all rows: the role may not stop commits/)
      assert.deepEqual(await contentsOf(engine, at(admin, target)), before)
      assert.equal(report.remarks.length, 2)
      assert.match(report.remarks[0] ?? '', /^grants on database are not given: /)
      assert.equal(report.remarks[1], 'database: this role may read no grants but its own')
      assert.equal(report.objects, 5)
    })

    it('tells an ordinary role that others on the source cannot be seen', async () => {
      const { from, names } = await prepared('create table t (a int)', 'engineer')
      await untilAlone(engine, from)
      const wish = {
        withData: true,
        protection: 'open',
        sameServer: true,
        names,
        others: [],
      } as const
      const facts = await borrow(from.url, 'read', (session) =>
        session.transaction('read', () => mysqlEngine.examine(session, wish)),
      )
      assert.equal(facts.method, 'insert')
      assert.ok(facts.hazards.some(({ code }) => code === 'sessions-not-seen'))
    })

    it('lists texts that name a database of the source, and none that only look like it', async () => {
      const { from, name, target, names } = await prepared('create table t (a int)')
      await query(
        from.adminUrl,
        `create procedure dynamic() begin execute immediate 'delete from ${name}.t'; end;
create procedure harmless() select '${name}s', "my_${name}", '${name}-old' from \`${name}\`.t;
create table noted (a varchar(90) default '${name}') comment 'of ${name}';
create view noted_view as select '${name}' as text_;
create event cleaning on schedule every 1 day comment 'of ${name}' do delete from ${name}.t`,
      )
      const { report, log } = await clone({ from, target, names, protection: 'open' })
      assert.deepEqual(
        report.leaks.map(({ object, names: one }) => [object, one]),
        [
          ['view noted_view', name],
          ['procedure dynamic', name],
        ],
      )
      assert.match(log.join('\n'), /procedure dynamic may still reach databases of the source/)
      const [event] = await query(
        at(admin, target),
        'select event_definition as d, status from information_schema.events where event_schema = database()',
      )
      assert.deepEqual(event, { d: `delete from \`${target}\`.t`, status: 'DISABLED' })
    })

    it('lists what reads a database that the new environment does not have', async () => {
      const left = await prepared('create table t (a int)')
      const { from, target, names } = await prepared(
        `create view on_other as select a from ${left.name}.t;
create procedure p() begin execute immediate 'delete from ${left.name}.t'; end`,
      )
      const wanted = { from, target, names, others: [left.name], protection: 'open' } as const
      const { report, hazards } = await clone(wanted)
      assert.deepEqual(
        report.leaks.map(({ object, names: one }) => [object, one]),
        [
          ['view on_other', left.name],
          ['procedure p', left.name],
        ],
      )
      assert.equal(hazards.filter((code) => code === 'leak').length, 2)
    })

    it('leaves aliases alone that are called as a database is', async () => {
      const { from, name, target, names } = await prepared('select 1')
      await query(
        from.adminUrl,
        `create table jobs (id int);
insert into jobs values (7);
create view on_alias as select ${name}.id from jobs ${name};
create function of_alias() returns int reads sql data return (select max(${name}.id) from ${name}.jobs ${name})`,
      )
      await clone({ from, target, names, protection: 'open' })
      const url = at(admin, target)
      assert.deepEqual(await query(url, 'select of_alias() as id'), [{ id: '7' }])
      assert.deepEqual(await query(url, 'select * from on_alias'), [{ id: '7' }])
      const [row] = await query(url, 'show create function of_alias')
      assert.match(
        row?.['Create Function'] ?? '',
        new RegExp(`\\(${name}\\.id\\) from \`${target}\``),
      )
    })

    it('is proved by digests that tell rows apart, and not their order', async () => {
      const { from, name } = await prepared(
        `create table one (a varchar(9), b varchar(9), f float, e enum('', 'x'));
insert into one values ('a', null, 1, 'x'), ('', 'b', -0e0, ''), ('a', null, 1, 'x');
create table other_order like one; insert into other_order select * from one order by a desc, b;
create table one_less like one; insert into one_less select distinct * from one;
create table zero like one; insert into zero select a, b, abs(f), e from one;
create table empty_texts like one; insert into empty_texts select a, coalesce(b, ''), f, e from one;
create table moved like one; insert into moved select b, a, f, e from one;
set sql_mode = ''; create table no_label like one; insert into no_label select a, b, f, if(e = '', 0, e) from one`,
      )
      const digests = await borrow(from.adminUrl, 'read', async (session) => {
        const proofs = new Map<string, string>()
        for (const table of await readRowTables(session, name)) {
          const { rows, digest } = await proveTable(session, table, 'rows')
          proofs.set(table.name, `${rows}: ${digest}`)
        }
        return proofs
      })
      assert.equal(digests.get('other_order'), digests.get('one'))
      assert.equal(new Set(digests.values()).size, digests.size - 1)
      assert.equal(digests.size, 7)
    })

    it('waits for a database that its views read, and for no other that is not there', async () => {
      const first = await prepared('create table t (a int); insert into t values (1)')
      const second = await prepared(`create view \`of other\` as select a from ${first.name}.t;
create view on_it as select a from \`of other\`;
create table bound (a int)`)
      const names = new Map([...first.names, ...second.names])
      const waiting = clone({ ...second, names, protection: 'locked' })
      await sleep(1000)
      await clone({ ...first, names, protection: 'locked' })
      await waiting
      assert.deepEqual(await query(at(admin, second.target), 'select * from on_it'), [{ a: '1' }])
      const [shown] = await query(at(admin, second.target), 'show create view `of other`')
      assert.ok(shown?.['Create View']?.includes(`\`${first.target}\`.`))
    })

    it('fails with the name of a database that its views need and nobody makes', async function () {
      this.timeout(60_000)
      const first = await prepared('create table t (a int)')
      const second = await prepared(`create view of_other as select a from ${first.name}.t`)
      const names = new Map([...first.names, ...second.names])
      await assert.rejects(clone({ ...second, names, protection: 'locked' }), {
        code: 'clone-needs-database',
        message: `view of_other needs the database "${first.target}", which is not there yet`,
        mend: 'run the same command again once it is there',
      })
    })

    it('has rows, too, that are larger than statements are made', async () => {
      const { from, target, names } = await prepared(
        `create table large (id int primary key, content longblob);
insert into large values (1, repeat(x'00275c0a', 1500000)), (2, null), (3, repeat('b', 2000000))`,
      )
      await clone({ from, target, names, protection: 'locked' })
      assert.deepEqual(
        await contentsOf(engine, at(admin, target)),
        await contentsOf(engine, from.adminUrl),
      )
    })

    const KEYED = `create table parents (id int primary key, note varchar(200) not null, unique key (note));
create table children (id int primary key, parent int not null, key (id, parent), foreign key (parent) references parents (id));
create table odd (content varchar(9), born date, key (content)) engine = aria;
insert into parents select seq, concat(repeat('x', 190), seq) from seq_1_to_5000;
insert into children select seq, seq from seq_1_to_500;
analyze table parents, children;
set sql_mode = ''; insert into odd values ('a', '2024-02-31'), (null, '0000-00-00')`

    for (const protection of ['open', 'locked'] as const)
      it(`gives a table its keys before it fills the next one, where it is ${protection}`, async () => {
        const { from, target, names } = await prepared(KEYED)
        const before = await contentsOf(engine, from.adminUrl)
        await untilAlone(engine, from)
        const changes: string[] = []
        const stop = onQuery(({ environment, sql }) => {
          const change = /^(insert into|alter table) `\w+`(?: add \w+)?/i.exec(sql)
          if (environment === 'target' && change !== null) changes.push(change[0].toLowerCase())
        })
        await clone({ from, target, names, protection, sessions: 1 }).finally(stop)
        assert.deepEqual(changes, [
          ...['insert into `parents`', 'alter table `parents` add unique'],
          ...['insert into `children`', 'alter table `children` add key', 'insert into `odd`'],
          'alter table `children` add constraint',
        ])
        assert.deepEqual(await contentsOf(engine, at(admin, target)), before)
      })

    it('has its keys, too, where it has no rows', async () => {
      const { from, target, names } = await prepared(KEYED)
      await clone({ from, target, names, protection: 'open', withData: false })
      const keys = await query(
        at(admin, target),
        `select distinct table_name as t, index_name as i from information_schema.statistics
where table_schema = database() and table_name in ('parents', 'children') order by t, i`,
      )
      assert.deepEqual(
        keys.map(({ t, i }) => `${t}.${i}`),
        [
          ...['children.id', 'children.parent', 'children.PRIMARY'],
          ...['parents.note', 'parents.PRIMARY'],
        ],
      )
    })

    it('has rows, too, that are larger than a packet of the protocol', async () => {
      const { from, target, names } = await prepared('set global max_allowed_packet = 1 << 26')
      const digests = (url: string) => query(url, 'select id, md5(content) as digest from large')
      try {
        await query(
          from.adminUrl,
          `create table large (id int primary key, content longblob);
insert into large values (1, repeat(x'00275c0a', 4500000)), (2, repeat('b', 16777300)), (3, 'c')`,
        )
        await clone({ from, target, names, protection: 'locked' })
        assert.deepEqual(await digests(at(admin, target)), await digests(from.adminUrl))
      } finally {
        await query(from.adminUrl, 'set global max_allowed_packet = default')
      }
    })

    it('that is given up while keys are made fills no other table', async () => {
      const { from, target, names } = await prepared(KEYED)
      const end = new AbortController()
      const told: string[] = []
      const onReport = (message: string) => {
        told.push(message)
        if (message === 'making table parents' && told.includes('copying parents')) end.abort()
      }
      const { signal } = end
      const wanted = { from, target, names, protection: 'locked', sessions: 1, signal } as const
      await assert.rejects(clone({ ...wanted, onReport }), AbortedError)
      assert.deepEqual(told.slice(-2), ['copying parents', 'making table parents'])
    })

    it('that is given up leaves what may be removed, and only that', async () => {
      const { from, name, target, names } = await prepared(ACCOUNTS)
      const end = new AbortController()
      const onReport = (message: string) => {
        if (/^copying/.test(message)) setTimeout(() => end.abort(), 30)
      }
      const signal = end.signal
      await assert.rejects(
        clone({ from, target, names, protection: 'locked', signal, onReport }),
        AbortedError,
      )
      const mayRemove = (database: string, runId: string) =>
        borrow(admin, 'read', (session) =>
          Promise.resolve(mysqlEngine.marker?.mayRemove(session, database, runId)),
        )
      assert.equal(await mayRemove(target, RUN), true)
      assert.equal(await mayRemove(target, '20261122-000000-ffff'), false)
      assert.equal(await mayRemove(name, RUN), false)
      const empty = await prepared('select 1')
      assert.equal(await mayRemove(empty.name, RUN), true)
      await query(admin, `create procedure \`${empty.name}\`.p() select 1`)
      assert.equal(await mayRemove(empty.name, RUN), false)
    })
  },
  // It counts on engines and statements of MariaDB.
  { languages: ['mysql'], where: ({ id }) => id === 'mariadb' },
)
