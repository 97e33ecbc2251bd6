/** What becomes of a value on its way. */
import type { Value } from '../../util/value'

/** A value, or why there is none. The reason is shown with the row. */
export type Transformed = { readonly value: Value } | Invalid

export interface Invalid {
  readonly invalid: string
}

/** A part of a text for a message: whole documents have no place there. */
export function quoted(text: string): string {
  return text.length <= 60 ? `"${text}"` : `"${text.slice(0, 60)}…"`
}
