import assert from 'node:assert/strict'
import { describeEngines, languageOf } from '../helpers/engines'
import { setSail } from './coreSetUp'

/** A row of many types, of which only the key and one column are mapped. */
const WHOLE = {
  postgres: {
    create: `
create type mood as enum ('sad', 'happy');
create domain short as varchar(3) default 'dom';
create table jobs (
  code char(5) primary key,
  stage text,
  serial bigint generated always as identity,
  twice bigint generated always as (3 * 2) stored,
  "odd ""name""" numeric not null default 1.50,
  ratio float8 default 'NaN',
  data json default '{"b": 1,   "a": [1.0]}',
  bytes bytea default '\\x00ff',
  tags text[] default '{"a,b",null,"\\\\"}',
  feeling mood default 'happy',
  seen timestamptz default 'infinity',
  span interval default '1 mon -2 days',
  place inet default '10.0.0.1/8',
  kind short)`,
    oddName: '"odd ""name"""',
    stage: `E'a\\tb\\\\'`,
    rows: 'select t::text as line from jobs t order by code',
  },
  mysql: {
    create: `
create table jobs (
  code char(5) primary key,
  stage text,
  serial bigint not null auto_increment unique,
  twice bigint generated always as (3 * 2) stored,
  \`odd "name"\` numeric(10, 2) not null default 1.50,
  ratio double default 1.7976931348623157e308,
  data json default '{"b": 1,   "a": [1.0]}',
  bytes varbinary(9) default x'00ff',
  tags set('a', 'b "c"', 'd') default 'a,d',
  feeling enum('sad', 'happy') default 'happy',
  seen timestamp(6) null default '2038-01-19 03:14:07.999999',
  span time(3) default '-838:59:58.999',
  place inet6 default '::ffff:10.0.0.1',
  flags bit(10) default b'1000000001',
  zero date default '0000-00-00',
  kind varchar(3) default 'dom')`,
    oddName: '`odd "name"`',
    stage: `'a\\tb\\\\'`,
    rows: 'select *, hex(bytes), hex(flags) from jobs order by code',
  },
} as const

const mapping = {
  source: { environment: 'production', table: 'jobs' },
  target: { environment: 'sandbox', table: 'jobs' },
  key: 'code',
  fields: ['stage'],
  missing: { inTarget: 'insert', inSource: 'delete' },
}

describeEngines(
  'whole rows',
  (engine) => {
    const { create, oddName, stage, rows: allRows } = WHOLE[languageOf(engine)]

    it('come and go up to as many columns as can be taken back, and no more', async () => {
      const most = languageOf(engine) === 'mysql' ? 900 : 500
      for (const count of languageOf(engine) === 'mysql' ? [most] : [most, most + 1]) {
        const [from, to] = [await engine.createDatabase(), await engine.createDatabase()]
        const names = Array.from({ length: count - 1 }, (_, index) => `c${index} smallint`)
        const wide = `create table jobs (code int primary key, ${names.join(', ')})`
        for (const { url } of [from, to]) await engine.query(url, wide)
        await engine.query(from.url, 'insert into jobs (code, c1) values (1, 1)')
        await engine.query(to.url, 'insert into jobs (code, c2) values (2, 2)')
        const rows = () => engine.query(to.url, 'select code, c1, c2 from jobs')
        const before = await rows()
        const voyage = await setSail(
          { production: from.url, sandbox: to.url },
          { ...mapping, fields: ['c1'] },
        )
        if (count > most) {
          await assert.rejects(voyage.plan(), /501 columns are too many for one change/)
          continue
        }
        const run = await voyage.apply((await voyage.plan()).path)
        assert.deepEqual(run.counts, { total: 2, applied: 2, drifted: 0, failed: 0 })
        await voyage.undo(run.id)
        assert.deepEqual(await rows(), before)
      }
    })

    for (const [what, change] of [
      ['renamed', 'alter table jobs rename column kind to sort'],
      ['dropped', 'alter table jobs drop column kind'],
    ] as const)
      it(`do not come back without a column that was ${what}`, async () => {
        const [from, to] = [await engine.createDatabase(), await engine.createDatabase()]
        for (const { url } of [from, to]) await engine.query(url, create)
        await engine.query(to.url, `insert into jobs (code, kind) values ('gone', 'own')`)
        const voyage = await setSail({ production: from.url, sandbox: to.url }, mapping)
        const run = await voyage.apply((await voyage.plan()).path)
        await engine.query(to.url, change)
        await assert.rejects(voyage.undo(run.id), {
          code: 'undo-structure-changed',
          message: /column "kind" of ".*jobs" is gone/,
        })
        assert.deepEqual(await engine.query(to.url, allRows), [])
      })

    it('go and come back as they were, whatever their types are', async () => {
      const [from, to] = [await engine.createDatabase(), await engine.createDatabase()]
      for (const { url } of [from, to]) await engine.query(url, create)
      await engine.query(
        from.url,
        `insert into jobs (code, stage) values ('new', 'x'), ('both', 'y')`,
      )
      await engine.query(
        to.url,
        `insert into jobs (code, stage) values ('gone', ${stage}), ('both', 'y'), ('nil', null);
update jobs set bytes = null, tags = null, feeling = null, kind = null, data = null where code = 'nil';
create table parts (job char(5), foreign key (job) references jobs (code) on delete cascade)`,
      )
      const voyage = await setSail({ production: from.url, sandbox: to.url }, mapping)
      const rows = () => engine.query(to.url, allRows)
      const before = await rows()
      const { path, plan, changes } = await voyage.plan()
      assert.deepEqual(
        changes.map(({ op, key }) => [op, key['code']]),
        [
          ['delete', 'gone'],
          ['insert', 'new'],
          ['delete', 'nil'],
        ],
      )
      assert.equal(changes[0]?.before['odd "name"'], '1.50')
      assert.ok(!('twice' in changes[0].before), 'computed columns compute themselves again')
      assert.deepEqual(
        plan.hazards.map(({ code }) => code),
        ['deletes-rows', 'cascades', 'sequence-advances'],
      )
      const run = await voyage.apply(path)
      assert.deepEqual(run.counts, { total: 3, applied: 3, drifted: 0, failed: 0 })
      const [fresh] = await engine.query(
        to.url,
        `select trim(code) as code, stage, ${oddName} as odd, kind, twice from jobs where code = 'new'`,
      )
      assert.deepEqual(Object.values(fresh ?? {}), ['new', 'x', '1.50', 'dom', '6'])
      await voyage.undo(run.id)
      assert.deepEqual(await rows(), before)
    })

    it('are not planned where a column wants a value and has none', async () => {
      const [from, to] = [await engine.createDatabase(), await engine.createDatabase()]
      await engine.query(from.url, 'create table jobs (code varchar(9) primary key, stage text)')
      await engine.query(
        to.url,
        'create table jobs (code varchar(9) primary key, stage text, owner text not null, area text not null)',
      )
      const voyage = await setSail({ production: from.url, sandbox: to.url }, mapping)
      await assert.rejects(
        voyage.plan(),
        /"owner", "area" are not null, have no default and are not mapped \(map them, or give them a default\)/,
      )
    })
  },
  { languages: ['postgres', 'mysql'] },
)
