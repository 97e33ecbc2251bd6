import assert from 'node:assert/strict'
import fc from 'fast-check'
import { startAirtable, type Fault } from './airtableService'
import { BASE, readAll, tableOf } from './tables'
import { virtualClock } from './virtualClock'

const retried = fc.constantFrom<Fault>(
  ...(['garbage', 'half', 'brokenOff', 'hangUp'] as const),
  ...[{ status: 429 }, { status: 500 }, { status: 503, headers: { 'retry-after': '3' } }],
)

/** What the calls of a reading meet, in their order; `expired` no more often than Airtable is forgiven. */
const faults = fc
  .array(
    fc.oneof(
      { weight: 4, arbitrary: fc.constant<Fault>('none') },
      { weight: 2, arbitrary: retried },
      { weight: 1, arbitrary: fc.constant<Fault>('expired') },
    ),
    { maxLength: 25 },
  )
  .map((all) => {
    let left = 3
    return all.filter((fault) => fault !== 'expired' || left-- > 0)
  })

describe('a table of Airtable, whatever happens', () => {
  it('is read with each of its records once', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(
          fc.record({ size: fc.nat({ max: 60 }), pageSize: fc.integer({ min: 1, max: 100 }) }),
          fc.record({ size: fc.nat({ max: 500 }), pageSize: fc.integer({ min: 20, max: 100 }) }),
        ),
        faults,
        async ({ size, pageSize }, faults) => {
          const clock = virtualClock()
          const service = await startAirtable(clock)
          try {
            const table = tableOf(size)
            service.bases.set(BASE, [table])
            service.fail(...faults)
            const retry = { attempts: 30, first: 100, most: 1000 }
            const { error, records } = await readAll(service, { clock, pageSize, retry })
            assert.equal(error, undefined)
            assert.deepEqual(
              records.map(({ id, fields }) => ({ id, fields: Object.fromEntries(fields) })),
              table.records,
            )
            assert.equal(service.meter.refused, 0)
            assert.ok(service.meter.bySecond(BASE).every((count) => count <= 5))
          } finally {
            await service.close()
          }
        },
      ),
      { numRuns: 60 },
    )
  }).timeout(60_000)
})
