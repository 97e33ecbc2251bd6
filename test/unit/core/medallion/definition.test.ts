import { deepEqual, equal } from 'node:assert/strict'
import { parsePipeline } from '../../../../src/core/medallion/definition/readPipeline'
import { problemsOf } from '../../workspace/helpers'

const FILE = 'vendors.pipeline.jsonc'

const QUERY = { type: 'query', environment: 'upstream', sql: 'select 1 as id', id: 'id' }
const SILVER = { table: 'people', key: 'id', fields: { name: 'name', email: 'email' } }

/** A part to a line, so that lines tell parts apart. */
function parse(parts: object) {
  const file = {
    target: { environment: 'sandbox' },
    entity: 'user',
    sources: { hr: QUERY, ldap: QUERY },
    ...parts,
  }
  return parsePipeline(JSON.stringify(file, null, 1), FILE)
}

/** Each problem as `at → message (mend)`; `at` is the text of the line that it points to, from its column on. */
async function problems(parts: object): Promise<readonly string[]> {
  const file = {
    target: { environment: 'sandbox' },
    entity: 'user',
    sources: { hr: QUERY, ldap: QUERY },
    ...parts,
  }
  const lines = JSON.stringify(file, null, 1).split('\n')
  const found = await problemsOf(() => parse(parts))
  return found.map((problem) => {
    const [, line = '', column = '', text = ''] = /^(\d+):(\d+) ([^]*)$/.exec(problem) ?? []
    return `${lines[Number(line) - 1]?.slice(Number(column) - 1) ?? 'no line'} → ${text}`
  })
}

describe('a pipeline file', () => {
  it('may leave out nearly everything', () => {
    const { sources, silver, batchSize } = parse({ silver: SILVER })
    equal(batchSize, 1000)
    deepEqual(
      sources.map(({ name, id, vanished }) => [name, id, vanished]),
      [
        ['hr', { from: ['id'], clean: [] }, 'tombstone'],
        ['ldap', { from: ['id'], clean: [] }, 'tombstone'],
      ],
    )
    deepEqual(silver?.fields[0]?.origins, [
      { source: 'hr', member: 'name' },
      { source: 'ldap', member: 'name' },
    ])
    deepEqual(silver?.quality.weights, {
      missingSource: '0.1',
      missingField: '0.05',
      mismatch: '0.05',
    })
  })

  it('trusts the sources that are named first, and then the others', () => {
    const { silver } = parse({
      silver: {
        ...SILVER,
        priority: ['ldap'],
        fields: { name: 'name', email: { from: { hr: 'mail', ldap: 'mail' }, priority: ['hr'] } },
      },
    })
    deepEqual(
      silver?.fields.map(({ origins }) => origins.map(({ source }) => source)),
      [
        ['ldap', 'hr'],
        ['hr', 'ldap'],
      ],
    )
  })

  it('has sources that complete others, which are meant only where they are named', () => {
    const geo = { type: 'http', url: 'https://x.example/{id}', for: 'hr', lacking: ['city'] }
    const city = { from: { hr: 'city', 'enrich:geo': 'town' } }
    const { sources, silver } = parse({
      enrich: { geo: { ...geo, retryMissingAfter: '2h' } },
      silver: { ...SILVER, fields: { name: 'name', city } },
    })
    deepEqual(
      sources.map(({ name, enrichment }) => [name, enrichment]),
      [
        ['hr', undefined],
        ['ldap', undefined],
        [
          'enrich:geo',
          { of: ['hr'], lacking: ['city'], concurrency: 4, retryMissingSeconds: 7200 },
        ],
      ],
    )
    deepEqual(
      silver?.fields.map(({ origins }) => origins.map(({ source }) => source)),
      [
        ['hr', 'ldap'],
        ['hr', 'enrich:geo'],
      ],
    )
    deepEqual(silver?.quality.sources, ['hr', 'ldap'])
  })

  it('reads only what has changed where a source says so, and then nothing vanishes', () => {
    const since = { parameter: 'since', field: 'changed', lag: '15m' }
    const http = { type: 'http', url: 'https://example.com/', id: 'id', since }
    const { sources } = parse({ sources: { http } })
    deepEqual(
      [sources[0]?.since, sources[0]?.vanished],
      [{ field: 'changed', lagSeconds: 900 }, 'keep'],
    )
    equal(
      parse({ sources: { http: { ...http, vanished: 'tombstone' } } }).sources[0]?.vanished,
      'tombstone',
    )
  })
})

describe('what is wrong in a pipeline file', () => {
  const csv = { type: 'csv', path: 'people.csv', id: 'id' }
  const KINDS = 'allowed: csv, json, ndjson, query, http, ldap'
  const cases: readonly (readonly [string, object, readonly string[]])[] = [
    [
      'an unknown kind of source, with the one that was meant',
      { sources: { hr: { ...csv, type: 'cvs' } } },
      [`"cvs", → "cvs" is not known as "type" (did you mean "csv"? ${KINDS})`],
    ],
    [
      'an unknown kind of source that is like no other',
      { sources: { hr: { ...csv, type: 'spreadsheet' } } },
      [`"spreadsheet", → "spreadsheet" is not known as "type" (${KINDS})`],
    ],
    [
      'a kind that is no text',
      { sources: { hr: { ...csv, type: 7 } } },
      [`7, → "type" must be a string, not a number (${KINDS})`],
    ],
    [
      'a source without a kind',
      { sources: { hr: { path: 'people.csv', id: 'id' } } },
      [`{ → "type" is missing (${KINDS})`],
    ],
    [
      'a key of another kind of source, with those of this kind only',
      { sources: { hr: { ...QUERY, path: 'people.csv' } } },
      [
        '"path": "people.csv" → "path" is not known here (allowed: type, environment, database, sql, since, id, significant, volatile, sets, vanished)',
      ],
    ],
    [
      'changes of a file, which cannot be asked for',
      { sources: { hr: { ...csv, since: { field: 'changed' } } } },
      [
        '"since": { → "since" is not known here (allowed: type, path, delimiter, quote, header, columns, ragged, rest, comment, trim, encoding, empty, id, significant, volatile, sets, vanished)',
      ],
    ],
    [
      'what completes no source, or does not say which record is meant',
      {
        enrich: {
          geo: {
            type: 'http',
            url: 'https://x.example/{id}',
            for: ['hr', 'crm'],
            lacking: ['city'],
          },
          tax: { type: 'http', url: 'https://x.example/', for: 'hr', lacking: ['tax'] },
        },
      },
      [
        '"crm" → there is no source "crm" (known: hr, ldap)',
        '"https://x.example/", → "url" does not say where the id goes; write "{id}"',
      ],
    ],
    ['no source', { sources: {} }, ['{} → there is no source (add one)']],
    [
      'a name of Drydock’s own',
      { sources: { hr: QUERY, silver_transformation: QUERY } },
      [
        '"silver_transformation": { → "silver_transformation" is a name of Drydock’s own (give the source another name)',
      ],
    ],
    [
      'members that count and members that do not',
      { sources: { hr: { ...QUERY, significant: ['name'], volatile: ['read'] } } },
      ['[ → a source has "significant" or "volatile" members, not both (remove one of them)'],
    ],
    [
      'changes without a moment',
      {
        sources: {
          http: { type: 'http', url: 'https://x.example/', id: 'id', since: { parameter: 's' } },
        },
      },
      ['{ → "since" does not say which member has the moment of a change (add "field")'],
    ],
    [
      'unknown sources wherever they are named',
      {
        silver: {
          ...SILVER,
          priority: ['ldpa'],
          recency: { hrr: 'changed' },
          key: { column: 'id', from: { elsewhere: 'id' } },
          fields: { name: { from: { lap: 'name' }, priority: ['hx'] } },
        },
      },
      [
        '"elsewhere": "id" → there is no source "elsewhere" (known: hr, ldap)',
        '"lap": "name" → there is no source "lap" (did you mean "ldap"?)',
        '"hx" → there is no source "hx" (did you mean "hr"?)',
        '"ldpa" → there is no source "ldpa" (did you mean "ldap"?)',
        '"hrr": "changed" → there is no source "hrr" (did you mean "hr"?)',
      ],
    ],
    [
      'a field that is the key, and one that Drydock writes',
      { silver: { ...SILVER, fields: { id: 'id', provenance: 'x', quality_flags: 'y' } } },
      [
        '"id": "id", → "id" is the key and cannot be a field (remove it from "fields")',
        '"provenance": "x", → "provenance" is written by Drydock and cannot be a field (remove it from "fields")',
        '"quality_flags": "y" → "quality_flags" is written by Drydock and cannot be a field (remove it from "fields")',
      ],
    ],
    ['no field', { silver: { ...SILVER, fields: {} } }, ['{} → there is no field (add one)']],
    [
      'a column of two groups, and one of no field',
      { silver: { ...SILVER, groups: { one: ['name', 'email'], two: ['email', 'nmae'] } } },
      [
        '"email", → "email" is in two groups (remove it from one)',
        '"nmae" → there is no column "nmae" in "fields" (did you mean "name"?)',
      ],
    ],
    [
      'a check of no field',
      { silver: { ...SILVER, validate: { mail: { format: 'email' } } } },
      ['"mail": { → there is no column "mail" in "fields" (did you mean "email"?)'],
    ],
    [
      'a score without a table',
      { quality: { keyFields: [] } },
      ['"quality": { → there is a quality score only where there is a silver table (add "silver")'],
    ],
    [
      'a score of unknown columns and sources',
      {
        silver: SILVER,
        quality: {
          sources: ['hq'],
          keyFields: ['mail'],
          mismatches: ['nam'],
          informational: ['x'],
        },
      },
      [
        '"hq" → there is no source "hq" (did you mean "hr"?)',
        '"mail" → there is no column "mail" in "fields" (did you mean "email"?)',
        '"nam" → there is no column "nam" in "fields" (did you mean "name"?)',
        '"x" → there is no column "x" in "fields" (known: name, email)',
      ],
    ],
    [
      'an unknown rule',
      { silver: { ...SILVER, rule: 'majorty' } },
      [
        '"majorty" → "majorty" is not known as "rule" (did you mean "majority"? allowed: priority, mostRecent, mostComplete, majority)',
      ],
    ],
    [
      'an unknown step of cleaning',
      { silver: { ...SILVER, fields: { name: { from: 'name', clean: ['trimm'] } } } },
      [
        '"trimm" → "trimm" is not known as entry 1 of "clean" (did you mean "trim"? allowed: trim, collapse, lower, upper, nullIfEmpty, { "remove": … }, { "nullIf": … }, { "first": … })',
      ],
    ],
  ]
  for (const [what, parts, expected] of cases)
    it(`is told with its place and what mends it: ${what}`, async () => {
      deepEqual(await problems(parts), expected)
    })

  it('is told all at once', async () => {
    const found = await problems({
      sources: { hr: { ...csv, type: 'cvs' } },
      silver: { ...SILVER, priority: ['ldap'], fields: { id: 'id' } },
      quality: { keyFields: ['name'] },
    })
    equal(found.length, 4)
  })
})
