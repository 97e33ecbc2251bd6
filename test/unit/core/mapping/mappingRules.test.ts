import { deepEqual, equal, ok } from 'node:assert/strict'
import { parseMapping } from '../../../../src/core/mapping/definition'
import type { Mapping } from '../../../../src/core/mapping/mapping'
import { problemsOf } from '../../workspace/helpers'

const ends = {
  source: { environment: 'production', table: 'jobs' },
  target: { environment: 'sandbox', table: 'jobs' },
}

function parse(parts: Readonly<Record<string, unknown>>): Mapping {
  const file = { ...ends, key: 'job', fields: ['stage'], ...parts }
  return parseMapping(JSON.stringify(file), 'a.mapping.jsonc')
}

describe('the rules of a mapping', () => {
  it('have defaults that change no more than fields', () => {
    const { conflict, missing, limit } = parse({})
    deepEqual(conflict, { kind: 'sourceWins' })
    deepEqual(missing, {
      inTarget: 'report',
      inSource: 'ignore',
      deleteLimit: { rows: 50, percent: '10' },
    })
    equal(limit, undefined)
  })

  it('restrict the rows of each side', () => {
    const source = { ...ends.source, where: 'stage <> 7' }
    deepEqual(parse({ source }).source, source)
  })

  it('take a strategy as a word or with its column', () => {
    const field = (conflict: unknown) => ({ fields: [{ source: 'a', conflict }] })
    for (const kind of ['targetWins', 'fillEmpty', 'largest', 'smallest', 'ask']) {
      deepEqual(parse({ conflict: kind }).conflict, { kind })
      deepEqual(parse(field(kind)).fields, [
        { source: 'a', target: 'a', transform: [], conflict: { kind } },
      ])
    }
    deepEqual(parse({ conflict: { newestBy: 'updated_at' } }).conflict, {
      kind: 'newestBy',
      source: 'updated_at',
      target: 'updated_at',
    })
    const named = { source: 'changed', target: 'updated_at' }
    deepEqual(parse({ conflict: { newestBy: named } }).conflict, { kind: 'newestBy', ...named })
  })

  it('take tolerances as texts or numbers', () => {
    const read = (tolerance: unknown) => {
      const [field] = parse({ fields: [{ source: 'a', tolerance }] }).fields
      return field !== undefined && 'tolerance' in field ? field.tolerance : undefined
    }
    equal(read('0.01'), '0.01')
    equal(read(0.01), '0.01')
    deepEqual(read({ relative: '1e-9' }), { relative: '1e-9' })
    deepEqual(read({ seconds: 2 }), { seconds: '2' })
    deepEqual(read({ absolute: '5' }), { absolute: '5' })
  })

  it('take a limit of deletion in rows or in percent, which then stands alone', () => {
    const read = (deleteLimit: unknown) =>
      parse({ missing: { inSource: 'delete', deleteLimit } }).missing.deleteLimit
    deepEqual(read(1000), { rows: 1000, percent: '0' })
    deepEqual(read(0), { rows: 0, percent: '0' })
    deepEqual(read('25%'), { rows: 0, percent: '25' })
    deepEqual(read('0.5 %'), { rows: 0, percent: '0.5' })
  })

  it('stand for every field alone and in a list', () => {
    const every = { every: true, except: [] }
    deepEqual(parse({ fields: '*' }).fields, [every])
    deepEqual(parse({ fields: ['stage', '*'], except: ['notes'] }).fields, [
      { source: 'stage', target: 'stage', transform: [] },
      { every: true, except: ['notes'] },
    ])
    deepEqual(parse({ fields: [{ source: '*' }] }).fields, [
      { source: '*', target: '*', transform: [] },
    ])
  })

  /** `at` is how the text goes on where the problem stands. */
  const wrong: readonly (readonly [title: string, parts: object, at: string, problem: string])[] = [
    [
      '"*" twice',
      { fields: ['*', 'a', '*'] },
      '"*"]',
      '"*" is in the list twice (remove one of them)',
    ],
    [
      '"except" without "*"',
      { except: ['a'] },
      '"except"',
      '"except" belongs to "fields": "*" (remove it, or add "*" to "fields")',
    ],
    [
      'a limit of deletion where nothing is deleted',
      { missing: { deleteLimit: 5 } },
      '"deleteLimit"',
      '"deleteLimit" belongs to "inSource": "delete"',
    ],
    [
      'a limit of deletion that is no part',
      { missing: { inSource: 'delete', deleteLimit: '25' } },
      '"25"',
      '"25" is no part of a whole (write it as "25%")',
    ],
    [
      'a negative limit of deletion',
      { missing: { inSource: 'delete', deleteLimit: -1 } },
      '-1',
      '"deleteLimit" must be 0 or more',
    ],
    [
      'to delete what the "where" of the source hides',
      { source: { ...ends.source, where: 'true' }, missing: { inSource: 'delete' } },
      '"delete"',
      '"delete" with a "where" on the source alone would delete the partners of hidden rows (write the same condition as the "where" of the target, or "true" where that is meant)',
    ],
    ['a limit of 0', { limit: 0 }, '0}', '"limit" must be 1 or more'],
    [
      'a limit that is not whole',
      { limit: 1.5 },
      '1.5',
      '"limit" must be a whole number, not a number',
    ],
    [
      'another way to treat missing rows',
      { missing: { inTarget: 'delete' } },
      '"delete"',
      '"delete" is not known as "inTarget" (allowed: report, insert)',
    ],
    [
      'a strategy of two words',
      { conflict: { newestBy: 'a', oldestBy: 'b' } },
      '"oldestBy"',
      '"oldestBy" is not known here (allowed: newestBy)',
    ],
    [
      'two tolerances',
      { fields: [{ source: 'a', tolerance: { absolute: '1', seconds: '1' } }] },
      '{"absolute"',
      'a tolerance is one of "absolute", "relative", "seconds"',
    ],
    [
      'an empty tolerance',
      { fields: [{ source: 'a', tolerance: {} }] },
      '{}',
      'a tolerance is one of "absolute", "relative", "seconds"',
    ],
    [
      'an unknown tolerance',
      { fields: [{ source: 'a', tolerance: { absolut: '1' } }] },
      '"absolut"',
      '"absolut" is not known here (did you mean "absolute"?)',
    ],
  ]
  for (const [title, parts, at, expected] of wrong)
    it(`refuse ${title}`, async () => {
      const text = JSON.stringify({ ...ends, key: 'job', fields: ['stage'], ...parts })
      const [problem = '', ...others] = await problemsOf(() =>
        parseMapping(text, 'a.mapping.jsonc'),
      )
      deepEqual(others, [])
      const [, column = '', message] = /^1:(\d+) (.*)$/.exec(problem) ?? []
      equal(message, expected)
      const rest = text.slice(Number(column) - 1)
      ok(rest.startsWith(at), rest)
    })

  it('may delete what the "where" of the source hides where the target says so', () => {
    const where = { where: 'true' }
    const both = { source: { ...ends.source, ...where }, target: { ...ends.target, ...where } }
    equal(parse({ ...both, missing: { inSource: 'delete' } }).missing.inSource, 'delete')
  })
})
