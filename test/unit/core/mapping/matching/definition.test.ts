import assert from 'node:assert/strict'
import { parseMapping } from '../../../../../src/core/mapping/definition'
import type { Matcher } from '../../../../../src/core/mapping/matching/matcher'
import { resolveMapping } from '../../../../../src/core/mapping/resolveMapping'
import { problemsOf } from '../../../workspace/helpers'
import { column, table } from '../../tables'

const ENDS = {
  source: { environment: 'production', table: 'people' },
  target: { environment: 'sandbox', table: 'clients' },
  fields: ['city'],
}

function parse(parts: object): readonly Matcher[] | undefined {
  return parseMapping(JSON.stringify({ ...ENDS, ...parts }), 'a.mapping.jsonc').match
}

/** `line:column message (mend)` of each problem, of a definition with a line for each of its parts. */
function faults(parts: object): Promise<readonly string[]> {
  const lines = Object.entries({ ...ENDS, ...parts }).map(
    ([name, value]) => `"${name}": ${JSON.stringify(value)}`,
  )
  const text = `{\n${lines.join(',\n')}\n}`
  return problemsOf(() => parseMapping(text, 'a.mapping.jsonc'))
}

const no = column('no', 'integer', { nullable: false })
const PEOPLE = table(
  'people',
  [
    no,
    column('mail', 'text'),
    column('born', 'date'),
    column('city', 'text'),
    column('data', 'json'),
  ],
  { primaryKey: ['no'], uniqueKeys: [['no']] },
)
const CLIENTS = { ...PEOPLE, name: 'clients' }

function resolve(parts: object, target = CLIENTS) {
  const text = JSON.stringify({ ...ENDS, ...parts })
  return resolveMapping(parseMapping(text, 'a.mapping.jsonc'), PEOPLE, target, new Map())
}

async function refusals(parts: object, target = CLIENTS): Promise<readonly string[]> {
  const problems = await problemsOf(() => resolve(parts, target))
  return problems.map((problem) => problem.replace(/^\d+:\d+ /, ''))
}

describe('matchers of a mapping file', () => {
  it('are read in every form', () => {
    const plain = { source: { column: 'mail' }, target: { column: 'mail' } }
    assert.deepEqual(parse({ match: [{ on: 'mail' }] }), [
      { name: 'mail', on: [{ ...plain, transform: [], ignore: [] }] },
    ])
    assert.deepEqual(
      parse({
        match: [
          { name: 'strict', on: ['mail', { source: 'born' }] },
          {
            on: [
              { source: 'mail', target: 'e_mail', ignore: ['case', 'accents', 'space'] },
              {
                source: { formula: 'left(name, 3)' },
                target: { expression: 'substr(name, 1, 3)' },
                transform: 'trim',
                ignore: 'case',
              },
            ],
          },
        ],
      }),
      [
        {
          name: 'strict',
          on: [
            { ...plain, transform: [], ignore: [] },
            { source: { column: 'born' }, target: { column: 'born' }, transform: [], ignore: [] },
          ],
        },
        {
          name: 'e_mail, ignoring case, accents and space + substr(name, 1, 3), ignoring case',
          on: [
            {
              source: { column: 'mail' },
              target: { column: 'e_mail' },
              transform: [],
              ignore: ['case', 'accents', 'space'],
            },
            {
              source: { formula: 'left(name, 3)' },
              target: { expression: 'substr(name, 1, 3)' },
              transform: [{ name: 'trim' }],
              ignore: ['case'],
            },
          ],
        },
      ],
    )
  })

  it('have names of their own, whatever they compare', () => {
    const named = parse({
      match: [
        { on: 'key' },
        { on: 'mail' },
        { on: [{ source: 'mail', transform: 'trim' }] },
        { name: 'mail (3)', on: 'born' },
        { on: [{ source: 'mail', transform: 'lower' }] },
      ],
    })
    assert.deepEqual(
      named?.map(({ name }) => name),
      ['key (2)', 'mail', 'mail (2)', 'mail (3)', 'mail (4)'],
    )
  })

  it('may stand beside a key or instead of it, but one of them there is', async () => {
    assert.equal(parse({ key: 'no', match: [{ on: 'mail' }] })?.length, 1)
    assert.equal(parse({ key: 'no' }), undefined)
    assert.deepEqual(await faults({}), [
      '1:1 "key" is missing (name the columns that are the same on both sides, or say with "match" what is)',
    ])
  })

  const wrong: readonly (readonly [title: string, parts: object, faults: readonly string[]])[] = [
    [
      'a word that is not known',
      { match: [{ on: [{ source: 'mail', ignore: ['cases'] }] }] },
      [
        '5:45 "cases" is not known as entry 1 of "ignore" (did you mean "case"? allowed: case, accents, punctuation, space)',
      ],
    ],
    [
      'a word twice',
      { match: [{ on: [{ source: 'mail', ignore: ['case', 'case'] }] }] },
      ['5:52 "case" is in the list twice'],
    ],
    [
      'a key that is not known',
      { match: [{ on: [{ source: 'mail', ignored: 'case' }] }] },
      ['5:35 "ignored" is not known here (did you mean "ignore"?)'],
    ],
    ['no matcher', { match: [] }, ['5:10 "match" must not be empty']],
    ['no column', { match: [{ on: [] }] }, ['5:17 "on" must not be empty']],
    [
      'one name twice',
      {
        match: [
          { name: 'a', on: 'mail' },
          { name: 'a', on: 'born' },
        ],
      },
      ['5:44 "a" is the name of two matchers'],
    ],
    [
      'the name of the key',
      { key: 'no', match: [{ name: 'key', on: 'mail' }] },
      [`6:19 "key" is what the mapping's "key" is called in plans`],
    ],
    [
      'one matcher twice',
      {
        match: [
          { on: [{ source: 'mail', ignore: ['space', 'case'] }] },
          { name: 'again', on: [{ target: 'mail', source: 'mail', ignore: ['case', 'space'] }] },
        ],
      },
      ['5:64 the matcher is the same as entry 1 (remove one of them)'],
    ],
    [
      'both an expression and a formula',
      { match: [{ on: [{ source: { expression: 'a', formula: 'a' }, target: 'mail' }] }] },
      ['5:28 "source" has one of "expression" and "formula"'],
    ],
    [
      'a formula that is none',
      { match: [{ on: [{ source: { formula: 'lower(mail' }, target: 'mail' }] }] },
      ['5:39 ")" is expected here, not the end, at character 11 of the formula'],
    ],
    [
      'no target of what is computed',
      { match: [{ on: [{ source: { formula: 'lower(mail)' } }] }] },
      [
        '5:18 "target" is missing (name the column, or what is made of it, that it is compared with)',
      ],
    ],
    [
      'values that go both ways',
      { match: [{ on: 'mail' }], direction: 'both' },
      [
        '6:14 values cannot go both ways where rows are matched with "match" (remove "match" and match by the key, or remove "both")',
      ],
    ],
    [
      'a field that goes both ways',
      { match: [{ on: 'mail' }], fields: [{ source: 'city', direction: 'both' }] },
      [
        '4:41 values cannot go both ways where rows are matched with "match" (remove "match" and match by the key, or remove "both")',
      ],
    ],
  ]
  for (const [title, parts, expected] of wrong)
    it(`have a place and a mend for ${title}`, async () => {
      assert.deepEqual(await faults(parts), expected)
    })
})

describe('matchers and tables', () => {
  it('go by the primary key, whatever the key of the mapping is', () => {
    const { matching } = resolve({ key: 'mail', match: [{ on: 'born' }] })
    assert.deepEqual(
      matching?.own.target.map(({ name }) => name),
      ['no'],
    )
    assert.deepEqual(
      matching?.matchers.map(({ name }) => name),
      ['key', 'born'],
    )
  })

  it('go by what is unique and not null where there is no primary key', async () => {
    const code = column('code', 'text', { nullable: false })
    const both = { ...CLIENTS, columns: [...CLIENTS.columns, code], primaryKey: [] }
    const named = (uniqueKeys: readonly (readonly string[])[]) =>
      resolve({ match: [{ on: 'mail' }] }, { ...both, uniqueKeys }).matching?.own.target.map(
        ({ name }) => name,
      )
    assert.deepEqual(named([['mail'], ['code']]), ['code'])
    assert.deepEqual(
      await refusals({ match: [{ on: 'mail' }] }, { ...both, uniqueKeys: [['mail']] }),
      [
        '"public.clients" has no primary key, by which rows go that are matched otherwise (give it one, or a unique index over columns that are not null)',
      ],
    )
  })

  const wrong: readonly (readonly [title: string, parts: object, refusals: readonly string[]])[] = [
    [
      'columns that are not there',
      { match: [{ on: [{ source: 'mial', target: 'nail' }] }] },
      [
        'there is no column "mial" in "public.people" of "production" (did you mean "mail"?)',
        'there is no column "nail" in "public.clients" of "sandbox" (did you mean "mail"?)',
      ],
    ],
    [
      'types that cannot be compared',
      { match: [{ on: [{ source: 'born', target: 'no' }] }] },
      [
        '"born" is date and "no" is integer, which cannot be compared (convert both with a transform, or one of them with an expression)',
      ],
    ],
    [
      'documents',
      { match: [{ on: 'data' }] },
      [
        '"data" is json and "data" is json, which cannot be compared (convert both with a transform, or one of them with an expression)',
      ],
    ],
    [
      'a formula over a column that is not there',
      { match: [{ on: [{ source: 'mail', target: { formula: 'lower(nail)' } }] }] },
      ['there is no column "nail" in "public.clients" of "sandbox" (did you mean "mail"?)'],
    ],
    [
      'a field that is of the own key',
      { match: [{ on: 'mail' }], fields: ['city', 'no'] },
      ['"no" is of the key by which the target’s rows go and cannot be a field (leave it out)'],
    ],
    [
      'inserts without an own key',
      { match: [{ on: 'mail' }], missing: { inTarget: 'insert' } },
      [
        'rows that are inserted need a value for "no", by which the target’s rows go (name it in "key" with the column of the source that has it, or map columns that are unique and not null)',
      ],
    ],
  ]
  for (const [title, parts, expected] of wrong)
    it(`are refused with ${title}`, async () => {
      assert.deepEqual(await refusals(parts), expected)
    })

  it('insert rows by what is unique in them where the database numbers them', () => {
    const code = column('code', 'text', { nullable: false })
    const coded = { ...CLIENTS, columns: [{ ...no, hasDefault: true as const }, code] }
    const target = { ...coded, uniqueKeys: [['no'], ['code']] }
    const { matching, insertKey } = resolve(
      {
        match: [{ on: [{ source: 'mail', target: 'code', ignore: 'case' }] }],
        fields: [{ source: 'mail', target: 'code' }],
        missing: { inTarget: 'insert' },
      },
      target,
    )
    assert.deepEqual(insertKey, ['code'])
    assert.deepEqual(
      matching?.own.target.map(({ name }) => name),
      ['no'],
    )
  })

  it('compare parts of documents, and leave the own key out of "*"', () => {
    const { fields, matching } = resolve({
      match: [{ on: [{ source: 'data', transform: { json: 'id' } }] }],
      fields: '*',
    })
    assert.deepEqual(
      fields.map(({ target }) => target.name),
      ['mail', 'born', 'city', 'data'],
    )
    assert.deepEqual(matching?.matchers[0]?.values.source(['{"id": 1.50}']), ['1.50'])
    assert.equal(matching.matchers[0]?.values.source(['{"id": null}']), undefined)
  })

  it('take what a step does not understand for no value', () => {
    const { matching } = resolve({ match: [{ on: [{ source: 'mail', transform: 'email' }] }] })
    const values = matching?.matchers[0]?.values.target
    assert.deepEqual(values?.([' A@b.c ']), ['a@b.c'])
    for (const none of ['nobody', '', null]) assert.equal(values?.([none]), undefined)
  })
})
