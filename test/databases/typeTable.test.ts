import assert from 'node:assert/strict'
import { languageOf } from '../helpers/engines'
import { setSail, type Planned, type Voyage } from './coreSetUp'
import { describeDirections } from './directions'
import { createSide, samplesOf, type Sample } from './typePairs/samples'
import { typePairs } from './typePairs/typePairs'

/** Why each sample is refused, or that it is carried. A reason that says what it should is told as expected. */
function planOf(samples: readonly Sample[], { findings }: Planned): readonly string[] {
  const reasons = new Map(findings.map(({ key, message = '' }) => [key['id'], message]))
  return samples.map(({ id, label, refused }) => {
    const reason = reasons.get(id)
    if (reason === undefined) return `${label}: carried`
    const isExpected = refused !== undefined && reason.includes(refused)
    return `${label}: refused, ${isExpected ? refused : reason}`
  })
}

function expectedPlan(samples: readonly Sample[]): readonly string[] {
  return samples.map(({ label, refused }) =>
    refused === undefined ? `${label}: carried` : `${label}: refused, ${refused}`,
  )
}

function arrivalOf(samples: readonly Sample[], found: ReadonlyMap<string, string>) {
  return samples.map(({ id, label }) => `${label}: ${found.get(id) ?? 'nothing'}`)
}

function sail(production: string, sandbox: string, pairs: number): Promise<Voyage> {
  return setSail(
    { production, sandbox },
    {
      source: { environment: 'production', table: 'samples' },
      target: { environment: 'sandbox', table: 'samples' },
      key: 'id',
      fields: Array.from({ length: pairs }, (_, index) => `c${index}`),
    },
  )
}

describeDirections('values at the edges of types', (from, to) => {
  it('are the same there, or refused before anything is written, and are taken back', async () => {
    const pairs = typePairs[`${languageOf(from)} to ${languageOf(to)}`]
    const samples = samplesOf(pairs)
    const source = await createSide(from, 'source', pairs)
    const target = await createSide(to, 'target', pairs)
    const voyage = await sail(source.url, target.url, pairs.length)

    const planned = await voyage.plan()
    assert.deepEqual(planOf(samples, planned), expectedPlan(samples))

    const run = await voyage.apply(planned.path)
    const expected = new Map(samples.map(({ id, expected = 'nothing' }) => [id, expected]))
    assert.deepEqual(arrivalOf(samples, await target.read()), arrivalOf(samples, expected))
    assert.deepEqual([run.counts.failed, run.counts.drifted], [0, 0])
    assert.deepEqual((await voyage.plan()).changes, [])

    const undone = await voyage.undo(run.id)
    assert.equal(undone.counts.applied, run.counts.applied)
    assert.deepEqual(await target.read(), new Map())
  })
})
