/** What the schema cannot say of matchers: which of their parts exclude or repeat each other. */
import type { JsonPath } from '../../workspace/definitionSource'
import type { Fault } from '../../workspace/schemaFaults'
import { examineFormula } from '../formula/compileFormula'
import { has, isObject, list, member } from '../../workspace/jsonParts'
import { examineTransform } from '../transforms/examineTransform'
import { KEY_MATCHER } from './matcher'

/** Looks through a mapping file of any structure; see `ReadOptions.examine`. */
export function examineMatchers(json: unknown): readonly Fault[] {
  if (!has(json, 'match')) return keyIsMissing(json)
  const matchers = list(member(json, 'match'))
  return [
    ...repeatedNames(matchers, has(json, 'key')),
    ...repeatedMatchers(matchers),
    ...bothWays(json),
    ...matchers.flatMap((matcher, index) =>
      list(member(matcher, 'on')).flatMap((column, place) =>
        examineColumn(column, ['match', index, 'on', place]),
      ),
    ),
  ]
}

function keyIsMissing(json: unknown): readonly Fault[] {
  if (!isObject(json) || has(json, 'key')) return []
  const mend = 'name the columns that are the same on both sides, or say with "match" what is'
  return [{ path: [], message: '"key" is missing', mend }]
}

function repeatedNames(matchers: readonly unknown[], hasKey: boolean): readonly Fault[] {
  const names = matchers.map((matcher) => member(matcher, 'name'))
  return names.flatMap((name, index): readonly Fault[] => {
    if (typeof name !== 'string') return []
    const path = ['match', index, 'name']
    if (hasKey && name === KEY_MATCHER)
      return [{ path, message: `"${name}" is what the mapping's "key" is called in plans` }]
    if (names.indexOf(name) === index) return []
    return [{ path, message: `"${name}" is the name of two matchers` }]
  })
}

/** What the first of two that are the same does not match, the second one does not either. */
function repeatedMatchers(matchers: readonly unknown[]): readonly Fault[] {
  const texts = matchers.map((matcher) => canonical(member(matcher, 'on')))
  return texts.flatMap((text, index): readonly Fault[] => {
    if (text === '[]' || texts.indexOf(text) === index) return []
    const message = `the matcher is the same as entry ${texts.indexOf(text) + 1}`
    return [{ path: ['match', index], message, mend: 'remove one of them' }]
  })
}

function canonical(on: unknown): string {
  return JSON.stringify(
    list(on).map((column) => {
      if (!isObject(column)) return { source: column, target: column, ignore: [] }
      const { source, target = source, transform = [], ignore = [] } = column
      const steps = Array.isArray(transform) ? transform : [transform]
      return { source, target, ...(steps.length > 0 && { steps }), ignore: list(ignore).toSorted() }
    }),
  )
}

/** What both sides last had in common is kept by the key, which rows that are matched otherwise need not share. */
function bothWays(json: unknown): readonly Fault[] {
  const fields = list(member(json, 'fields'))
  const places: readonly JsonPath[] = [
    ['direction'],
    ...fields.map((_, index) => ['fields', index, 'direction']),
  ]
  const directions = [json, ...fields].map((part) => member(part, 'direction'))
  return places
    .filter((_, index) => directions[index] === 'both')
    .map((path) => ({
      path,
      message: 'values cannot go both ways where rows are matched with "match"',
      mend: 'remove "match" and match by the key, or remove "both"',
    }))
}

function examineColumn(column: unknown, path: JsonPath): readonly Fault[] {
  if (!isObject(column)) return []
  return [
    ...examineValue(column, 'source', path),
    ...examineValue(column, 'target', path),
    ...targetIsMissing(column, path),
    ...repeatedWords(member(column, 'ignore'), [...path, 'ignore']),
    ...examineTransform(member(column, 'transform'), [...path, 'transform']),
  ]
}

function examineValue(
  column: unknown,
  side: 'source' | 'target',
  path: JsonPath,
): readonly Fault[] {
  const value = member(column, side)
  if (!isObject(value)) return []
  const at = [...path, side]
  const given = ['expression', 'formula'].filter((name) => has(value, name))
  const isUnknown = Object.keys(value).some((name) => !['expression', 'formula'].includes(name))
  if (given.length !== 1 && !isUnknown)
    return [{ path: at, message: `"${side}" has one of "expression" and "formula"` }]
  return examineFormula(member(value, 'formula'), [...at, 'formula'])
}

function targetIsMissing(column: unknown, path: JsonPath): readonly Fault[] {
  if (!isObject(member(column, 'source')) || has(column, 'target')) return []
  const mend = 'name the column, or what is made of it, that it is compared with'
  return [{ path, message: '"target" is missing', mend }]
}

function repeatedWords(words: unknown, path: JsonPath): readonly Fault[] {
  const all = list(words)
  return all.flatMap((word, index): readonly Fault[] => {
    if (typeof word !== 'string' || all.indexOf(word) === index) return []
    return [{ path: [...path, index], message: `"${word}" is in the list twice` }]
  })
}
