/** Each transform as a function of a text. */
import { sha256 } from '../../util/hash'
import { jsonMember } from '../../util/jsonMember'
import type { Value } from '../../util/value'
import { booleanReader, writeBoolean } from './booleans'
import { compileDateFormat, compileDateTimeFormat, compileDateWriter } from './dateFormat'
import { multiply, readNumber, round, writeNumber, type ExactNumber } from './exactNumber'
import { replacePattern } from './pattern'
import { compilePattern } from './patternProgram'
import { currencyReader, numberReader, type NumberReader } from './readNumbers'
import * as texts from './texts'
import type { TransformName, TransformOf } from './transform'
import { quoted, type Invalid } from './transformed'

/** A step for values that are not null. */
export type TextStep = (text: string) => Value | Invalid

type Compilers = { readonly [Name in TransformName]: (transform: TransformOf<Name>) => TextStep }

export const COMPILERS: Compilers = {
  trim: () => (text) => text.trim(),
  trimStart: () => (text) => text.trimStart(),
  trimEnd: () => (text) => text.trimEnd(),
  collapseSpaces: () => texts.collapseSpaces,
  upper: () => (text) => text.toUpperCase(),
  lower: () => (text) => text.toLowerCase(),
  titleCase: () => texts.titleCase,
  removeDiacritics: () => texts.removeDiacritics,
  digitsOnly: () => texts.digitsOnly,
  slug: () => texts.slug,
  email: () => orRefuse(texts.emailAddress, 'an email address'),
  uuid: () => orRefuse(texts.canonicalUuid, 'a UUID'),
  hash: () => sha256,
  normalizeUnicode:
    ({ form }) =>
    (text) =>
      text.normalize(form),
  prefix:
    ({ text: start }) =>
    (text) =>
      start + text,
  suffix:
    ({ text: end }) =>
    (text) =>
      text + end,
  left:
    ({ length }) =>
    (text) =>
      texts.left(text, length),
  right:
    ({ length }) =>
    (text) =>
      texts.right(text, length),
  substring:
    ({ start, length }) =>
    (text) =>
      texts.substring(text, start, length),
  padStart:
    ({ length, fill }) =>
    (text) =>
      texts.padStart(text, length, fill),
  padEnd:
    ({ length, fill }) =>
    (text) =>
      texts.padEnd(text, length, fill),
  replace:
    ({ from, to }) =>
    (text) =>
      texts.replaceAll(text, from, to),
  replacePattern: patternReplacer,
  split:
    ({ by, take }) =>
    (text) =>
      texts.splitPart(text, by, take) ?? null,
  nullIfEmpty: () => (text) => (text === '' ? null : text),
  nullIf: ({ values }) => nuller(new Set(values)),
  default: () => (text) => text,
  lookup: lookupReader,
  json: ({ path }) => jsonReader(path),
  boolean: ({ yes, no }) => booleanStep(booleanReader(yes, no)),
  number: (signs) => orRefuse(numberReader(signs), 'a number'),
  currency: (signs) => orRefuse(currencyReader(signs), 'an amount'),
  percent: (signs) => percentReader(numberReader(signs)),
  absolute: () =>
    onNumber(({ digits, scale }) => ({ digits: digits < 0n ? -digits : digits, scale })),
  negate: () => onNumber(({ digits, scale }) => ({ digits: -digits, scale })),
  multiply: ({ by }) => multiplier(by),
  round: ({ scale, mode }) => onNumber((number) => round(number, scale, mode)),
  date: ({ format }) => compileDateFormat(format),
  dateTime: ({ format, zone, ambiguous }) => compileDateTimeFormat(format, { zone, ambiguous }),
  formatDate: ({ format }) => compileDateWriter(format),
}

function orRefuse(read: (text: string) => string | undefined, what: string): TextStep {
  return (text) => read(text) ?? { invalid: `${quoted(text)} is not ${what}` }
}

function nuller(values: ReadonlySet<string>): TextStep {
  return (text) => (values.has(text) ? null : text)
}

function lookupReader({ values, otherwise }: TransformOf<'lookup'>): TextStep {
  const entries = new Map(Object.entries(values))
  return (text) => {
    const found = entries.get(text)
    if (found !== undefined) return found
    if (otherwise === 'null') return null
    return otherwise === 'keep' ? text : { invalid: `${quoted(text)} is not in the lookup` }
  }
}

function jsonReader(path: readonly string[]): TextStep {
  return (text) => {
    const found = jsonMember(text, path)
    return found === undefined ? { invalid: `${quoted(text)} is not JSON` } : found
  }
}

function booleanStep(read: (text: string) => boolean | undefined): TextStep {
  return (text) => {
    const value = read(text)
    return value === undefined
      ? { invalid: `${quoted(text)} is none of the words for true and false` }
      : writeBoolean(value)
  }
}

/** Numbers between transforms are as databases print them. */
function onNumber(change: (number: ExactNumber) => ExactNumber | undefined): TextStep {
  return (text) => {
    const number = readNumber(text)
    if (number === undefined) return { invalid: `${quoted(text)} is not a number` }
    const changed = change(number)
    return changed === undefined
      ? { invalid: `${quoted(text)} has too many digits` }
      : writeNumber(changed)
  }
}

function percentReader(read: NumberReader): TextStep {
  return (text) => {
    const plain = read(text.trim().replace(/%$/, ''))
    const number = plain === undefined ? undefined : readNumber(plain)
    return number === undefined
      ? { invalid: `${quoted(text)} is not a percentage` }
      : writeNumber({ digits: number.digits, scale: number.scale + 2 })
  }
}

function multiplier(by: string): TextStep {
  const factor = readNumber(by)
  return onNumber((number) => factor && multiply(number, factor))
}

function patternReplacer({ pattern, to }: TransformOf<'replacePattern'>): TextStep {
  const compiled = compilePattern(pattern)
  // The definition was examined; this is for transforms that somebody has made in code.
  if ('fault' in compiled) throw new SyntaxError(compiled.fault)
  return (text) =>
    replacePattern(text, compiled, to) ?? { invalid: 'the pattern does too much to this text' }
}
