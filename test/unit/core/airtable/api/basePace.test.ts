import assert from 'node:assert/strict'
import { setTimeout as pause } from 'node:timers/promises'
import { BasePace, paceOf } from '../../../../../src/core/airtable/api/basePace'
import { AbortedError } from '../../../../../src/core/util/errors'
import { startAirtable } from './airtableService'
import { BASE, idsOf, readAll, tableOf } from './tables'
import { virtualClock } from './virtualClock'

describe('the pace of a base', () => {
  it('is one for all who read of it, and never more than five calls a second', async () => {
    const clock = virtualClock({ settle: 15 })
    const service = await startAirtable(clock)
    try {
      const names = ['A', 'B', 'C', 'D', 'E', 'F', 'G']
      service.bases.set(
        BASE,
        names.map((name) => tableOf(60, name, `tbl${name}`)),
      )
      const readings = await Promise.all(
        names.map((table) => readAll(service, { clock, table, pageSize: 10 })),
      )
      for (const reading of readings)
        assert.deepEqual([reading.error, idsOf(reading).length], [undefined, 60])
      assert.equal(service.meter.refused, 0)
      const seconds = service.meter.bySecond(BASE)
      assert.ok(
        seconds.every((count) => count <= 5),
        seconds.join(),
      )
      assert.equal(
        seconds.reduce((sum, count) => sum + count),
        42,
      )
      // It is not slow either: eight seconds and a bit, as long as answers come before time leaps.
      assert.ok(seconds.length <= 13, seconds.join())
    } finally {
      await service.close()
    }
  })

  it('counts a call from its answer on, as it is not known when it arrived', async () => {
    const clock = virtualClock({ held: true })
    const pace = new BasePace(clock)
    const started: number[] = []
    const began = clock.now()
    let answer: () => void = () => undefined
    const slow = new Promise<void>((resolve) => (answer = resolve))
    const turns = Array.from({ length: 6 }, (_, index) =>
      pace.inTurn(undefined, async () => {
        started.push(index)
        if (index < 5) await slow
      }),
    )
    await pause(0)
    clock.advance(5000)
    await pause(0)
    assert.deepEqual(started, [0, 1, 2, 3, 4])
    answer()
    await pause(0)
    assert.deepEqual(started, [0, 1, 2, 3, 4])
    clock.advance(1010)
    await Promise.all(turns)
    assert.deepEqual([started.length, clock.now() - began], [6, 6010])
  })

  it('gives the place of work that fails, or is left, to the next', async () => {
    const clock = virtualClock({ held: true })
    const pace = new BasePace(clock)
    const failing = Array.from({ length: 5 }, () =>
      pace.inTurn(undefined, () => Promise.reject(new Error('no'))),
    )
    assert.equal((await Promise.allSettled(failing)).length, 5)
    const abort = new AbortController()
    const left = Array.from({ length: 8 }, () =>
      pace.inTurn(abort.signal, () => Promise.resolve('too soon')),
    )
    const kept = pace.inTurn(undefined, () => Promise.resolve('done'))
    await pause(0)
    abort.abort()
    for (const one of await Promise.allSettled(left))
      assert.ok(one.status === 'rejected' && one.reason instanceof AbortedError)
    clock.advance(1010)
    assert.equal(await kept, 'done')
  })

  it('gives no place to who has left', async () => {
    const clock = virtualClock({ held: true })
    const pace = new BasePace(clock)
    const ends: (() => void)[] = []
    const slow = Array.from({ length: 5 }, () =>
      pace.inTurn(undefined, () => new Promise<void>((resolve) => ends.push(resolve))),
    )
    await pause(0)
    const abort = new AbortController()
    const left = pace.inTurn(abort.signal, () => Promise.resolve('too soon'))
    const kept = pace.inTurn(undefined, () => Promise.resolve('done'))
    abort.abort()
    await assert.rejects(left, AbortedError)
    ends[0]?.()
    await slow[0]
    clock.advance(1010)
    assert.equal(await Promise.race([kept, pause(100, 'nothing')]), 'done')
    for (const end of ends) end()
    await Promise.all(slow)
  })

  it('waits for a pause that begins meanwhile', async () => {
    const clock = virtualClock({ held: true })
    const pace = new BasePace(clock)
    for (let call = 0; call < 5; call++) await pace.inTurn(undefined, () => Promise.resolve())
    let isDone = false
    const turn = pace.inTurn(undefined, () => Promise.resolve((isDone = true)))
    await pause(0)
    pace.pause(30_000)
    pace.pause(10)
    clock.advance(1010)
    await pause(0)
    assert.equal(isDone, false)
    clock.advance(28_990)
    await turn
    assert.equal(isDone, true)
  })

  it('is the same for the same base and clock only', () => {
    const [clock, other] = [virtualClock(), virtualClock()]
    const pace = paceOf('https://a', 'appA', clock)
    assert.equal(paceOf('https://a', 'appA', clock), pace)
    assert.notEqual(paceOf('https://a', 'appB', clock), pace)
    assert.notEqual(paceOf('https://b', 'appA', clock), pace)
    assert.notEqual(paceOf('https://a', 'appA', other), pace)
  })
})
