import { deepEqual, equal } from 'node:assert/strict'
import { describeEngines } from '../../helpers/engines'
import { pipelineSite } from './pipelineSite'

/** Columns of a type each: a value that it takes, as it prints it, and some that it does not. */
const COLUMNS: Readonly<
  Record<
    string,
    {
      readonly type: string
      readonly good: readonly [string, string]
      readonly bad: readonly string[]
    }
  >
> = {
  whole: { type: 'integer', good: ['007', '7'], bad: ['2147483648', '1.5', 'seven', '1e3'] },
  small: { type: 'smallint', good: ['-32768', '-32768'], bad: ['32768'] },
  price: {
    type: 'numeric(5,2)',
    good: ['999.994', '999.99'],
    bad: ['999.995', '1e3', 'NaN', '1.2.3'],
  },
  ratio: { type: 'double precision', good: ['1e-3', '0.001'], bad: ['1e400', '1e-400', 'x'] },
  share: { type: 'real', good: ['0.5', '0.5'], bad: ['1e39'] },
  is_on: { type: 'boolean', good: ['Yes', 't'], bad: ['maybe', '2'] },
  day: {
    type: 'date',
    good: ['2024-02-29', '2024-02-29'],
    bad: ['2023-02-29', '2024-13-01', '0000-01-01'],
  },
  at: {
    type: 'timestamptz',
    good: ['2024-02-29T12:00:00+02:00', '2024-02-29 10:00:00+00'],
    bad: ['2024-02-29T12:00:00+99:99', '2024-02-29T25:00:00Z', 'now'],
  },
  token: {
    type: 'uuid',
    good: ['3CE2EE5B-4A3C-4955-BB13-35E694CA5C8B', '3ce2ee5b-4a3c-4955-bb13-35e694ca5c8b'],
    bad: ['3ce2ee5b'],
  },
  mood: { type: 'mood', good: ['calm', 'calm'], bad: ['angry'] },
  short: { type: 'varchar(3)', good: ['abc', 'abc'], bad: ['abcd'] },
  code: { type: 'char(5)', good: ['ab', 'ab'], bad: ['abcdef'] },
  facts: { type: 'jsonb', good: ['{"a": 1}', '{"a": 1}'], bad: ['{a'] },
  host: { type: 'inet', good: ['10.0.0.1/32', '10.0.0.1/32'], bad: ['10.0.0.256'] },
}

/** An id and a document that are printed otherwise. */
const THINGS = `
{"id":"1.0","name":"One","facts":"{\\"b\\":1,\\"a\\":1}"}
{"id":"2","name":"Two"}`

describeEngines('a value that its column does not take', (engine) => {
  it('keeps its own entity back and no other, every time', async () => {
    const names = Object.keys(COLUMNS)
    const bad = names.flatMap((name) =>
      (COLUMNS[name]?.bad ?? []).map((value, index) => ({ id: `${name}-${index}`, [name]: value })),
    )
    const good = names.map((name) => ({ id: `${name}-good`, [name]: COLUMNS[name]?.good[0] }))
    const lines = [...bad, ...good].map((record) => JSON.stringify(record)).join('\n')
    const site = await pipelineSite(
      engine,
      {
        entity: 'thing',
        sources: { list: { type: 'ndjson', path: 'things.ndjson', id: 'id' } },
        silver: {
          table: 'things',
          key: 'id',
          fields: Object.fromEntries(names.map((name) => [name, name])),
        },
      },
      { 'things.ndjson': lines },
    )
    await site.query(`create type mood as enum ('calm', 'glad')`)
    const columns = names.map((name) => `${name} ${COLUMNS[name]?.type ?? ''}`).join(', ')
    await site.query(
      `create schema silver; create table silver.things (id text primary key, ${columns}, data_quality_score numeric(3, 2), quality_flags text[], provenance jsonb)`,
    )
    await site.ingest()
    const { counts, run } = await site.transform()
    deepEqual([counts.created, counts.rejected], [good.length, bad.length])
    for (const name of names) {
      const [row] = await site.query(
        `select ${name}::text as value from silver.things where id = '${name}-good'`,
      )
      equal(
        row?.['value'],
        { t: 'true' }[COLUMNS[name]?.good[1] ?? ''] ?? COLUMNS[name]?.good[1],
        name,
      )
    }
    const again = await site.transform({ full: true })
    deepEqual(
      [again.counts.created, again.counts.updated, again.counts.rejected],
      [0, 0, bad.length],
    )
    // The journal has what the columns print: otherwise the rows would seem to have been edited since.
    const undo = await site.undo(run.id)
    deepEqual([undo.counts.applied, undo.counts.drifted], [good.length, 0])
    deepEqual(await site.query('select id from silver.things'), [])
  })

  it('is journalled as the database has stored it, where that is not what it was given', async () => {
    const tables = {
      plain: '',
      defaulted: 'alter table silver.things add noted timestamptz default clock_timestamp()',
      triggered: `
create function louder() returns trigger language plpgsql as 'begin new.name := upper(new.name); return new; end';
create trigger louder before insert on silver.things for each row execute function louder()`,
    }
    for (const [name, statements] of Object.entries(tables)) {
      const site = await pipelineSite(
        engine,
        {
          entity: 'thing',
          sources: { list: { type: 'ndjson', path: 'things.ndjson', id: 'id' } },
          silver: { table: 'things', key: 'id', fields: { name: 'name', facts: 'facts' } },
        },
        { 'things.ndjson': THINGS },
      )
      await site.query(`
create schema silver;
create table silver.things (id numeric(6, 2) primary key, name varchar(9), facts jsonb, data_quality_score numeric(3, 2), quality_flags text[], provenance jsonb);
${statements}`)
      await site.ingest()
      const { counts, run } = await site.transform()
      deepEqual([counts.created, counts.rejected], [2, 0], name)
      const undo = await site.undo(run.id)
      deepEqual([undo.counts.applied, undo.counts.drifted], [2, 0], name)
    }
  })

  it('of a key, too', async () => {
    const site = await pipelineSite(
      engine,
      {
        entity: 'thing',
        sources: { list: { type: 'ndjson', path: 'things.ndjson', id: 'id' } },
        silver: {
          table: 'things',
          key: { column: 'id', type: 'integer' },
          fields: { name: 'name' },
        },
      },
      {
        'things.ndjson': '{"id":"1","name":"One"}\n{"id":"x","name":"X"}\n{"id":"2","name":"Two"}',
      },
    )
    await site.ingest()
    const { counts } = await site.transform()
    deepEqual([counts.created, counts.rejected], [2, 1])
    const [kept] = await site.query('select external_id, message from drydock.quarantine')
    deepEqual(kept, { external_id: 'x', message: 'id: type' })
  })
})
