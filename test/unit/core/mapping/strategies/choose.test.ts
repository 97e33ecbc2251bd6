import assert from 'node:assert/strict'
import { pickStrategy } from '../../../../../src/core/mapping/strategies/choose'
import type { Obstacles } from '../../../../../src/core/mapping/strategies/eligible'
import { estimateCosts, type Measured } from '../../../../../src/core/mapping/strategies/estimate'
import { NEAR, type Link } from '../../../../../src/core/mapping/strategies/link'

const MILLION = 1_000_000

/** In bytes a second. */
const LINKS: Readonly<Record<'near' | 'fibre' | 'office' | 'phone', Link>> = {
  near: NEAR,
  fibre: { roundTrip: 0.002, bytesPerSecond: 100e6 },
  office: { roundTrip: 0.01, bytesPerSecond: 12e6 },
  phone: { roundTrip: 0.05, bytesPerSecond: 500e3 },
}

interface Case {
  readonly rows?: number
  readonly rowBytes?: number
  readonly source?: keyof typeof LINKS
  readonly target?: keyof typeof LINKS
  readonly obstacles?: Obstacles
  readonly native?: false
}

function choose(one: Case) {
  const { rows = MILLION, rowBytes = 140, source = 'near', target = 'near', obstacles = {} } = one
  const measured: Measured = {
    source: { rows, rowBytes, link: LINKS[source] },
    target: { rows, rowBytes, link: LINKS[target] },
  }
  const costs = estimateCosts(measured, obstacles, one.native ?? true)
  return { ...pickStrategy(costs, obstacles, rows), costs }
}

const COMPUTED = '"v" is computed on its way'
const NO_HASHES = { hash: COMPUTED, probe: COMPUTED }

const cases: readonly (Case & { readonly when: string; readonly name: string })[] = [
  { when: 'both servers are near and hash alike', name: 'hash' },
  { when: 'there are few rows', name: 'merge', rows: 5_000 },
  { when: 'there are few rows far away', name: 'merge', rows: 5_000, source: 'phone' },
  { when: 'texts would have to be hashed nearby', name: 'merge', native: false },
  {
    when: 'texts would have to be hashed behind fibre',
    name: 'merge',
    native: false,
    target: 'fibre',
  },
  {
    when: 'texts can be hashed behind a slower link',
    name: 'hash',
    native: false,
    target: 'office',
  },
  { when: 'one side is behind a slow link', name: 'probe', target: 'phone' },
  { when: 'the other side is', name: 'probe', source: 'phone' },
  { when: 'texts can be hashed behind a slow link', name: 'probe', native: false, source: 'phone' },
  { when: 'nothing can be hashed', name: 'merge', obstacles: NO_HASHES },
  { when: 'nothing can be hashed far away', name: 'merge', source: 'phone', obstacles: NO_HASHES },
  {
    when: 'keys are made here',
    name: 'partition',
    obstacles: { ...NO_HASHES, merge: 'its matchers compare keys that are made here' },
  },
]

describe('the choice of a strategy', () => {
  for (const one of cases)
    it(`is ${one.name} where ${one.when}`, () => assert.equal(choose(one).name, one.name))

  it('says why', () => {
    assert.equal(choose({}).why, 'it takes the least time')
    assert.equal(choose({ rows: 10 }).why, 'there are few rows')
    assert.equal(choose({ obstacles: NO_HASHES }).why, COMPUTED)
    assert.equal(choose({ obstacles: { merge: 'unordered' } }).why, 'unordered')
  })

  it('names what each would cost, in bytes and seconds, or why it cannot be used', () => {
    const { costs } = choose({ source: 'office', obstacles: { probe: COMPUTED } })
    const [merge, partition, hash, probe] = costs
    assert.deepEqual(probe, { name: 'probe', notEligible: COMPUTED })
    assert.ok(merge !== undefined && 'seconds' in merge)
    assert.equal(merge.bytes, 2 * 140 * MILLION)
    // 140 MB through 12 MB a second.
    assert.equal(merge.seconds, 12)
    assert.ok(hash !== undefined && 'seconds' in hash && hash.seconds < merge.seconds)
    assert.ok(partition !== undefined && 'seconds' in partition)
    assert.ok(partition.seconds > merge.seconds)
  })
})
