/** Texts of every kind, and what has a text: enums, UUIDs, JSON and bytes. */
import { jsonStringsHold } from '../util/jsonStrings'
import { canonicalJsonText, jsonDepth } from './canonicalJsonText'
import {
  asIs,
  checked,
  exact,
  lacks,
  quoted,
  type Carried,
  type CarriedType,
  type Check,
  type Relation,
} from './relation'

/** To a text: every type has texts, and they are written as they are printed. */
export function relateToText(source: CarriedType, target: CarriedType): Relation {
  const checks = textChecks(source, target)
  const [from, to] = [source.limits?.end, target.limits?.end]
  const refuses = checks.map((check) => check.refuses)
  const conversion = source.family === 'text' ? {} : { conversion: describeText(source) }
  if (to === 'padsBlanks' || to === 'cutsBlanks') {
    const loss = { loss: 'does not keep blanks at the end' }
    const carrier = {
      carry: checked(asIs, checks),
      same: (carried: string, stored: string) => withoutBlanks(carried) === withoutBlanks(stored),
      identity: true,
    }
    const keepsBlanks = source.family === 'text' && from === undefined
    return { carrier, ...conversion, ...(keepsBlanks && loss), refuses }
  }
  // Blanks that a type has filled up with are printed, and are no part of its values.
  if (from !== 'padsBlanks')
    return { carrier: exact(checked(asIs, checks)), ...conversion, refuses }
  const unpadded = (text: string): Carried => ({ text: withoutBlanks(text) })
  return { carrier: exact(checked(unpadded, checks), false), ...conversion, refuses }
}

function describeText({ family }: CarriedType): string {
  if (family === 'boolean') return 'writes "t" or "f"'
  return family === 'bytes' ? 'writes hexadecimal digits after "\\x"' : 'writes it as a text'
}

function withoutBlanks(text: string): string {
  return text.replace(/ +$/, '')
}

function textChecks(source: CarriedType, target: CarriedType): readonly Check[] {
  const checks: Check[] = []
  const { length, limits = {} } = target
  const isText = source.family === 'text'
  if (length !== undefined && !(isText && (source.length ?? Infinity) <= length))
    checks.push(lengthCheck(length, limits.end))
  if (limits.bytes !== undefined && !fitsBytes(source, limits.bytes))
    checks.push(bytesCheck(limits.bytes))
  if (isText && lacks(source, target, 'nul'))
    checks.push({
      refuses: 'texts with the character NUL',
      refuse: (text) =>
        text.includes('\0')
          ? 'the text has the character NUL, which the target cannot hold'
          : undefined,
    })
  if (limits.characters !== undefined && limits.characters !== source.limits?.characters)
    checks.push(charactersCheck(limits.characters))
  return checks
}

function lengthCheck(length: number, end: NonNullable<CarriedType['limits']>['end']): Check {
  const countsBlanks = end === undefined
  return {
    refuses: `texts of more than ${length} characters`,
    refuse(text) {
      // A text has no more characters than UTF-16 has units.
      if (text.length <= length) return undefined
      const characters = charactersOf(countsBlanks ? text : withoutBlanks(text))
      return characters > length
        ? `${quoted(text)} has ${characters} characters, and ${length} fit`
        : undefined
    },
  }
}

function charactersOf(text: string): number {
  let characters = text.length
  for (let index = 0; index < text.length - 1; index++)
    if (
      isSurrogate(text.charCodeAt(index), 0xd800) &&
      isSurrogate(text.charCodeAt(index + 1), 0xdc00)
    )
      characters--
  return characters
}

/** Surrogates are 1024 high ones from D800 and 1024 low ones from DC00. */
function isSurrogate(unit: number, first: number): boolean {
  return unit >= first && unit < first + 1024
}

/** UTF-8 has at most four bytes a character. */
function fitsBytes({ length, limits }: CarriedType, bytes: number): boolean {
  return (limits?.bytes ?? (length ?? Infinity) * 4) <= bytes
}

function bytesCheck(bytes: number): Check {
  return {
    refuses: `texts of more than ${bytes} bytes`,
    refuse(text) {
      if (text.length * 3 <= bytes) return undefined
      const found = Buffer.byteLength(text)
      return found > bytes ? `${quoted(text)} has ${found} bytes, and ${bytes} fit` : undefined
    },
  }
}

/** Windows-1252, which MySQL calls latin1, has these between its two halves of Latin-1. */
const LATIN1 = /^[\0-\x7f\xa0-\xff€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ\x81\x8d\x8f\x90\x9d]*$/
const CHARACTERS = {
  ascii: /^[\0-\x7f]*$/,
  latin1: LATIN1,
  bmp: /^[^\ud800-\udfff]*$/,
} as const

function charactersCheck(set: keyof typeof CHARACTERS): Check {
  const names = { ascii: 'ASCII', latin1: 'Latin-1', bmp: 'the first 65536 characters of Unicode' }
  return {
    refuses: `texts with characters outside ${names[set]}`,
    refuse: (text) =>
      CHARACTERS[set].test(text)
        ? undefined
        : `${quoted(text)} has a character outside ${names[set]}, which the target cannot hold`,
  }
}

/** From a text or another enum: the labels are the target's. */
export function relateToEnum(source: CarriedType, target: CarriedType): Relation {
  const { labels } = target
  const known = new Set(labels)
  const isInside = source.labels?.every((label) => known.has(label)) === true
  const conversion = source.family === 'text' ? { conversion: 'looks the label up' } : {}
  if (labels === undefined || isInside) return { carrier: exact(asIs), ...conversion, refuses: [] }
  const check: Check = {
    refuses: `all but ${labels.length} labels`,
    refuse: (text) =>
      known.has(text)
        ? undefined
        : `${quoted(text)} is none of the target's ${labels.length} labels`,
  }
  return {
    carrier: exact(checked(asIs, [check])),
    ...conversion,
    refuses: [check.refuses],
  }
}

export function relateToUuid(source: CarriedType): Relation {
  if (source.family === 'uuid') return { carrier: exact(asIs), refuses: [] }
  return {
    carrier: exact(asUuid),
    conversion: 'reads the text as a UUID',
    refuses: ['texts that are no UUIDs'],
  }
}

function asUuid(text: string): Carried {
  const digits = text.trim().replace(/[{}-]/g, '').toLowerCase()
  const groups = /^([0-9a-f]{8})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{12})$/.exec(digits)
  if (groups === null) return { invalid: `${quoted(text)} is not a UUID` }
  return { text: groups.slice(1).join('-') }
}

export function relateToJson(source: CarriedType, target: CarriedType): Relation {
  const checks = jsonChecks(source, target)
  const isText = source.family === 'text'
  const refuses = [
    ...(isText ? ['texts that are no JSON'] : []),
    ...checks.map((check) => check.refuses),
  ]
  const carry = isText ? asJson : asIs
  return {
    carrier: {
      carry: checked(carry, checks),
      same: (carried, stored) =>
        carried === stored || canonicalJsonText(carried) === canonicalJsonText(stored),
      identity: true,
    },
    ...(isText && { conversion: 'reads the text as JSON' }),
    refuses,
  }
}

function asJson(text: string): Carried {
  return canonicalJsonText(text) === undefined
    ? { invalid: `${quoted(text)} is not JSON` }
    : { text }
}

function jsonChecks(source: CarriedType, target: CarriedType): readonly Check[] {
  const checks: Check[] = []
  const depth = target.limits?.depth
  if (lacks(source, target, 'nul'))
    checks.push({
      refuses: 'documents with the character NUL or half a character',
      refuse: (text) =>
        jsonStringsHold(text)
          ? undefined
          : 'a string of the document has the character NUL or half a character, which the target cannot hold',
    })
  if (depth !== undefined && (source.limits?.depth ?? Infinity) > depth)
    checks.push({
      refuses: `documents nested deeper than ${depth} levels`,
      refuse: (text) =>
        jsonDepth(text) > depth
          ? `the document is nested deeper than ${depth} levels, which the target cannot hold`
          : undefined,
    })
  return checks
}

/** Bytes are printed as `\x00ff`. */
export function relateBytes(source: CarriedType, target: CarriedType): Relation {
  const { length, limits } = target
  const needsCheck = length !== undefined && (source.length ?? Infinity) > length
  const checks: readonly Check[] = needsCheck ? [byteLengthCheck(length)] : []
  const refuses = checks.map((check) => check.refuses)
  const carrier = exact(checked(asIs, checks))
  const fills = limits?.end === 'padsZeros' && length !== undefined
  const isFull = source.limits?.end === 'padsZeros' && source.length === length
  if (!fills || isFull) return { carrier, refuses }
  return {
    carrier: exact(checked((text) => ({ text: text.padEnd(2 + 2 * length, '0') }), checks)),
    loss: `fills shorter values with zero bytes, up to ${length}`,
    refuses,
  }
}

function byteLengthCheck(length: number): Check {
  return {
    refuses: `values of more than ${length} bytes`,
    refuse(text) {
      const bytes = text.length / 2 - 1
      return bytes > length ? `the value has ${bytes} bytes, and ${length} fit` : undefined
    },
  }
}
