/**
 * Records whose members are texts side by side, as those of a CSV file: their canonical form is the same members in another order, so
 * that they need not be parsed. What comes out is what `RecordHasher` and `idReader` give.
 */
import { hash } from 'node:crypto'
import type { RecordId, Significance } from '../definition/pipeline'
import { idOf, type FoundId } from './recordId'

const NOT_ASCII = /[^\0-\x7f]/

export class FlatReader {
  /** Members in the order of the canonical form; undefined where it needs more than an order. */
  private readonly order: readonly number[] | undefined
  /** Members that the id is made of; undefined where they are within others. */
  private readonly parts: readonly number[] | undefined
  /** How long each name is, in quotes and with its colon. */
  private readonly heads: readonly number[]

  constructor(
    readonly names: readonly string[],
    private readonly id: RecordId,
    significance: Significance,
  ) {
    this.heads = names.map((name) => headOf(name).length)
    this.order = orderOf(names, significance)
    const parts = id.from.map((path) => names.indexOf(path))
    this.parts = id.from.some((path) => path.includes('.')) ? undefined : parts
  }

  /** Undefined where the record has to be parsed. */
  read(
    json: string,
    ends: readonly number[],
  ): { readonly id: string; readonly hash: string } | { readonly fault: string } | undefined {
    const { order, parts } = this
    if (order === undefined || parts === undefined) return undefined
    let text = ''
    for (const index of order) {
      const start = startOf(ends, index)
      const end = ends[index] ?? 0
      if (end >= start) text += (text === '' ? '{' : ',') + json.slice(start, end)
    }
    const canonical = text === '' ? '{}' : `${text}}`
    const composed = NOT_ASCII.test(canonical) ? composedOf(canonical) : canonical
    if (composed === undefined) return undefined
    const found = this.idOf(json, ends, parts)
    return 'fault' in found ? found : { id: found.id, hash: hash('sha256', composed) }
  }

  private idOf(json: string, ends: readonly number[], parts: readonly number[]): FoundId {
    return idOf(this.id, (part) => {
      const index = parts[part] ?? -1
      // Of a row that ends early there is no end, either.
      const end = ends[index] ?? 0
      const value = json.slice(startOf(ends, index) + (this.heads[index] ?? 0), end)
      if (!value.startsWith('"')) return undefined
      return value.includes('\\') ? (JSON.parse(value) as string) : value.slice(1, -1)
    })
  }
}

function startOf(ends: readonly number[], index: number): number {
  return (index === 0 ? 0 : (ends[index - 1] ?? 0)) + 1
}

function headOf(name: string): string {
  return `${JSON.stringify(name)}:`
}

/** The escape before a character would keep it from being composed, or be composed itself. */
function composedOf(canonical: string): string | undefined {
  return canonical.includes('\\') ? undefined : canonical.normalize('NFC')
}

function orderOf(
  names: readonly string[],
  { only, except }: Significance,
): readonly number[] | undefined {
  if ([...only, ...except].some((path) => path.includes('.'))) return undefined
  if (names.some((name) => NOT_ASCII.test(name))) return undefined
  const places = names.map((_, index) => index)
  const nameAt = (index: number) => names[index] ?? ''
  if (only.length === 0)
    return places
      .filter((index) => !except.includes(nameAt(index)))
      .sort((a, b) => compare(nameAt(a), nameAt(b)))
  return places
    .filter((index) => only.includes(nameAt(index)))
    .sort((a, b) => compare(headOf(nameAt(a)), headOf(nameAt(b))))
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
