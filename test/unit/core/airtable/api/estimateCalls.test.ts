import assert from 'node:assert/strict'
import {
  describeEstimate,
  estimateCalls,
  MONTHLY_CALLS,
} from '../../../../../src/core/airtable/api/estimateCalls'
import { readSchema } from '../../../../../src/core/airtable/api/readSchema'
import { startAirtable, TOKEN } from './airtableService'
import { BASE, readAll, tableOf } from './tables'
import { virtualClock } from './virtualClock'

describe('an estimate of calls', () => {
  const cases: readonly (readonly [readonly (number | undefined)[], number, number, boolean])[] = [
    [[], 1, 0, false],
    [[0], 2, 0, false],
    [[1, 100, 101], 5, 0, false],
    [[500], 6, 1, false],
    [[50_000], 501, 100, false],
    [[250, undefined], 5, 0, true],
    [[undefined, undefined], 3, 0, true],
  ]
  for (const [counts, calls, seconds, isLeast] of cases)
    it(`of ${counts.map((count) => count ?? 'unknown').join(', ') || 'nothing'}`, () => {
      assert.deepEqual(estimateCalls(counts), { calls, seconds, isLeast })
    })

  it('is what a reading takes', async () => {
    const clock = virtualClock()
    const service = await startAirtable(clock)
    try {
      const sizes = [0, 1, 100, 101, 350]
      service.bases.set(
        BASE,
        sizes.map((size, index) => tableOf(size, `T${index}`, `tbl${index}`)),
      )
      const asked = { base: BASE, token: TOKEN, api: service.api }
      const machine = { clock, mostBytes: 2 ** 22 }
      const schema = await readSchema(asked, { warn: () => undefined }, machine)
      for (const { name } of schema.tables) await readAll(service, { clock, table: name, schema })
      const { calls, seconds } = estimateCalls(sizes)
      assert.equal(service.asked.length, calls)
      const [first, last] = [service.asked[0]?.at ?? 0, service.asked.at(-1)?.at ?? 0]
      assert.ok(last - first >= seconds * 1000)
    } finally {
      await service.close()
    }
  })

  it('is said in words', () => {
    const words: readonly (readonly [
      readonly (number | undefined)[],
      number | undefined,
      string,
    ])[] = [
      [[], undefined, '1 call of Airtable’s API, about a second'],
      [
        [10, 10, 10],
        MONTHLY_CALLS.free,
        '4 calls of Airtable’s API, about a second, 0.4 % of the 1,000 calls a month',
      ],
      [
        [10, 10, 10],
        MONTHLY_CALLS.team,
        '4 calls of Airtable’s API, about a second, 0.1 % of the 100,000 calls a month',
      ],
      [
        [50_000],
        MONTHLY_CALLS.free,
        '501 calls of Airtable’s API, no less than 100 s, 50.1 % of the 1,000 calls a month',
      ],
      [
        [1_250_000],
        MONTHLY_CALLS.free,
        '12,501 calls of Airtable’s API, no less than 41 min, 1,250.1 % of the 1,000 calls a month',
      ],
      [[5_000_000], undefined, '50,001 calls of Airtable’s API, no less than 2 h'],
      [
        [900, undefined],
        MONTHLY_CALLS.free,
        'at least 11 calls of Airtable’s API, no less than 2 s, at least 1.1 % of the 1,000 calls a month',
      ],
    ]
    for (const [counts, monthly, expected] of words)
      assert.equal(describeEstimate(estimateCalls(counts), monthly), expected)
  })
})
