import assert from 'node:assert/strict'
import { describeEngines, type TextRow } from '../helpers/engines'
import { setSail } from './coreSetUp'

/** What `utf8mb4_general_ci` takes for one text, in each line. */
const ALIKE = [
  ['a', 'A', 'á'],
  ['straße', 'strase', 'STRASE'],
  ['x', 'x ', 'X  '],
  ['strasse', 'STRASSE'],
]
const SPELLINGS = ALIKE.flat()
/** In the target there is one of each. */
const OTHERS = ALIKE.map((texts) => texts.at(-1) ?? '')

const STRATEGIES = ['merge', 'partition', 'hash', 'probe'] as const

/** Each row has its key's bytes once more, which no statement of ours compares. */
function insert(codes: readonly string[], stage: string): string {
  const rows = codes.map((code) => `('${code}', hex('${code}'), '${stage}')`)
  return `insert into jobs values ${rows.join(', ')}`
}

describeEngines(
  'keys in a collation that takes several texts for one',
  (engine) => {
    async function given(index: string, codes: readonly string[], mapping: object = {}) {
      const [production, sandbox] = [await engine.createDatabase(), await engine.createDatabase()]
      const create = (collation: string, rest: string) =>
        `create table jobs (code varchar(20) collate ${collation} not null, bytes varchar(80), stage varchar(20)${rest})`
      await engine.query(production.url, create('utf8mb4_bin', ''))
      await engine.query(production.url, insert(SPELLINGS, 'new'))
      await engine.query(sandbox.url, create('utf8mb4_general_ci', index))
      await engine.query(sandbox.url, insert(codes, 'old'))
      const voyage = await setSail(
        { production: production.url, sandbox: sandbox.url },
        {
          source: { environment: 'production', table: 'jobs' },
          target: { environment: 'sandbox', table: 'jobs' },
          key: 'code',
          fields: ['stage'],
          ...mapping,
        },
      )
      const sql = (text: string) => engine.query(sandbox.url, text)
      return { voyage, sql, rows: () => sql('select * from jobs order by binary code') }
    }

    /** The keys of the rows that are not as they were, by their bytes. */
    function changed(rows: readonly TextRow[]): readonly string[] {
      return rows
        .filter(({ stage }) => stage !== 'old')
        .map(({ bytes }) => Buffer.from(bytes ?? '', 'hex').toString())
        .toSorted()
    }

    for (const [title, index] of [
      ['no index', ''],
      ['an index', ', index (code)'],
      ['an index that begins with another column', ', index (stage, code)'],
    ] as const) {
      it(`are found byte by byte with ${title}`, async () => {
        const { voyage, rows } = await given(index, SPELLINGS.slice(1))
        const before = await rows()
        for (const strategy of STRATEGIES) {
          const { plan, changes, findings } = await voyage.plan(strategy)
          assert.equal(plan.strategy?.name, strategy)
          assert.deepEqual(
            changes.map(({ key }) => key['code']).toSorted(),
            SPELLINGS.slice(1).toSorted(),
          )
          assert.deepEqual(
            findings.map(({ kind, key }) => [kind, key['code']]),
            [['notFound', 'a']],
          )
        }
        const run = await voyage.apply((await voyage.plan()).path)
        assert.equal(run.counts.applied, SPELLINGS.length - 1)
        assert.deepEqual(changed(await rows()), SPELLINGS.slice(1).toSorted())
        await voyage.undo(run.id)
        assert.deepEqual(await rows(), before)
      })

      it(`that are renamed or gone by then change no other row, with ${title}`, async () => {
        const { voyage, sql, rows } = await given(index, OTHERS)
        const planned = await voyage.plan()
        assert.equal(planned.changes.length, OTHERS.length)
        await sql(`update jobs set code = 'a', bytes = hex('a') where binary code = 'á'`)
        await sql(`delete from jobs where binary code = 'STRASE'`)
        await sql(insert(['strase', 'straße'], 'old'))
        await sql(`update jobs set code = 'X ', bytes = hex('X ') where binary code = 'X  '`)
        const run = await voyage.apply(planned.path)
        assert.deepEqual(run.counts, { total: 4, applied: 1, drifted: 3, failed: 0 })
        assert.deepEqual(changed(await rows()), ['STRASSE'])
      })
    }

    for (const [title, index] of [
      ['a unique index', ', unique (code)'],
      ['a primary key', ', primary key (code)'],
    ] as const) {
      it(`do not find another spelling under ${title}`, async () => {
        const { voyage, rows } = await given(index, OTHERS)
        const before = await rows()
        for (const strategy of STRATEGIES) {
          const { changes, plan } = await voyage.plan(strategy)
          assert.deepEqual(changes.map(({ key }) => key['code']).toSorted(), OTHERS.toSorted())
          assert.equal(plan.summary['notFound'], SPELLINGS.length - OTHERS.length)
        }
        const run = await voyage.apply((await voyage.plan()).path)
        assert.equal(run.counts.applied, OTHERS.length)
        assert.deepEqual(changed(await rows()), OTHERS.toSorted())
        await voyage.undo(run.id)
        assert.deepEqual(await rows(), before)
      })

      it(`are refused where another spelling is in their way under ${title}`, async () => {
        const { voyage, sql, rows } = await given(index, OTHERS, {
          fields: ['stage', 'bytes'],
          missing: { inTarget: 'insert' },
        })
        const before = await rows()
        const run = await voyage.apply((await voyage.plan()).path)
        const refused = SPELLINGS.length - OTHERS.length
        assert.deepEqual(run.counts, {
          total: SPELLINGS.length,
          applied: OTHERS.length,
          drifted: 0,
          failed: refused,
        })
        const told = await sql(
          `select json_value(error, '$.code') as code, count(*) as n from drydock_row_changes
where outcome = 'failed' and op = 'insert' group by 1`,
        )
        assert.deepEqual(told, [{ code: '23000', n: String(refused) }])
        assert.deepEqual(changed(await rows()), OTHERS.toSorted())
        await voyage.undo(run.id)
        assert.deepEqual(await rows(), before)
      })

      it(`make room for another spelling that takes their place under ${title}`, async () => {
        const { voyage, rows } = await given(index, ['A', 'STRASE', 'X', 'STRASSE'], {
          source: { environment: 'production', table: 'jobs', where: `binary code in ('a', 'x ')` },
          target: { environment: 'sandbox', table: 'jobs', where: 'true' },
          fields: ['stage', 'bytes'],
          missing: { inTarget: 'insert', inSource: 'delete' },
        })
        const before = await rows()
        const run = await voyage.apply((await voyage.plan()).path)
        assert.deepEqual(run.counts, { total: 6, applied: 6, drifted: 0, failed: 0 })
        assert.deepEqual(
          (await rows()).map(({ code }) => code),
          ['a', 'x '],
        )
        await voyage.undo(run.id)
        assert.deepEqual(await rows(), before)
      })
    }
  },
  { languages: ['mysql'] },
)
