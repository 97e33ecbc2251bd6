/** Where pipelines on MySQL and MariaDB are otherwise than on PostgreSQL, or could easily be. */
import { deepEqual, equal, rejects } from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describeEngines } from '../../helpers/engines'
import { pipelineSite, type Json, type PipelineSite } from './pipelineSite'

const ofFile = (silver: Json, quality?: Json): Json => ({
  entity: 'thing',
  sources: { file: { type: 'ndjson', path: 'things.ndjson', id: 'id' } },
  silver: { table: 'things', ...silver },
  ...(quality !== undefined && { quality }),
})

describeEngines(
  'a pipeline on MySQL',
  (engine) => {
    const writeLines = (site: PipelineSite, lines: readonly string[]) =>
      writeFileSync(join(site.folder, 'things.ndjson'), lines.join('\n') + '\n')

    /** The silver table after these records. */
    const silverOf = async (lines: readonly string[], silver: Json, quality?: Json) => {
      const site = await pipelineSite(engine, ofFile(silver, quality))
      writeLines(site, lines)
      deepEqual((await site.ingest()).failed, [])
      const { counts } = await site.transform()
      const rows = await site.query('select * from silver.things order by id')
      // What has been written is what the next one finds.
      const again = await site.transform({ full: true })
      deepEqual([again.counts.created, again.counts.updated, again.counts.deleted], [0, 0, 0])
      return { site, counts, rows }
    }
    const field = (rows: readonly Readonly<Record<string, string | null>>[], name: string) =>
      rows.map((row) => row[name])

    it('has numbers as they stand in the text', async () => {
      const texts = ['1.50', '12345678901234567890.1234567890123', '1e2', '-0', '7']
      const { rows } = await silverOf(
        texts.map((text, index) => `{"id":"${index}","n":${text}}`),
        { key: 'id', fields: { n: { from: 'n' } } },
      )
      deepEqual(field(rows, 'n'), texts)
    })

    it('tells null from the text null, and what is empty from what is blank', async () => {
      const { rows } = await silverOf(
        [
          '{"id":"1","a":null}',
          '{"id":"2","a":"null"}',
          '{"id":"3"}',
          '{"id":"4","a":""}',
          '{"id":"5","a":"  "}',
          '{"id":"6","a":"none "}',
          '{"id":"7","a":"none"}',
        ],
        { key: 'id', fields: { a: { from: 'a', clean: ['nullIfEmpty', { nullIf: ['none'] }] } } },
      )
      deepEqual(field(rows, 'a'), [null, 'null', null, null, '  ', 'none ', null])
    })

    it('finds members whatever their names are, and however they are written', async () => {
      const { rows } = await silverOf(
        [
          String.raw`{"id":"1","s\u00e9":"\u00e9\ud83d\ude00","q\"t":"q","b\\s":"b","*":"s","o":{"$":"d"},"t":"a\tb\\u00e9"}`,
        ],
        {
          key: 'id',
          fields: {
            e: { from: 'sé' },
            q: { from: 'q"t' },
            b: { from: 'b\\s' },
            s: { from: '*' },
            d: { from: 'o.$' },
            t: { from: 't' },
          },
        },
      )
      const { e, q, b, s, d, t } = rows[0] ?? {}
      deepEqual([e, q, b, s, d, t], ['é😀', 'q', 'b', 's', 'd', 'a\tb\\u00e9'])
    })

    it('cleans as JavaScript does', async () => {
      const { rows } = await silverOf(
        [
          JSON.stringify({
            id: '1',
            a: '\u00a0\n a \t b\u2003\n',
            b: 'ÀÉ-x.y',
            c: 'a.b\\c',
            d: '😀😀x',
          }),
        ],
        {
          key: 'id',
          fields: {
            a: { from: 'a', clean: ['trim', 'collapse'] },
            b: { from: 'b', clean: ['lower', { remove: '-.' }] },
            c: { from: 'c', clean: [{ replace: '\\', with: '$1' }, 'upper'] },
            d: { from: 'd', clean: [{ first: 2 }] },
          },
        },
      )
      const { a, b, c, d } = rows[0] ?? {}
      deepEqual([a, b, c, d], ['a b', 'àéxy', 'A.B$1C', '😀😀'])
    })

    it('tells ids and values apart by case', async () => {
      const { rows, site } = await silverOf(
        ['{"id":"Ann","a":"x"}', '{"id":"ann","a":"x"}', '{"id":"ánn","a":"x"}'],
        { key: 'id', fields: { a: 'a' }, provenance: false },
      )
      deepEqual(field(rows, 'id'), ['Ann', 'ann', 'ánn'])
      writeLines(site, ['{"id":"Ann","a":"X"}', '{"id":"ann","a":"x "}', '{"id":"ánn","a":"x"}'])
      await site.ingest()
      const { counts } = await site.transform()
      // A blank is taken off by default.
      deepEqual([counts.created, counts.updated, counts.deleted], [0, 1, 0])
    })

    it('has each type’s values, and rejects what is none', async () => {
      const types = {
        i: ['int', '+07', '7', '2147483648'],
        u: ['bigint unsigned', '18446744073709551615', '18446744073709551615', '-1'],
        n: ['decimal(12,2)', '1e3', '1000.00', '1,5'],
        m: ['decimal(4,2)', '99.994', '99.99', '99.995'],
        f: ['double', '0.5', '0.5', '1e999'],
        g: ['double', '1e-200', '1e-200', 'half'],
        d: ['date', '2024-02-29', '2024-02-29', '2023-02-29'],
        t: ['datetime(3)', '2024-01-01T10:00:00.5Z', '2024-01-01 10:00:00.500', '2024-01-01T24:00'],
        z: ['timestamp(0)', '2024-01-01T10:00:00+05:30', '2024-01-01 04:30:00', 'now'],
        y: ['timestamp', '2038-01-18', '2038-01-18 00:00:00', '2038-02-01'],
        b: ['boolean', 'true', '1', 'yes!'],
        v: ['varchar(3)', 'äöü', 'äöü', 'abcd'],
        j: ['json', '{"a": [1.0]}', '{"a": [1.0]}', '{a}'],
      } as const
      const names = Object.keys(types) as (keyof typeof types)[]
      const good = Object.fromEntries(names.map((name) => [name, types[name][1]]))
      const lines = [
        { id: '0', ...good },
        ...names.map((name) => ({ id: `bad ${name}`, [name]: types[name][3] })),
        { id: 'z' },
      ]
      const { rows, counts, site } = await silverOf(
        lines.map((line) => JSON.stringify(line)),
        {
          key: 'id',
          fields: Object.fromEntries(
            names.map((name) => [name, { from: name, type: types[name][0] }]),
          ),
        },
      )
      deepEqual([counts.created, counts.rejected], [2, names.length])
      deepEqual(
        names.map((name) => rows[0]?.[name]),
        names.map((name) => types[name][2]),
      )
      const kept = await site.query('select message from drydock.quarantine order by external_id')
      deepEqual(
        [...new Set(kept.map(({ message }) => message))].sort(),
        names.map((name) => `${name}: type`).sort(),
      )
    })

    it('checks what is asked for', async () => {
      const values = [
        '9',
        '10.0',
        '1e2',
        '1e999',
        '-1e999',
        '1e-999',
        'x',
        '100.0000000000000000001',
      ]
      const { rows } = await silverOf(
        values.map((value, index) =>
          JSON.stringify({ id: String(index), n: value, m: `${value}\n` }),
        ),
        {
          key: 'id',
          fields: { n: { from: 'n' }, m: { from: 'm', clean: ['nullIfEmpty'] } },
          validate: {
            n: { minimum: 10, maximum: 100, otherwise: 'null' },
            m: { format: 'number', otherwise: 'null' },
          },
        },
      )
      deepEqual(field(rows, 'n'), [null, '10.0', '1e2', null, null, null, null, null])
      // A line break is no part of a number.
      deepEqual(new Set(field(rows, 'm')), new Set([null]))
    })

    it('joins by a member, the latest record of each source', async () => {
      const { rows, counts } = await silverOf(
        [
          '{"id":"1","login":" Ann","at":"2024-01-01","a":"old"}',
          '{"id":"2","login":"ANN ","at":"2024-02-01","a":"new"}',
          '{"id":"3","login":null,"a":"nobody"}',
          `{"id":"4","login":"${'x'.repeat(600)}","a":"too long"}`,
        ],
        {
          key: { column: 'id', from: { file: 'login' }, clean: ['trim', 'lower'] },
          recency: { file: 'at' },
          fields: { a: 'a' },
        },
      )
      equal(counts.created, 1)
      const { id, a, quality_flags: flags } = rows[0] ?? {}
      deepEqual([id, a, flags], ['ann', 'new', '["duplicate_file_record"]'])
    })

    it('refuses one record whose id is too long, and no other', async () => {
      const site = await pipelineSite(engine, ofFile({ key: 'id', fields: { a: 'a' } }))
      writeLines(site, [
        '{"id":"1","a":"x"}',
        `{"id":"${'ä'.repeat(761)}","a":"x"}`,
        `{"id":"${'ä'.repeat(760)}"}`,
      ])
      for (const created of [2, 0]) {
        const [ingested] = (await site.ingest()).sources
        deepEqual([ingested?.counts.created, ingested?.counts.quarantined], [created, 1])
      }
    })

    it('refuses a bronze that takes different ids for the same', async () => {
      const site = await pipelineSite(engine, ofFile({ key: 'id', fields: { a: 'a' } }))
      writeLines(site, ['{"id":"1"}'])
      await site.ingest()
      await site.query(
        'alter table bronze.raw_entities modify external_id varchar(200) collate utf8mb4_general_ci',
      )
      await rejects(site.ingest(), /takes different texts for the same in its column "external_id"/)
    })

    it('keeps records that are too many bytes for one statement together', async () => {
      const site = await pipelineSite(engine, ofFile({ key: 'id', fields: { a: 'a' } }))
      const lines = Array.from(
        { length: 24 },
        (_, index) => `{"id":"${index}","a":"${'ä'.repeat(500_000)}"}`,
      )
      writeLines(site, lines)
      const [ingested] = (await site.ingest()).sources
      equal(ingested?.counts.created, 24)
      const [row] = await site.query(
        'select sum(char_length(raw_data)) as characters from bronze.raw_entities',
      )
      equal(row?.['characters'], String(lines.join('').length))
    })

    it('merges into a table whose collation takes letters of both cases for the same', async () => {
      const site = await pipelineSite(
        engine,
        ofFile({ key: 'id', fields: { a: 'a' }, provenance: false }),
      )
      const [{ name = '' } = {}] = await site.query(`select concat(database(), '_silver') as name`)
      await site.query(`create database ${name ?? ''}`)
      await site.query(
        `create table silver.things (id varchar(50) primary key, a varchar(50)) collate utf8mb4_general_ci`,
      )
      await site.query(`insert into silver.things values ('ann', 'x'), ('bob', 'É')`)
      writeLines(site, ['{"id":"ann","a":"X"}', '{"id":"bob","a":"É"}'])
      await site.ingest()
      const { counts, run } = await site.transform()
      deepEqual([counts.created, counts.updated], [0, 1])
      const [journal] = await site.query(
        `select \`key\`, \`before\`, \`after\` from drydock.row_changes where run_id = '${run.id}'`,
      )
      deepEqual(journal, { key: '{"id":"ann"}', before: '{"a":"x"}', after: '{"a":"X"}' })
    })
  },
  { languages: ['mysql'] },
)
