import { deepEqual, equal, ok } from 'node:assert/strict'
import { parseMapping } from '../../../src/core/mapping/definition'
import type { Mapping } from '../../../src/core/mapping/mapping'
import { problemsOf } from './helpers'

const ends = {
  source: { environment: 'production', table: 'jobs' },
  target: { environment: 'sandbox', table: 'jobs' },
}

function parse(parts: Readonly<Record<string, unknown>>): Mapping {
  const file = { ...ends, key: ['job', 'release'], fields: ['fab_order'], ...parts }
  return parseMapping(JSON.stringify(file), 'a.mapping.jsonc')
}

describe('parseMapping', () => {
  it('reads the example of the documentation', () => {
    const mapping = parseMapping(
      `// fab-order.mapping.jsonc
{
  "$schema": "./mapping.schema.json",
  "source": { "environment": "production", "table": "jobs" },
  "target": { "environment": "sandbox", "schema": "public", "table": "jobs" },
  "key": ["job", "release"],
  "fields": ["fab_order", { "source": "paint_color", "target": "paint_color", "transform": ["trim", "nullIfEmpty"] }],
  "conflict": "sourceWins",
}`,
      'fab-order.mapping.jsonc',
    )
    deepEqual(mapping.key, [
      { source: 'job', target: 'job' },
      { source: 'release', target: 'release' },
    ])
    deepEqual(mapping.fields, [
      { source: 'fab_order', target: 'fab_order', transform: [] },
      {
        source: 'paint_color',
        target: 'paint_color',
        transform: [{ name: 'trim' }, { name: 'nullIfEmpty' }],
      },
    ])
    deepEqual(mapping.target, { environment: 'sandbox', schema: 'public', table: 'jobs' })
    deepEqual(mapping.conflict, { kind: 'sourceWins' })
    equal(mapping.definition.path, 'fab-order.mapping.jsonc')
    ok(Object.isFrozen(mapping.fields[1]?.transform[0]))
  })

  it('reads every form of a key and of a field', () => {
    const { key, fields } = parse({
      key: [{ source: 'code', target: 'iata' }, 'release'],
      fields: [
        { source: 'a' },
        { source: 'a', target: 'b', transform: 'trim' },
        { expression: 'price * 100', target: 'cents' },
      ],
    })
    deepEqual(key[0], { source: 'code', target: 'iata' })
    deepEqual(fields, [
      { source: 'a', target: 'a', transform: [] },
      { source: 'a', target: 'b', transform: [{ name: 'trim' }] },
      { expression: 'price * 100', target: 'cents', transform: [] },
    ])
    deepEqual(parse({ key: 'job' }).key, [{ source: 'job', target: 'job' }])
  })

  it('reads every transform with its defaults', () => {
    const transform = [
      'upper',
      'number',
      'date',
      { number: { decimal: ',', group: '.' } },
      { number: {} },
      { date: 'DD/MM/YYYY HH:mm:ss' },
      { default: '' },
      { lookup: { RED: 'Red', '-': null } },
      { lookup: {}, otherwise: 'error' },
    ]
    const [field] = parse({ fields: [{ source: 'a', transform }] }).fields
    deepEqual(field !== undefined && 'transform' in field ? field.transform : undefined, [
      { name: 'upper' },
      { name: 'number', decimal: '.', group: '' },
      { name: 'date', format: 'YYYY-MM-DD' },
      { name: 'number', decimal: ',', group: '.' },
      { name: 'number', decimal: '.', group: '' },
      { name: 'date', format: 'DD/MM/YYYY HH:mm:ss' },
      { name: 'default', value: '' },
      { name: 'lookup', values: { RED: 'Red', '-': null }, otherwise: 'keep' },
      { name: 'lookup', values: {}, otherwise: 'error' },
    ])
  })

  it('tells where each part stands', () => {
    const text =
      '{\n  "source": { "environment": "a", "table": "x" },\n  "target": { "environment": "b", "table": "x" },\n  "key": ["k"],\n  "fields": [\n    "f",\n    { "source": "g" }\n  ]\n}'
    const { definition } = parseMapping(text, 'x.mapping.jsonc')
    const at = (...path: (string | number)[]) => {
      const { line, column } = definition.problemAt(path, 'wrong')
      return [line, column]
    }
    deepEqual(at('fields', 1, 'source'), [7, 17])
    deepEqual(at('fields', 1, 'transform', 0), [7, 5])
    deepEqual(at('key', 0), [4, 11])
    deepEqual(at(), [1, 1])
  })

  const wrong: readonly (readonly [title: string, parts: object, ...problems: string[]])[] = [
    [
      'no key',
      { key: undefined },
      '"key" is missing (name the columns that are the same on both sides, or say with "match" what is)',
    ],
    ['an empty key', { key: [] }, '"key" must not be empty'],
    ['no fields', { fields: undefined }, '"fields" is missing'],
    ['empty fields', { fields: [] }, '"fields" must not be empty'],
    ['a key of the wrong type', { key: 5 }, '"key" must be a string or a list, not a number'],
    [
      'a field of the wrong type',
      { fields: [5] },
      'entry 1 of "fields" must be a string or an object, not a number',
    ],
    [
      'a field that is part of the key',
      { fields: ['job', 'a'] },
      '"job" is part of the key and cannot be a field (remove it from "fields": rows that match have the same key already)',
    ],
    [
      'two fields with one target',
      { fields: ['a', { source: 'b', target: 'a' }] },
      '"a" is written by two fields (remove one of them)',
    ],
    [
      'a key column given twice',
      { key: ['a', 'a'] },
      '"a" is in the key twice (remove one of them)',
    ],
    [
      'one end on both sides',
      { target: ends.source },
      'the target is the same table as the source (name another environment or table)',
    ],
    ['no table', { source: { environment: 'a' } }, '"table" is missing'],
    ['a misspelt name', { feilds: [] }, '"feilds" is not known here (did you mean "fields"?)'],
    [
      'a misspelt name inside a field',
      { fields: [{ source: 'a', traget: 'b' }] },
      '"traget" is not known here (did you mean "target"?)',
    ],
    [
      'an unknown conflict strategy',
      { conflict: 'targetWin' },
      '"targetWin" is not known as "conflict" (did you mean "targetWins"? allowed: sourceWins, targetWins, fillEmpty, largest, smallest, skipIfTargetChanged, ask, { "newestBy": … })',
    ],
    [
      'neither source nor expression',
      { fields: [{ target: 'a' }] },
      'entry 1 of "fields" says not where its value comes from (add "source", "expression" or "formula")',
    ],
    [
      'both source and expression',
      { fields: [{ source: 'a', expression: 'b', target: 'c' }] },
      'a field has one of "source", "expression" and "formula" (remove the others)',
    ],
    [
      'an expression without target',
      { fields: [{ expression: 'a + b' }] },
      '"target" is missing (name the column that the expression is for)',
    ],
  ]
  for (const [title, parts, ...expected] of wrong)
    it(`refuses ${title}`, async () => {
      const problems = await problemsOf(() => parse(parts as Record<string, unknown>))
      deepEqual(
        problems.map((problem) => problem.replace(/^\d+:\d+ /, '')),
        expected,
      )
    })

  const wrongSteps: readonly (readonly [step: unknown, problem: string])[] = [
    [
      'tirm',
      '"tirm" is not known as "transform" (did you mean "trim"? allowed: trim, trimStart, trimEnd, collapseSpaces, upper, lower, titleCase, removeDiacritics, normalizeUnicode, digitsOnly, slug, email, uuid, nullIfEmpty, number, currency, percent, absolute, negate, boolean, date)',
    ],
    [{ lokup: {} }, '"lokup" is not known here (did you mean "lookup"?)'],
    [5, '"transform" must be a string or an object or a list, not a number'],
    [{ default: 5 }, '"default" must be a string, not a number'],
    [{ lookup: { RED: 1 } }, '"RED" must be a string, not a number'],
    [
      { lookup: {}, otherwise: 'kep' },
      '"kep" is not known as "otherwise" (did you mean "keep"? allowed: keep, null, error)',
    ],
    [{ date: 'YYYY-MM-DD', otherwise: 'keep' }, '"otherwise" belongs to "lookup"'],
    [
      { date: 'YYYY-MM-DD', default: 'x' },
      'a step is one transform, not "date" and "default" (write each step as an object of its own)',
    ],
    [{}, 'the step has no transform (write one, such as { "default": "" })'],
    [
      { date: 'dd/mm/yyyy' },
      '"dd" is no part of a date format (use YYYY MM MMM MMMM DD HH hh mm ss A and literal characters, such as "DD/MM/YYYY")',
    ],
    [
      { date: 'DD/MM' },
      'a date format needs YYYY, MM and DD (use YYYY MM MMM MMMM DD HH hh mm ss A and literal characters, such as "DD/MM/YYYY")',
    ],
    [{ number: { decimal: ',', group: ',' } }, '"decimal" and "group" must differ'],
    [{ number: { decimal: '7' } }, '"decimal" must be one character that is no digit and no sign'],
  ]
  for (const [step, expected] of wrongSteps)
    it(`refuses the step ${JSON.stringify(step)}`, async () => {
      const problems = await problemsOf(() => parse({ fields: [{ source: 'a', transform: step }] }))
      deepEqual(
        problems.map((problem) => problem.replace(/^\d+:\d+ /, '')),
        [expected],
      )
      const inList = await problemsOf(() => parse({ fields: [{ source: 'a', transform: [step] }] }))
      equal(inList.length, 1, inList.join('\n'))
    })

  it('reports every problem at once', async () => {
    const problems = await problemsOf(() =>
      parse({ source: {}, fields: [{ source: 5 }, 'a', 'a', 'job'], key: ['job', 'job'] }),
    )
    equal(problems.length, 6, problems.join('\n'))
  })
})
