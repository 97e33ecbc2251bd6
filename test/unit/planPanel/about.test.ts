import assert from 'node:assert/strict'
import { gistText, sizeText, timeText } from '../../../src/views/plan/app/about'
import { tabsOf } from '../../../src/views/plan/app/tabBar'
import { matcherViews, pinViews, strategyView } from '../../../src/views/plan/aboutView'
import { planView } from '../../../src/views/plan/planView'
import { plan } from '../extension/samples'

const strategy = {
  name: 'hash',
  why: 'it takes the least time',
  costs: [
    { name: 'hash', bytes: 36_000_000, seconds: 1.2 },
    { name: 'probe', notEligible: 'the key is a text' },
  ],
} as const

const type = (kind: 'equal' | 'converted' | 'lossy' | 'refused') =>
  ({ field: 'f', source: 'int', target: 'int', kind, note: '' }) as const

describe('what "About this plan" says while it is closed', () => {
  it('is that nothing happens to values, where nothing does', () => {
    const types = [type('equal'), type('equal')]
    assert.equal(gistText({ types, strategy: null }), 'values arrive as they left')
  })

  it('counts the fields whose values change on the way', () => {
    const types = [type('equal'), type('converted'), type('lossy'), type('lossy'), type('refused')]
    assert.equal(
      gistText({ types, strategy: strategyView(plan({ strategy })) }),
      '1 field converted · 2 fields kept with less · 1 field cannot be carried · compared by hash',
    )
  })

  it('is nothing for a plan that compares nothing', () => {
    assert.equal(gistText({ types: [], strategy: null }), '')
  })
})

describe('what "About this plan" says of the comparison', () => {
  it('has the costs of every strategy, or why it cannot be used', () => {
    assert.equal(strategyView(plan()), null)
    const view = strategyView(plan({ strategy }))
    assert.deepEqual(view?.costs, [
      { name: 'hash', bytes: 36_000_000, seconds: 1.2, notEligible: '' },
      { name: 'probe', bytes: null, seconds: null, notEligible: 'the key is a text' },
    ])
  })

  it('writes sizes and times so that they can be compared at a glance', () => {
    assert.deepEqual([1, 1500, 2e6, 1.44e9].map(sizeText), ['1 kB', '2 kB', '2 MB', '1.4 GB'])
    assert.deepEqual([0, 2.44, 600].map(timeText), ['less than 0.1 s', '2.4 s', '10 min'])
  })

  it('has the matchers with their rows, where there are any', () => {
    assert.deepEqual(matcherViews(plan()), [])
    const summary = { matchedBy: { exact: 40, 'by name': 2 } }
    assert.deepEqual(matcherViews(plan({ summary })), [
      { name: 'exact', rows: 40 },
      { name: 'by name', rows: 2 },
    ])
  })

  it('names what the plan is pinned to', () => {
    const definition = { path: 'a.mapping.jsonc', hash: 'f'.repeat(64) }
    const pins = pinViews(plan({ definition, decides: 'p0' }))
    assert.deepEqual(
      pins.map(({ label }) => label),
      ['Target', 'Definition', 'Decided from', 'Plan'],
    )
    assert.equal(pins[1]?.text, `a.mapping.jsonc, version ${'f'.repeat(12)}`)
  })
})

describe('the tabs of a plan', () => {
  it('include refused and drifted rows once there are any', () => {
    const view = planView(plan(), 400)
    assert.deepEqual(tabsOf(view, undefined), ['changes', 'notFound', 'problems'])
    const run = { runId: 'r', status: 'completed', total: 42, applied: 41, drifted: 0, failed: 1 }
    assert.deepEqual(tabsOf(view, run), ['changes', 'failed', 'notFound', 'problems'])
    const undo = planView(plan({ kind: 'undo', findings: 0 }), 0)
    assert.deepEqual(tabsOf(undo, { ...run, drifted: 2 }), ['changes', 'failed', 'drifted'])
  })
})
