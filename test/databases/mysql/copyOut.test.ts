import assert from 'node:assert/strict'
import { setTimeout as sleep } from 'node:timers/promises'
import fc from 'fast-check'
import { encodeCopyRow } from '../../../src/core/database/copyText'
import type { Value } from '../../../src/core/util/value'
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
