import assert from 'node:assert/strict'
import { setTimeout as sleep } from 'node:timers/promises'
import fc from 'fast-check'
import { encodeCopyRow } from '../../../src/core/database/copyText'
import type { Value } from '../../../src/core/util/value'
import { sql, tableRef } from '../../../src/core/database/sql'
import { describeEngines } from '../../helpers/engines'
import { borrow, numbers, statement, textOf, timed } from './setUp'

/** Any text as the server's own spelling of it, which escapes nothing. */
const literal = (value: Value): string =>
  value === null ? 'null' : `convert(x'${Buffer.from(value).toString('hex')}' using utf8mb4)`

const characters = fc.constantFrom(
  ...['\\', '\b', '\f', '\n', '\r', '\t', '\v', '\0', 'a', 'N', ' ', '\x7f', 'é', '😀', '\u2028'],
)
const values = fc.option(
  fc.oneof(
    fc.string({ unit: characters, maxLength: 20 }),
    fc.string({ unit: 'binary', maxLength: 5 }),
    // More than one chunk, and than one packet of the protocol's first length byte.
    fc.tuple(characters, fc.integer({ min: 200, max: 300_000 })).map(([c, n]) => c.repeat(n)),
  ),
  { nil: null, freq: 4 },
)

/** Values by their type, as SQL. */
const SAMPLES: Readonly<Record<string, readonly string[]>> = {
  'int(6) zerofill': ['42', '0', '1234567'],
  'bigint unsigned': ['18446744073709551615', '0'],
  'tinyint(1)': ['1', '0', '-128'],
  'bit(12)': ["b'101'", "b'0'"],
  year: ["'2024'", "'0000'"],
  'decimal(20,4)': ["'1.5'", "'-0.0001'", "'1234567890123456.7'"],
  float: ['0.1', '1e-30', '16777217'],
  'float(8,2)': ['0.1', '123456.78'],
  double: ['0.1', '1e300', '-0e0', '5e-324', '0.30000000000000004'],
  'double(12,3)': ['0.1', '-1234.5'],
  'char(6) character set latin1': ["'é a'", "''"],
  'varchar(20) character set utf8mb4': ["'😀 é'", "'a\\tb'", "'10:00:00.500'"],
  longtext: ["'2024-01-01 00:00:00.500000'", "'\\\\N'"],
  "enum('ä', 'b.0')": ["'ä'", "'b.0'"],
  "set('x', 'y')": ["'x,y'", "''"],
  json: [`'{"a": 1.0}'`, `'[ ]'`],
  'varbinary(9)': ["x'00ff5c0a'", "''"],
  date: ["'2024-02-29'", "'0000-00-00'"],
  datetime: ["'2024-02-29 10:00:00'", "'0000-00-00 00:00:00'"],
  'datetime(3)': ["'2024-02-29 10:00:00.120'", "'2024-02-29 10:00:00.000'"],
  'datetime(6)': ["'2024-02-29 10:00:00.123456'", "'9999-12-31 23:59:50.500000'"],
  timestamp: ["'2024-02-29 10:00:00'"],
  'timestamp(1)': ["'2024-02-29 10:00:00.5'", "'2024-02-29 10:00:00'"],
  'timestamp(6)': ["'2024-02-29 10:00:00.000010'", "'2024-02-29 10:00:10'"],
  time: ["'10:00:00'", "'-838:59:59'"],
  'time(6)': ["'-00:00:00.000001'", "'100:00:00'", "'00:00:00.100000'"],
}

describeEngines(
  'rows of MySQL as COPY lines',
  (engine) => {
    let url = ''
    before(async () => (url = (await engine.createDatabase()).url))

    const copy = (query: string) =>
      borrow(url, 'read', (session) => textOf(session.copyOut(statement(query))))

    it('are those of COPY for every text', async () => {
      await borrow(url, 'read', (session) =>
        fc.assert(
          fc.asyncProperty(
            fc.integer({ min: 1, max: 5 }).chain((width) =>
              fc.array(fc.array(values, { minLength: width, maxLength: width }), {
                minLength: 1,
                maxLength: 8,
              }),
            ),
            async (rows) => {
              const selects = rows.map(
                (row) => `select ${row.map((value, i) => `${literal(value)} as c${i}`).join(', ')}`,
              )
              const lines = await textOf(session.copyOut(statement(selects.join(' union all '))))
              assert.equal(lines, rows.map(encodeCopyRow).join(''))
            },
          ),
          { numRuns: 60 },
        ),
      )
    })

    it('have for every type the text that it is asked for in other queries', async () => {
      const columns = Object.keys(SAMPLES).map((type, index) => `c${index} ${type} null`)
      const lists = Object.values(SAMPLES)
      const longest = Math.max(...lists.map((list) => list.length))
      const rows = Array.from({ length: longest + 1 }, (_, row) => {
        const values = lists.map((list) =>
          row === 0 ? 'null' : (list[row - 1] ?? list[0] ?? 'null'),
        )
        return `(${row}, ${values.join(', ')})`
      })
      await engine.query(url, `create table samples (n int primary key, ${columns.join(', ')})`)
      await engine.query(url, `insert into samples values ${rows.join(', ')}`)
      await borrow(url, 'read', async (session) => {
        const name = { schema: new URL(url).pathname.slice(1), name: 'samples' }
        const table = await session.dialect.readTable(session, name)
        assert.ok(table !== undefined)
        const { expressions } = session.dialect
        const select = (spell: typeof expressions.copied) => {
          const values = table.columns.map((column) => spell(sql`s.${sql.id(column.name)}`, column))
          return sql`select ${sql.join(values)} from ${tableRef(table)} s order by n`
        }
        const copied = await textOf(session.copyOut(select(expressions.copied)))
        const asked = await textOf(session.copyOut(select(expressions.output)))
        assert.deepEqual(copied.split('\n'), asked.split('\n'))
        assert.equal(copied.split('\n').length, longest + 2)
      })
    })

    it('are none where there are none', async () => {
      assert.equal(await copy('select 1 from dual where false'), '')
    })

    it('are complete and in order, however many', async () => {
      const lines = await copy(
        `select cast(n as char), repeat('x', n % 100) from ${numbers(100_000)} order by n`,
      )
      const expected = Array.from({ length: 100_000 }, (_, n) => `${n}\t${'x'.repeat(n % 100)}\n`)
      assert.ok(lines === expected.join(''))
    })

    it('wait at the server for a reader who is slow', async () => {
      await borrow(url, 'read', async (session) => {
        const query = `select repeat('x', 4000) from ${numbers(40_000)}`
        const before = process.memoryUsage().rss
        let bytes = 0
        let largest = 0
        for await (const chunk of session.copyOut(statement(query))) {
          // A driver that did not wait would hold all 160 MB after the first pause.
          if (bytes === 0) await sleep(700)
          bytes += chunk.length
          largest = Math.max(largest, process.memoryUsage().rss - before)
        }
        assert.equal(bytes, 40_000 * 4001)
        assert.ok(largest < 100e6, `${Math.round(largest / 1e6)} MB more`)
      })
    })

    it('can be left in the middle at once', async () => {
      const milliseconds = await timed(() =>
        borrow(url, 'read', (session) =>
          session.transaction('read', async () => {
            const query = `select repeat('x', 4000), n from ${numbers(1_000_000)}`
            for await (const chunk of session.copyOut(statement(query))) {
              assert.ok(chunk.length > 0)
              break
            }
          }),
        ),
      )
      assert.ok(milliseconds < 1500, `${Math.round(milliseconds)} ms`)
    })

    it('can be read twice in a session, and then statements be run', async () => {
      await borrow(url, 'read', async (session) => {
        for (const n of ['1', '2'])
          assert.equal(await textOf(session.copyOut(statement(`select '${n}'`))), `${n}\n`)
        const { rows } = await session.execute(statement(`select 'three' as n`))
        assert.deepEqual(rows, [{ n: 'three' }])
      })
    })

    it('end with the error of the row that has it', async () => {
      const failing = `select if(n = 50000, (select 1 union all select 2), n) from ${numbers(100_000)} order by n`
      await assert.rejects(copy(failing), { kind: 'data', sqlState: '21000' })
      await assert.rejects(copy('select missing from nowhere'), { kind: 'statement' })
    })
  },
  { languages: ['mysql'] },
)
