/** What there is to say of carrying values from one type to another. Each family of types says it in a file. */
import type { Column, ValueFamily } from '../database/table'

/** What carrying needs to know of a column, or of an expression, of which less is known. */
export type CarriedType = Pick<Column, 'family' | 'castType'> &
  Partial<Pick<Column, 'type' | 'precision' | 'scale' | 'length' | 'labels' | 'limits'>>

/** A text that the target's type can read and hold, or why there is none. */
export type Carried = { readonly text: string } | { readonly invalid: string }

export interface Carrier {
  /** The text to write for a source's text. It is rounded already where the target keeps less. */
  carry(text: string): Carried
  /** Whether a carried text and the target's text are the same value once it is stored. */
  same(carried: string, target: string): boolean
  /** Same texts are always the same value, so that rows need not be taken apart. */
  readonly identity: boolean
}

/** How values of one type become values of another. */
export interface Relation {
  readonly carrier: Carrier
  /** How they are written in the other type, where it has another text for them: `true as 1`. */
  readonly conversion?: string
  /** What the target does not keep of some values, as an end of `the target, which …`. */
  readonly loss?: string
  /** The values that the target cannot hold, which are refused row by row: `numbers below 0`. */
  readonly refuses: readonly string[]
}

/** Why types are not related, and how to help oneself. */
export interface Refusal {
  readonly refused: string
  readonly mend: string
}

/** One limit of the target that values of the source may pass. */
export interface Check {
  /** Which values it refuses, in the plural. */
  readonly refuses: string
  /** Why this text is refused; undefined when it is not. */
  refuse(text: string): string | undefined
}

export const NUMBERS: ReadonlySet<ValueFamily> = new Set(['integer', 'decimal', 'float'])
export const INSTANTS: ReadonlySet<ValueFamily> = new Set(['timestamp', 'timestamptz'])

/** A carrier whose texts are compared as they are. */
export function exact(carry: (text: string) => Carried, identity = true): Carrier {
  return { carry, same: (carried, target) => carried === target, identity }
}

export const asIs = (text: string): Carried => ({ text })

/** Carries what passes all checks. They look at the text that would be written. */
export function checked(
  carry: (text: string) => Carried,
  checks: readonly Check[],
): (text: string) => Carried {
  if (checks.length === 0) return carry
  return (text) => {
    const carried = carry(text)
    if ('invalid' in carried) return carried
    for (const check of checks) {
      const reason = check.refuse(carried.text)
      if (reason !== undefined) return { invalid: reason }
    }
    return carried
  }
}

/** Whether values of the source may be special in a way that the target's type does not have. */
export function lacks(
  source: CarriedType,
  target: CarriedType,
  special: NonNullable<NonNullable<Column['limits']>['lacks']>[number],
): boolean {
  const has = source.limits?.lacks?.includes(special) !== true
  return has && target.limits?.lacks?.includes(special) === true
}

/** A value in a message, cut where it is long. */
export function quoted(text: string): string {
  return text.length <= 60 ? `"${text}"` : `"${text.slice(0, 57)}…"`
}
