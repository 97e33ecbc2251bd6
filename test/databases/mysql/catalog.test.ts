import assert from 'node:assert/strict'
import { findColumn, type Column, type Table } from '../../../src/core/database/table'
import { describeEngines } from '../../helpers/engines'
import { borrow, statement } from './setUp'

/** A column of each type, and what is expected of it besides its own name. */
const TYPES: Readonly<Record<string, Partial<Column>>> = {
  tinyint: {
    castType: 'tinyint',
    family: 'integer',
    limits: { least: '-128', greatest: '127' },
  },
  'tinyint(1)': { castType: 'tinyint', family: 'integer' },
  'smallint unsigned': {
    castType: 'smallint unsigned',
    family: 'integer',
    limits: { least: '0', greatest: '65535' },
  },
  mediumint: { family: 'integer', limits: { least: '-8388608', greatest: '8388607' } },
  'int(11)': { castType: 'int', family: 'integer' },
  'bigint unsigned': {
    castType: 'bigint unsigned',
    family: 'integer',
    limits: { least: '0', greatest: '18446744073709551615' },
  },
  'bit(9)': { castType: 'bit', family: 'integer', limits: { least: '0', greatest: '511' } },
  'year(4)': { castType: 'year', family: 'integer' },
  'decimal(65,30)': { castType: 'decimal(65,30)', family: 'decimal', precision: 65, scale: 30 },
  'decimal(5,0)': { castType: 'decimal(65,0)', family: 'decimal', precision: 5, scale: 0 },
  'decimal(4,1) unsigned': { family: 'decimal', precision: 4, scale: 1 },
  float: { castType: 'float', family: 'float' },
  double: { castType: 'double', family: 'float' },
  'char(5)': { family: 'text', length: 5 },
  'varchar(50)': { castType: 'varchar', family: 'text', length: 50 },
  tinytext: { family: 'text', limits: { bytes: 255 } },
  longtext: { castType: 'longtext', family: 'text' },
  'binary(3)': { family: 'bytes', length: 3 },
  'varbinary(7)': { castType: 'varbinary', family: 'bytes', length: 7 },
  blob: { family: 'bytes' },
  "enum('a','it''s','')": { castType: 'enum', family: 'enum', labels: ['a', "it's", ''] },
  "set('a','b')": { castType: 'set', family: 'other' },
  date: { castType: 'date', family: 'date' },
  datetime: { castType: 'datetime(0)', family: 'timestamp', precision: 0 },
  'datetime(6)': { castType: 'datetime(6)', family: 'timestamp', precision: 6 },
  'timestamp(3)': { castType: 'timestamp(3)', family: 'timestamptz', precision: 3 },
  'time(2)': { castType: 'time(2)', family: 'time', precision: 2 },
  json: { family: 'json' },
  point: { castType: 'point', family: 'other' },
}

const STRUCTURE = `
create table referenced (id int primary key, other int unique);
create table t (
  id bigint unsigned auto_increment primary key,
  required varchar(5) not null, defaulted int default 5, moment timestamp not null default current_timestamp on update current_timestamp,
  doubled int as (defaulted * 2) virtual, kept int as (defaulted * 3) stored,
  hidden int invisible,
  document json, checked longtext check (char_length(checked) < 9),
  a int not null, b int, long_text text,
  unique key two (b, a), unique key part (long_text(10)), key plain (a),
  unique key again (required));
create table \`odd "name\` (\`odd \\ column\` int primary key);
create table parts (id int primary key) partition by range (id) (partition p0 values less than (10), partition p1 values less than maxvalue);
create view seen as select id, required from t;
create table deletes (id int, foreign key (id) references referenced (id) on delete cascade);
create table clears (id int, foreign key (id) references referenced (other) on delete set null);
create table refuses (id int, foreign key (id) references referenced (id) on update cascade);
create trigger second after update on t for each row set @x = 1;
create trigger first before insert on t for each row set @x = 1`

const COLLATIONS: Readonly<Record<string, Pick<Column, 'deterministic' | 'byteOrdered'>>> = {
  utf8mb4_general_ci: { deterministic: false, byteOrdered: false },
  utf8mb4_bin: { deterministic: false, byteOrdered: true },
  utf8mb4_nopad_bin: { deterministic: true, byteOrdered: true },
  latin1_swedish_ci: { deterministic: false, byteOrdered: false },
  latin1_bin: { deterministic: false, byteOrdered: false },
}

describeEngines(
  'the catalogue of MySQL',
  (engine) => {
    let url = ''
    let schema = ''
    before(async () => {
      url = (await engine.createDatabase()).url
      schema = decodeURIComponent(new URL(url).pathname.slice(1))
      await engine.query(url, STRUCTURE)
    })

    const read = (name: string) =>
      borrow(url, 'read', (session) => session.dialect.readTable(session, { schema, name }))
    const must = async (name: string): Promise<Table> => {
      const table = await read(name)
      assert.ok(table !== undefined)
      return table
    }

    it('says of every type what it is and holds', async () => {
      const columns = Object.keys(TYPES).map((type, index) => `c${index} ${type}`)
      await engine.query(url, `create table every_type (${columns.join(', ')})`)
      const table = await must('every_type')
      Object.entries(TYPES).forEach(([type, expected], index) => {
        const column = findColumn(table, `c${index}`)
        const found = Object.fromEntries(
          Object.keys(expected).map((key) => [key, column?.[key as keyof Column]]),
        )
        assert.deepEqual(found, expected, type)
      })
    })

    it('describes a query’s columns as it does those of a table', async () => {
      const names = Object.keys(TYPES).map((_, index) => `c${index}`)
      const table = await must('every_type')
      await borrow(url, 'read', async (session) => {
        const columns = await session.describe(statement('select * from every_type'))
        const types = await session.dialect.readTypes(
          session,
          columns.map(({ typeId }) => typeId),
        )
        names.forEach((name, index) => {
          const described = types.get(columns[index]?.typeId ?? '')
          const column = findColumn(table, name)
          assert.equal(described?.family, column?.family, column?.type)
          assert.equal(described?.limits?.least, column?.limits?.least, column?.type)
        })
      })
    })

    it('knows what may be written, and what the database fills in', async () => {
      const { columns } = await must('t')
      const facts = Object.fromEntries(
        columns.map(({ name, nullable, generated, hasDefault, identity }) => [
          name,
          [nullable, generated, hasDefault ?? false, identity],
        ]),
      )
      assert.deepEqual(facts, {
        id: [false, false, true, 'byDefault'],
        required: [false, false, false, undefined],
        defaulted: [true, false, true, undefined],
        moment: [false, false, true, undefined],
        doubled: [true, true, true, undefined],
        kept: [true, true, true, undefined],
        hidden: [true, false, false, undefined],
        document: [true, false, false, undefined],
        checked: [true, false, false, undefined],
        a: [false, false, false, undefined],
        b: [true, false, false, undefined],
        long_text: [true, false, false, undefined],
      })
      const families = columns.filter(({ name }) => ['document', 'checked'].includes(name))
      assert.deepEqual(
        families.map(({ family }) => family),
        ['json', 'text'],
      )
    })

    it('lists keys that are unique for every row, the primary one first', async () => {
      const { primaryKey, uniqueKeys } = await must('t')
      assert.deepEqual(primaryKey, ['id'])
      assert.deepEqual(uniqueKeys, [['id'], ['required'], ['b', 'a']])
      const without = await must('deletes')
      assert.deepEqual([without.primaryKey, without.uniqueKeys], [[], []])
    })

    it('names triggers, and tables whose rows go with those of this one', async () => {
      assert.deepEqual((await must('t')).triggers, ['first', 'second'])
      assert.deepEqual((await must('referenced')).cascades, [
        `${schema}.clears`,
        `${schema}.deletes`,
      ])
      assert.equal((await must('t')).cascades, undefined)
    })

    it('tells kinds of tables apart', async () => {
      const kinds = await Promise.all(
        ['t', 'parts', 'seen'].map(async (name) => (await must(name)).kind),
      )
      assert.deepEqual(kinds, ['table', 'partitioned', 'view'])
    })

    it('says of collations whether equal means equal bytes, and whether order is that of bytes', async () => {
      const names = Object.keys(COLLATIONS)
      const columns = names.map((name) => `${name} varchar(5) collate ${name}`)
      await engine.query(url, `create table collated (${columns.join(', ')})`)
      const table = await must('collated')
      for (const [name, expected] of Object.entries(COLLATIONS)) {
        const column = findColumn(table, name)
        assert.ok(column !== undefined)
        const { collation, deterministic, byteOrdered } = column
        assert.deepEqual(
          { collation, deterministic, byteOrdered },
          { collation: name, ...expected },
        )
      }
    })

    it('finds tables of any name, and none that is not there', async () => {
      const odd = await must('odd "name')
      assert.deepEqual(odd.primaryKey, ['odd \\ column'])
      for (const name of ['missing', '', "t' or '1'='1", 't%', '`t`'])
        assert.equal(await read(name), undefined, name)
      await borrow(url, 'read', async (session) => {
        assert.equal(await session.dialect.findSchema(session, 't'), schema)
        assert.equal(await session.dialect.findSchema(session, 'user'), undefined)
      })
    })

    it('lists and counts tables without the ledger’s', async () => {
      await engine.query(
        url,
        'create table drydock_runs (a int); create table drydockruns (a int); insert into parts values (1), (20)',
      )
      await borrow(url, 'read', async (session) => {
        const tables = await session.dialect.listTables(session)
        const names = tables.map(({ name }) => name)
        assert.ok(names.includes('drydockruns') && !names.includes('drydock_runs'))
        assert.deepEqual(
          tables.filter(({ kind }) => kind !== 'table').map(({ name, kind }) => [name, kind]),
          [
            ['parts', 'partitioned'],
            ['seen', 'view'],
          ],
        )
        assert.equal(tables.find(({ name }) => name === 'seen')?.estimatedRows, -1)
        const count = (name: string) => session.dialect.countRows(session, { schema, name })
        assert.deepEqual([await count('parts'), await count('seen')], ['2', '0'])
        await assert.rejects(count('missing'), { kind: 'statement' })
      })
    })
  },
  { languages: ['mysql'] },
)
