/** Functions of formulas that make, change or look into texts. */
import { sha256 } from '../../util/hash'
import { jsonMember } from '../../util/jsonMember'
import { replacementFault, replacePattern } from '../transforms/pattern'
import { compilePattern } from '../transforms/patternProgram'
import * as texts from '../transforms/texts'
import { quoted } from '../transforms/transformed'
import { FormulaFault } from './expression'
import { bounded, checkLength } from './limits'
import {
  givesBoolean,
  givesNumber,
  givesText,
  literal,
  ofOne,
  ofThree,
  ofTwo,
  orElse,
  text,
  whole,
  type Argument,
  type FormulaFunction,
} from './operands'
import { asText, Unfit, type Evaluator } from './typed'

export const TEXT_FUNCTIONS: readonly FormulaFunction[] = [
  ...simple({
    trim: (value) => value.trim(),
    trimStart: (value) => value.trimStart(),
    trimEnd: (value) => value.trimEnd(),
    collapseSpaces: texts.collapseSpaces,
    upper: (value) => value.toUpperCase(),
    lower: (value) => value.toLowerCase(),
    titleCase: texts.titleCase,
    removeDiacritics: texts.removeDiacritics,
    digitsOnly: texts.digitsOnly,
    slug: texts.slug,
    email: orUnfit(texts.emailAddress, 'an email address'),
    uuid: orUnfit(texts.canonicalUuid, 'a UUID'),
    sha256,
    nullIfEmpty: (value) => (value === '' ? null : value),
  }),
  givesText('left(text, length)', 2, ofTwo(text, whole, texts.left)),
  givesText('right(text, length)', 2, ofTwo(text, whole, texts.right)),
  givesText(
    'substring(text, start, length)',
    [2, 3],
    ofThree(text, whole, orElse(whole, Infinity), substring),
  ),
  givesText(
    'padStart(text, length, fill)',
    [2, 3],
    ofThree(text, whole, orElse(text, ' '), padded(texts.padStart)),
  ),
  givesText(
    'padEnd(text, length, fill)',
    [2, 3],
    ofThree(text, whole, orElse(text, ' '), padded(texts.padEnd)),
  ),
  givesText('replace(text, from, to)', 3, ofThree(text, text, text, replace)),
  givesText("replacePattern(text, 'pattern', 'with')", 3, replacePatternIn),
  givesText('split(text, by, take)', 3, ofThree(text, text, whole, split)),
  givesText('join(between, text, …)', [2, Infinity], joinTexts),
  givesText("json(text, 'path')", 2, jsonPart),
  givesText("normalizeUnicode(text, 'NFC')", [1, 2], normalize),
  givesNumber(
    'length(text)',
    1,
    ofOne(text, (value) => count(texts.lengthOf(value))),
  ),
  givesNumber('position(text, part)', 2, ofTwo(text, text, position)),
  givesBoolean(
    'contains(text, part)',
    2,
    ofTwo(text, text, (value, part) => value.includes(part)),
  ),
  givesBoolean(
    'startsWith(text, part)',
    2,
    ofTwo(text, text, (value, part) => value.startsWith(part)),
  ),
  givesBoolean(
    'endsWith(text, part)',
    2,
    ofTwo(text, text, (value, part) => value.endsWith(part)),
  ),
]

function simple(
  functions: Readonly<Record<string, (value: string) => string | null>>,
): readonly FormulaFunction[] {
  return Object.entries(functions).map(([name, apply]) =>
    givesText(`${name}(text)`, 1, ofOne(text, apply)),
  )
}

function orUnfit(
  read: (value: string) => string | undefined,
  what: string,
): (value: string) => string {
  return (value) => {
    const found = read(value)
    if (found === undefined) throw new Unfit(`${quoted(value)} is not ${what}`)
    return found
  }
}

function substring(value: string, start: number, length: number): string {
  if (length < 0) throw new Unfit('a length is not negative')
  return texts.substring(value, start, length)
}

function padded(pad: typeof texts.padStart): typeof texts.padStart {
  return (value, length, fill) => {
    checkLength(length)
    return pad(value, length, fill)
  }
}

/** Counted first: a text that grows at each of many places may not fit into the memory. */
function replace(value: string, from: string, to: string): string {
  if (from === '' || to.length <= from.length) return texts.replaceAll(value, from, to)
  let found = 0
  for (let at = value.indexOf(from); at >= 0; at = value.indexOf(from, at + from.length)) found++
  if (found > 0) checkLength(value.length + found * (to.length - from.length))
  return texts.replaceAll(value, from, to)
}

function replacePatternIn([subject, pattern, to]: readonly Argument[]): Evaluator<string> {
  const written = literal(pattern, 'the pattern') ?? ''
  const replacement = literal(to, 'what stands in its place') ?? ''
  const compiled = compilePattern(written)
  if ('fault' in compiled) throw new FormulaFault(compiled.fault, pattern?.at ?? 0)
  const fault = replacementFault(replacement, compiled)
  if (fault !== undefined) throw new FormulaFault(fault, to?.at ?? 0)
  return ofOne(text, (value) => {
    const replaced = replacePattern(value, compiled, replacement)
    if (replaced === undefined) throw new Unfit('the pattern does too much to this text')
    return bounded(replaced)
  })(subject === undefined ? [] : [subject])
}

function split(value: string, by: string, take: number): string | null {
  if (take === 0) throw new Unfit('there is no part 0')
  return texts.splitPart(value, by, take) ?? null
}

/** Nulls are left out, with what would stand between. */
function joinTexts([between, ...args]: readonly Argument[]): Evaluator<string> {
  const separator = text(between)
  const parts = args.map(asText)
  return (row) => {
    const sign = separator(row)
    if (sign === null) return null
    let joined: string | undefined
    for (const of of parts) {
      const part = of(row)
      if (part !== null) joined = joined === undefined ? part : joined + sign + part
    }
    return bounded(joined ?? '')
  }
}

function jsonPart(args: readonly Argument[]): Evaluator<string> {
  const path = (literal(args[1], 'the path') ?? '').split('.')
  return ofOne(text, (value) => {
    const found = jsonMember(value, path)
    if (found === undefined) throw new Unfit(`${quoted(value)} is not JSON`)
    return found
  })(args)
}

const FORMS: readonly string[] = ['NFC', 'NFD', 'NFKC', 'NFKD']

function normalize(args: readonly Argument[]): Evaluator<string> {
  const form = literal(args[1], 'the form') ?? 'NFC'
  if (!FORMS.includes(form))
    throw new FormulaFault(
      `"${form}" is not known: allowed are ${FORMS.join(', ')}`,
      args[1]?.at ?? 0,
    )
  return ofOne(text, (value) => value.normalize(form))(args)
}

function count(whole: number): { digits: bigint; scale: number } {
  return { digits: BigInt(whole), scale: 0 }
}

/** Where the part starts, from 1; 0 where it is not in the text. */
function position(value: string, part: string): { digits: bigint; scale: number } {
  const at = value.indexOf(part)
  return count(at < 0 ? 0 : texts.lengthOf(value.slice(0, at)) + 1)
}
