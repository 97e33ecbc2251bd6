/** How long a clone takes, roughly: what was measured on two cores, to tell seconds from hours. */
import type { CloneMethod, SourceFacts } from './engines/cloneEngine'

/** Bytes a second, and seconds for each object. */
const RATES: Readonly<Record<CloneMethod, { readonly bytes: number; readonly object: number }>> = {
  template: { bytes: 300e6, object: 0 },
  folder: { bytes: 100e6, object: 0 },
  insert: { bytes: 15e6, object: 0.005 },
  relay: { bytes: 30e6, object: 0.005 },
}

/** Whole seconds, at least one. */
export function estimateSeconds({ method, bytes, objects }: SourceFacts): number {
  const rate = RATES[method]
  return Math.max(1, Math.round(bytes / rate.bytes + objects * rate.object))
}
