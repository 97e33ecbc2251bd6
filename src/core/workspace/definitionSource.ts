/** Where a definition came from, and where in its text each of its parts stands. */
import type { Problem } from '../util/errors'

/** A path into a JSON document: property names and array indexes. */
export type JsonPath = readonly (string | number)[]

/** A word of a text: its line and column, counted from 1, and its length. */
export interface Place {
  readonly line: number
  readonly column: number
  readonly length: number
}

export interface DefinitionSource {
  /** Relative to the workspace folder, with forward slashes. */
  readonly path: string
  /** SHA-256 of the file's text. */
  readonly hash: string
  /** A problem at the part that `path` names; at the nearest enclosing part where that does not exist. */
  problemAt(path: JsonPath, message: string, mend?: string): Problem
  /** The name of the property at `path`, or the entry of the list; undefined where there is none. */
  placeOf(path: JsonPath): Place | undefined
}
