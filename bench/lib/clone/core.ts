/** A clone that Drydock makes, each time in a process of its own, and notes of it. */
import { PROOFS, type Proof } from '../../../src/core/environment/engines/proof'
import { askCore } from '../coreProcess'
import type { Samples } from '../measure'
import type { Figure, Ratio } from '../section'
import { settle } from './settle'
import type { ClonePlace } from './site'

export interface CloneWish {
  readonly bundle: string
  readonly place: ClonePlace
  readonly proof: Proof
}

/** Milliseconds. */
interface Made {
  readonly planning: number
  readonly making: number
  readonly status: string
  /** Databases that could not be made. */
  readonly failed: number
}

let count = 0

/**
 * Plans an environment, makes it and drops it again. Notes the milliseconds of making it, and the memory that this took above
 * a core that has nothing to do.
 */
export async function sampleClone(
  samples: Samples,
  name: string,
  { bundle, place, proof }: CloneWish,
): Promise<void> {
  const { folder, database, run } = place
  const environment = `test-${++count}`
  const wish = { environment, from: 'staging', withData: true, proof }
  const idle = await askCore(bundle, { operation: 'idle' })
  await settle(place)
  const answer = await askCore(bundle, { operation: 'createEnvironment', folder, wish })
  const made = answer.value as Made
  if (made.status !== 'completed' || made.failed > 0)
    throw new Error(`${name}: the run is ${made.status}`)
  samples.add(name, made.making)
  samples.add(`${name} plan`, made.planning)
  samples.add(`${name} memory`, answer.peakMemory - idle.peakMemory)
  const quote = place.engine === 'postgres' ? '"' : '`'
  await run(database, [`drop database ${quote}${database}_${environment}${quote}`])
}

/** A clone by that method with each proof. */
export async function sampleProofs(
  samples: Samples,
  method: string,
  { bundle, place }: Omit<CloneWish, 'proof'>,
): Promise<void> {
  for (const proof of PROOFS)
    await sampleClone(samples, `${method}, ${proof} proven`, { bundle, place, proof })
}

/** Of what people clone with nothing proves anything: the aim is for a clone whose rows are not compared either. */
export function proofRatios(method: string, peer: string, aim?: string): readonly Ratio[] {
  return [...PROOFS].reverse().map((proof) => ({
    name: `${method} / ${peer}, ${proof} proven`,
    of: `${method}, ${proof} proven`,
    to: peer,
    ...(aim !== undefined && proof === 'definitions' && { aim }),
  }))
}

/** Clones by relay, of a database and of one with a tenth of its rows. */
export async function sampleRelays(
  samples: Samples,
  bundle: string,
  { place, small }: { readonly place: ClonePlace; readonly small: ClonePlace },
): Promise<void> {
  await sampleProofs(samples, 'relay', { bundle, place })
  await sampleClone(samples, 'small', { bundle, place: small, proof: 'rows' })
}

export function memoryFigure(clone: string, name = 'memory above idle'): Figure {
  return { name, sample: `${clone} memory`, unit: 'MB', aim: '≤ 64' }
}

/** Of `sampleRelays`. */
export const RELAY_FIGURES: readonly Figure[] = [
  memoryFigure('relay, rows proven'),
  memoryFigure('small', 'memory above idle, of a tenth'),
]
