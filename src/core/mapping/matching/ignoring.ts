/** Texts without what makes no difference to a matcher. */
import { removeDiacritics } from '../transforms/texts'
import type { Ignored } from './matcher'

/**
 * A function that takes texts which differ in nothing but what is ignored to one text. To do it twice changes nothing.
 * - `case`: Unicode's full case folding (Unicode 16, 3.13, without the Turkish rules): ß is ss, ς is σ, ı is not i
 * - `accents`: letters without the accents that Unicode writes apart, as the transform `removeDiacritics` has it
 * - `punctuation`: without Unicode's punctuation and symbols
 * - `space`: without white space at the ends, and with one blank for white space within
 */
export function ignoring(ignored: readonly Ignored[]): (text: string) => string {
  const steps = ORDER.filter(([name]) => ignored.includes(name)).map(([, step]) => step)
  return (text) => steps.reduce((given, step) => step(given), text)
}

/** What an accent stands on may be punctuation, and where punctuation was there may be two blanks. */
const ORDER: readonly (readonly [Ignored, (text: string) => string])[] = [
  ['case', foldCase],
  ['accents', removeDiacritics],
  ['punctuation', (text) => text.replace(/[\p{P}\p{S}]+/gu, '')],
  ['space', (text) => text.replace(WHITE_SPACE, ' ').replace(/^ | $/g, '')],
]

/** Unicode's property, and what JavaScript takes for white space besides: U+FEFF. */
const WHITE_SPACE = /[\p{White_Space}\uFEFF]+/gu

/**
 * Upper case joins what folding joins: ß and ẞ become SS, all sigmas one. It takes the dotless ı for an I as well, which
 * folding does not. The lower case of a sigma depends on where it stands, so that this is done with afterwards.
 */
function foldCase(text: string): string {
  if (IS_PLAIN.test(text)) return text.toLowerCase()
  const fold = (part: string) => part.toLowerCase().toUpperCase().toLowerCase()
  return text.split('ı').map(fold).join('ı').replaceAll('ς', 'σ')
}

// eslint-disable-next-line no-control-regex -- All of ASCII is what is meant.
const IS_PLAIN = /^[\x00-\x7F]*$/
