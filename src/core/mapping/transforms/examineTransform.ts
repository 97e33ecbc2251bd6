/** What the schema of a transform cannot say: which options exclude each other, and which texts mean nothing. */
import type { JsonPath } from '../../workspace/definitionSource'
import type { Fault } from '../../workspace/schemaFaults'
import { has, isObject, member } from '../../workspace/jsonParts'
import { NO_WORDS, wordOf, YES_WORDS } from './booleans'
import { DATE_FORMAT_MEND, dateFormatFault, type FormatUse } from './dateTokens'
import { readNumber } from './exactNumber'
import { replacementFault } from './pattern'
import { compilePattern } from './patternProgram'
import { OPTION_NAMES } from './transformSchema'
import { findZone } from './zones'

/** Looks through the steps at `path`, whatever their structure is: one, or a list of them. */
export function examineTransform(steps: unknown, path: JsonPath): readonly Fault[] {
  return Array.isArray(steps)
    ? steps.flatMap((step, index) => examineStep(step, [...path, index]))
    : examineStep(steps, path)
}

function examineStep(step: unknown, path: JsonPath): readonly Fault[] {
  if (!isObject(step)) return []
  return [
    ...choiceFaults(step, path),
    ...Object.entries(EXAMINERS).flatMap(([name, examine]) =>
      has(step, name) ? examine(member(step, name), [...path, name]) : [],
    ),
  ]
}

function choiceFaults(step: Record<string, unknown>, path: JsonPath): readonly Fault[] {
  const given = OPTION_NAMES.filter((name) => Object.hasOwn(step, name))
  const known = [...OPTION_NAMES, 'otherwise']
  const isUnknown = Object.keys(step).some((name) => !known.includes(name))
  const faults: Fault[] = []
  if (given.length > 1) {
    const names = given.map((name) => `"${name}"`).join(' and ')
    const mend = 'write each step as an object of its own'
    faults.push({ path, message: `a step is one transform, not ${names}`, mend })
  } else if (given.length === 0 && !isUnknown) {
    const mend = 'write one, such as { "default": "" }'
    faults.push({ path, message: 'the step has no transform', mend })
  }
  if (Object.hasOwn(step, 'otherwise') && !Object.hasOwn(step, 'lookup')) {
    const message = '"otherwise" belongs to "lookup"'
    faults.push({ path: [...path, 'otherwise'], at: 'name', message })
  }
  return faults
}

type Examine = (options: unknown, path: JsonPath) => readonly Fault[]

const EXAMINERS: Readonly<Record<string, Examine>> = {
  number: numberFaults,
  currency: numberFaults,
  percent: numberFaults,
  multiply: factorFaults,
  boolean: booleanFaults,
  date: (format, path) => formatFaults(format, path, 'date'),
  formatDate: (format, path) => formatFaults(format, path, 'formatDate'),
  dateTime: dateTimeFaults,
  split: splitFaults,
  replacePattern: patternFaults,
  json: jsonPathFaults,
}

function numberFaults(options: unknown, path: JsonPath): readonly Fault[] {
  const decimal = member(options, 'decimal') ?? '.'
  const group = member(options, 'group') ?? ''
  if (typeof decimal !== 'string' || typeof group !== 'string') return []
  const faults: Fault[] = []
  const sign = (text: string) => /^[^0-9+-]$/u.test(text)
  if (!sign(decimal)) {
    const message = '"decimal" must be one character that is no digit and no sign'
    faults.push({ path: [...path, 'decimal'], message })
  }
  if (group !== '' && !sign(group)) {
    const message = '"group" must be empty or one character that is no digit and no sign'
    faults.push({ path: [...path, 'group'], message })
  }
  if (decimal === group && group !== '')
    faults.push({ path, message: '"decimal" and "group" must differ' })
  return faults
}

function factorFaults(by: unknown, path: JsonPath): readonly Fault[] {
  if (typeof by !== 'string' || by === '' || readNumber(by) !== undefined) return []
  return [{ path, message: `"${by}" is not a number`, mend: 'write it as "0.01"' }]
}

function booleanFaults(options: unknown, path: JsonPath): readonly Fault[] {
  const words = (name: string, otherwise: readonly string[]) => {
    const given = member(options, name) ?? otherwise
    return Array.isArray(given) ? given.filter((word) => typeof word === 'string').map(wordOf) : []
  }
  const no = words('false', NO_WORDS)
  const both = words('true', YES_WORDS).find((word) => no.includes(word))
  if (both === undefined) return []
  const mend = 'give the words for "true" and for "false"'
  return [{ path, message: `"${both}" is a word for both true and false`, mend }]
}

function formatFaults(format: unknown, path: JsonPath, use: FormatUse): readonly Fault[] {
  if (typeof format !== 'string' || format === '') return []
  const message = dateFormatFault(format, use)
  return message === undefined ? [] : [{ path, message, mend: DATE_FORMAT_MEND }]
}

function dateTimeFaults(options: unknown, path: JsonPath): readonly Fault[] {
  const zone = member(options, 'zone')
  const faults = formatFaults(member(options, 'format'), [...path, 'format'], 'dateTime')
  if (typeof zone !== 'string' || zone === '' || findZone(zone) !== undefined) return faults
  const mend = 'use "UTC", an offset such as "+02:00", or a place such as "Europe/Zurich"'
  return [...faults, { path: [...path, 'zone'], message: `"${zone}" is no time zone`, mend }]
}

function splitFaults(options: unknown, path: JsonPath): readonly Fault[] {
  if (member(options, 'take') !== 0) return []
  const mend = '1 is the first part and -1 the last'
  return [{ path: [...path, 'take'], message: 'there is no part 0', mend }]
}

function patternFaults(options: unknown, path: JsonPath): readonly Fault[] {
  const pattern = member(options, 'pattern')
  if (typeof pattern !== 'string' || pattern === '') return []
  const compiled = compilePattern(pattern)
  if ('fault' in compiled) return [{ path: [...path, 'pattern'], message: compiled.fault }]
  const to = member(options, 'with')
  const message = typeof to === 'string' ? replacementFault(to, compiled) : undefined
  return message === undefined ? [] : [{ path: [...path, 'with'], message }]
}

function jsonPathFaults(jsonPath: unknown, path: JsonPath): readonly Fault[] {
  if (typeof jsonPath !== 'string' || !jsonPath.split('.').includes('')) return []
  const mend = 'write "address.city", or ["a.b", 0] where a name has points'
  return jsonPath === '' ? [] : [{ path, message: `"${jsonPath}" is no path`, mend }]
}
