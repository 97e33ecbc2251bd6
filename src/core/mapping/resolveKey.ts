/** The columns of the key: how both ends order them, and what a source's key is in the target. */
import type { KeyOrder } from '../database/dialect'
import type { Column } from '../database/table'
import { findCarrier, haveEqualTexts, type Carried } from '../schema/carry'
import { canonicalDecimal } from '../schema/decimal'
import { isNarrowed } from '../schema/numbers'
import { lookUp, report, type Resolution } from './resolution'

export interface ResolvedKey {
  readonly source: Column
  readonly target: Column
  readonly order: KeyOrder
  /**
   * A key of the source as a row that is inserted has it. It is invalid where the target would make another key of
   * it: the row would be missing again in the next plan, or collide with one that is there.
   */
  insert(text: string): Carried
}

export function resolveKey(resolution: Resolution, index: number): readonly ResolvedKey[] {
  const names = resolution.mapping.key[index]
  if (names === undefined) return []
  const path = ['key', index]
  const source = lookUp(resolution, 'source', names.source, path)
  const target = lookUp(resolution, 'target', names.target, path)
  if (source === undefined || target === undefined) return []
  if (source.family === 'json' || target.family === 'json') {
    report(resolution, path, `"${names.target}" is JSON, which is no key`)
    return []
  }
  const without = [source, target].find(({ limits }) => limits?.noEquality === true)
  if (without !== undefined) {
    const mend = 'name other columns, or compare them as texts with "match" and expressions'
    report(
      resolution,
      path,
      `"${without.name}" is ${without.type}, which has no equal values`,
      mend,
    )
    return []
  }
  if (!haveEqualTexts(source, target)) {
    report(
      resolution,
      path,
      `"${names.source}" is ${source.type} and "${names.target}" is ${target.type}, which cannot be compared`,
    )
    return []
  }
  return [{ source, target, order: keyOrder(source, target), insert: inserter(source, target) }]
}

/** Ends agree on the order of integers and of UUIDs; everything else is compared by the bytes of its text. */
function keyOrder(source: Column, target: Column): KeyOrder {
  if (source.family === 'integer' && target.family === 'integer') return 'integer'
  if (source.castType === 'uuid' && target.castType === 'uuid') return 'native'
  return 'text'
}

function inserter(source: Column, target: Column): ResolvedKey['insert'] {
  const carrier = findCarrier(source, target)
  return (text) => {
    if (carrier === undefined) return { invalid: `${source.type} is no ${target.type}` }
    if (isNarrowed(text, source, target))
      return { invalid: `the key would become another number in ${target.type}` }
    const carried = carrier.carry(text)
    if ('invalid' in carried || carried.text === text) return carried
    // Keys of decimals are compared without the zeros at their end.
    const isDecimal = target.family === 'decimal'
    if (isDecimal && canonicalDecimal(carried.text) === text) return carried
    return { invalid: `the key would become "${carried.text}"` }
  }
}
