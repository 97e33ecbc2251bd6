import assert from 'node:assert/strict'
import { setTimeout as sleep } from 'node:timers/promises'
import { allOrNone } from '../../../src/core/util/allOrNone'

const forAges = (signal: AbortSignal) => sleep(60_000, undefined, { signal })

describe('work whose parts are of no use without each other', () => {
  it('is done at a time, and has its results in order', async () => {
    let running = 0
    let most = 0
    const part = (ms: number) => async () => {
      most = Math.max(most, ++running)
      await sleep(ms)
      running--
      return ms
    }
    assert.deepEqual(await allOrNone(undefined, [part(20), part(1), part(10)]), [20, 1, 10])
    assert.equal(most, 3)
  })

  it('ends with the first error, when all others have ended by the signal', async () => {
    const ended: string[] = []
    const patient = async (signal: AbortSignal) => {
      await forAges(signal).catch(() => undefined)
      await sleep(5)
      ended.push('patient')
      throw new Error('stopped')
    }
    const failing = async () => {
      await sleep(1)
      throw new Error('first')
    }
    await assert.rejects(allOrNone(undefined, [patient, failing]), /first/)
    assert.deepEqual(ended, ['patient'])
  })

  it('hands the signal of its caller on', async () => {
    const stop = new AbortController()
    const waiting = allOrNone(stop.signal, [forAges])
    stop.abort(new Error('enough'))
    await assert.rejects(waiting, /aborted/)
  })
})
