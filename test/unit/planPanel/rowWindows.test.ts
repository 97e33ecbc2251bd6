import assert from 'node:assert/strict'
import { RowWindows } from '../../../src/views/plan/app/grid/rowWindows'
import type { RowPage, RowWindowsOptions } from '../../../src/views/plan/app/grid/rowWindows'
import { ManualClock } from './manualClock'

interface Asked {
  readonly offset: number
  readonly limit: number
  readonly signal: AbortSignal
  answer(): Promise<void>
  fail(message: string): Promise<void>
}

/** Windows over `total` numbered rows whose answers come when the test says so. */
function setUp(total: number, options: Partial<RowWindowsOptions> = {}) {
  const clock = new ManualClock()
  const asked: Asked[] = []
  let changes = 0
  const fetch = (offset: number, limit: number, signal: AbortSignal) =>
    new Promise<RowPage<string>>((resolve, reject) => {
      const length = Math.max(0, Math.min(limit, total - offset))
      const items = Array.from({ length }, (_, index) => `row ${offset + index}`)
      const settled = () => new Promise<void>((done) => setImmediate(done))
      asked.push({
        offset,
        limit,
        signal,
        answer: () => (resolve({ total, items }), settled()),
        fail: (message) => (reject(new Error(message)), settled()),
      })
    })
  const windows = new RowWindows(fetch, {
    onChange: () => changes++,
    pageSize: 100,
    keep: 3,
    pause: 50,
    clock,
    ...options,
  })
  return { windows, asked, clock, changes: () => changes }
}

/** The request at `index`, which the test expects to be there. */
function at(asked: readonly Asked[], index: number): Asked {
  const found = asked[index]
  assert.ok(found, `no request ${index}`)
  return found
}

describe('row windows', () => {
  it('asks at once for the pages that are looked at, and gives their rows', async () => {
    const { windows, asked, changes } = setUp(1000)
    windows.need(90, 120)
    assert.deepEqual(
      asked.map(({ offset, limit }) => [offset, limit]),
      [
        [0, 100],
        [100, 100],
      ],
    )
    assert.equal(windows.row(90), undefined)
    await at(asked, 0).answer()
    assert.equal(windows.total, 1000)
    assert.equal(windows.row(99), 'row 99')
    assert.equal(windows.row(100), undefined)
    await at(asked, 1).answer()
    assert.equal(windows.row(100), 'row 100')
    assert.equal(changes(), 2)
  })

  it('does not ask again for what it has or waits for', async () => {
    const { windows, asked, clock } = setUp(1000)
    windows.need(0, 20)
    clock.advance(100)
    windows.need(10, 30)
    await at(asked, 0).answer()
    clock.advance(100)
    windows.need(20, 40)
    assert.equal(asked.length, 1)
  })

  it('cancels what is no longer looked at and drops its answer', async () => {
    const { windows, asked, clock, changes } = setUp(1000)
    windows.need(0, 20)
    clock.advance(100)
    windows.need(500, 520)
    assert.equal(at(asked, 0).signal.aborted, true)
    assert.equal(at(asked, 1).offset, 500)
    await at(asked, 0).answer()
    assert.equal(windows.row(0), undefined)
    assert.equal(changes(), 0)
  })

  it('asks only for the last place while the scrollbar is dragged', () => {
    const { windows, asked, clock } = setUp(100_000)
    windows.need(0, 20)
    for (let row = 1000; row <= 50_000; row += 1000) windows.need(row, row + 20)
    assert.equal(asked.length, 1)
    clock.advance(50)
    assert.equal(asked.length, 2)
    assert.equal(at(asked, 1).offset, 50_000)
  })

  it('drops the pages that were not seen for longest', async () => {
    const { windows, asked, clock } = setUp(1000)
    for (const row of [0, 100, 200, 300]) {
      windows.need(row, row + 20)
      await asked.at(-1)?.answer()
      clock.advance(100)
    }
    assert.equal(windows.row(0), undefined)
    assert.equal(windows.row(100), 'row 100')
    assert.equal(windows.row(300), 'row 300')
  })

  it('says why rows could not be had, waits for a retry, and then asks again', async () => {
    const { windows, asked, clock } = setUp(1000)
    windows.need(0, 20)
    await at(asked, 0).fail('the core stopped')
    assert.equal(windows.failure, 'the core stopped')
    clock.advance(100)
    windows.need(0, 21)
    assert.equal(asked.length, 1)
    windows.retry()
    await at(asked, 1).answer()
    assert.equal(windows.failure, undefined)
    assert.equal(windows.row(0), 'row 0')
  })

  it('asks for nothing after it was disposed', () => {
    const { windows, asked, clock } = setUp(1000)
    windows.need(0, 20)
    windows.need(500, 520)
    windows.dispose()
    clock.advance(1000)
    assert.equal(asked.length, 1)
    assert.equal(at(asked, 0).signal.aborted, true)
  })
})
