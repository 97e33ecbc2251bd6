/** What the schema of a pipeline cannot say: whether its parts name one another rightly. */
import type { JsonPath } from '../../workspace/definitionSource'
import { isObject, list, member } from '../../workspace/jsonParts'
import type { Fault } from '../../workspace/schemaFaults'
import { ENRICH } from './readEnrichment'
import { unknown, unknownMembers } from './unknownNames'

/** Looks through a file of any structure; see `ReadOptions.examine`. */
export function examinePipeline(json: unknown): readonly Fault[] {
  const sources = namesIn(member(json, 'sources'))
  const enrichments = namesIn(member(json, 'enrich'))
  const all = [...sources, ...enrichments.map((name) => `${ENRICH}${name}`)]
  const silver = member(json, 'silver')
  return [
    ...(isObject(member(json, 'sources')) && sources.length === 0 ? [NO_SOURCE] : []),
    ...sources.flatMap((name) => examineSource(json, name)),
    ...enrichments.flatMap((name) => examineEnrichment(json, name, sources)),
    ...(isObject(silver) ? examineSilver(silver, all) : []),
    ...examineQuality(json, all),
  ]
}

const NO_SOURCE: Fault = { path: ['sources'], message: 'there is no source', mend: 'add one' }

function namesIn(value: unknown): readonly string[] {
  return isObject(value) ? Object.keys(value) : []
}

function examineSource(json: unknown, name: string): readonly Fault[] {
  const source = member(member(json, 'sources'), name)
  const path = ['sources', name]
  const since = member(source, 'since')
  return [
    ...examineSignificance(source, path),
    ...(isObject(since) && typeof (since['field'] ?? since['attribute']) !== 'string'
      ? [
          {
            path: [...path, 'since'],
            message: '"since" does not say which member has the moment of a change',
            mend: 'add "field"',
          },
        ]
      : []),
    ...(name === 'silver_transformation' || name.startsWith(ENRICH)
      ? [
          {
            path,
            at: 'name' as const,
            message: `"${name}" is a name of Drydock’s own`,
            mend: 'give the source another name',
          },
        ]
      : []),
  ]
}

function examineSignificance(source: unknown, path: JsonPath): readonly Fault[] {
  if (member(source, 'significant') === undefined || member(source, 'volatile') === undefined)
    return []
  const message = 'a source has "significant" or "volatile" members, not both'
  return [{ path: [...path, 'volatile'], message, mend: 'remove one of them' }]
}

function examineEnrichment(
  json: unknown,
  name: string,
  sources: readonly string[],
): readonly Fault[] {
  const enrichment = member(member(json, 'enrich'), name)
  const path = ['enrich', name]
  return [
    ...examineSignificance(enrichment, path),
    ...unknown(member(enrichment, 'for'), [...path, 'for'], 'source', sources),
  ]
}

function examineSilver(
  silver: Record<string, unknown>,
  sources: readonly string[],
): readonly Fault[] {
  const fields = member(silver, 'fields')
  const columns = namesIn(fields)
  const key = keyColumn(silver)
  const own = ['data_quality_score', 'quality_flags', provenanceOf(silver)]
  return [
    ...(isObject(fields) && columns.length === 0
      ? [{ path: ['silver', 'fields'], message: 'there is no field', mend: 'add one' }]
      : []),
    ...unknown(member(silver, 'priority'), ['silver', 'priority'], 'source', sources),
    ...unknownMembers(member(silver, 'recency'), ['silver', 'recency'], 'source', sources),
    ...unknownMembers(member(silver, 'validate'), ['silver', 'validate'], 'column', columns),
    ...unknownMembers(
      member(member(silver, 'key'), 'from'),
      ['silver', 'key', 'from'],
      'source',
      sources,
    ),
    ...columns.flatMap((column) => examineField(fields, column, sources)),
    ...columns
      .filter((column) => column === key || own.includes(column))
      .map((column) => ({
        path: ['silver', 'fields', column],
        at: 'name' as const,
        message: `"${column}" is ${column === key ? 'the key' : 'written by Drydock'} and cannot be a field`,
        mend: 'remove it from "fields"',
      })),
    ...examineGroups(member(silver, 'groups'), columns),
  ]
}

function keyColumn(silver: unknown): unknown {
  const key = member(silver, 'key')
  return typeof key === 'string' ? key : member(key, 'column')
}

function provenanceOf(silver: unknown): unknown {
  return member(silver, 'provenance') ?? 'provenance'
}

function examineField(fields: unknown, column: string, sources: readonly string[]) {
  const field = member(fields, column)
  const path = ['silver', 'fields', column]
  return [
    ...unknownMembers(member(field, 'from'), [...path, 'from'], 'source', sources),
    ...unknown(member(field, 'priority'), [...path, 'priority'], 'source', sources),
  ]
}

function examineGroups(groups: unknown, columns: readonly string[]): readonly Fault[] {
  const taken = new Set<string>()
  return namesIn(groups).flatMap((name) => {
    const path = ['silver', 'groups', name]
    const names = list(member(groups, name))
    const again = names.flatMap((column, index): readonly Fault[] => {
      if (typeof column !== 'string') return []
      const repeated = taken.has(column)
      taken.add(column)
      const message = `"${column}" is in two groups`
      return repeated ? [{ path: [...path, index], message, mend: 'remove it from one' }] : []
    })
    return [...unknown(names, path, 'column', columns), ...again]
  })
}

function examineQuality(json: unknown, sources: readonly string[]): readonly Fault[] {
  const quality = member(json, 'quality')
  if (quality === undefined) return []
  const columns = namesIn(member(member(json, 'silver'), 'fields'))
  if (member(json, 'silver') === undefined)
    return [
      {
        path: ['quality'],
        at: 'name',
        message: 'there is a quality score only where there is a silver table',
        mend: 'add "silver"',
      },
    ]
  return [
    ...unknown(member(quality, 'sources'), ['quality', 'sources'], 'source', sources),
    ...['keyFields', 'mismatches', 'informational'].flatMap((part) =>
      unknown(member(quality, part), ['quality', part], 'column', columns),
    ),
  ]
}
