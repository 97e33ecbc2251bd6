/** How long texts may become. */
import { Unfit } from './typed'

/** Texts that formulas make longer than that are mistakes, and would exhaust the memory next. */
export const LONGEST_TEXT = 16_777_216

/** Throws `Unfit` where a text has grown too long. */
export function bounded(text: string): string {
  return text.length > LONGEST_TEXT ? refuseLength() : text
}

/** Throws `Unfit` where a text of this length must not be made. */
export function checkLength(length: number): void {
  if (length > LONGEST_TEXT) refuseLength()
}

function refuseLength(): never {
  throw new Unfit(`the formula makes a text of more than ${LONGEST_TEXT} characters`)
}
