import assert from 'node:assert/strict'
import { setImmediate as turn } from 'node:timers/promises'
import fc from 'fast-check'
import { inTurns } from '../../../src/core/util/inTurns'

describe('work in turns', () => {
  it('takes each item once, whoever is how quick', () =>
    fc.assert(
      fc.asyncProperty(fc.array(fc.nat({ max: 3 })), fc.nat({ max: 5 }), async (waits, workers) => {
        const items = waits.map((wait, index) => ({ wait, index }))
        const done: number[] = []
        let atOnce = 0
        let most = 0
        await inTurns(items, workers + 1, async (each) => {
          most = Math.max(most, ++atOnce)
          await each(async ({ wait, index }) => {
            for (let left = wait; left > 0; left--) await turn()
            done.push(index)
          })
          atOnce--
        })
        assert.deepEqual(
          done.sort((a, b) => a - b),
          [...items.keys()],
        )
        assert.ok(most <= Math.min(workers + 1, items.length))
      }),
      { numRuns: 200 },
    ))

  it('begins nothing more when one has failed, and waits for the others', async () => {
    const events: string[] = []
    const work = inTurns(['bad', 'slow', 'never'], 2, (each) =>
      each(async (item) => {
        events.push(`${item} begins`)
        await turn()
        if (item === 'bad') throw new Error('this one')
        await turn()
        events.push(`${item} ends`)
      }),
    )
    await assert.rejects(work, /this one/)
    assert.deepEqual(events, ['bad begins', 'slow begins', 'slow ends'])
  })
})
