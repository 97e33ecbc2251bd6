import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { parseJsonDocument } from '../../../../../src/core/workspace/jsonDocument'
import { transformedType } from '../../../../../src/core/mapping/transforms/compileTransforms'
import { examineTransform } from '../../../../../src/core/mapping/transforms/examineTransform'
import { readTransforms } from '../../../../../src/core/mapping/transforms/readTransform'
import {
  OPTION_NAMES,
  TRANSFORM_WORDS,
  transformSchema,
} from '../../../../../src/core/mapping/transforms/transformSchema'
import type { Value } from '../../../../../src/core/util/value'
import { applyTransforms } from './applyTransforms'

const lookup = (otherwise: string) => ({ lookup: { Red: 'R', None: null }, otherwise })
const german = { decimal: ',', group: '.' }
const document = '{"a": {"b": [1.50, "é\\n", null, 12345678901234567890123]}, "a.b": true}'

const CASES: readonly (readonly [step: unknown, value: Value, expected: Value])[] = [
  ['trim', '\t a b \n\u00A0', 'a b'],
  ['trimStart', ' a ', 'a '],
  ['trimEnd', ' a ', ' a'],
  ['collapseSpaces', ' a \n\t b ', 'a b'],
  ['upper', 'straße é', 'STRASSE É'],
  ['lower', 'ABC É', 'abc é'],
  ['titleCase', 'élan VITAL, 2nd-hand ﬁeld', 'Élan Vital, 2nd-Hand FIeld'],
  ['removeDiacritics', 'Crème Brûlée, Ångström, øß', 'Creme Brulee, Angstrom, øß'],
  ['removeDiacritics', '한글', '한글'],
  ['normalizeUnicode', 'e\u0301', 'é'],
  [{ normalizeUnicode: 'NFD' }, 'é', 'e\u0301'],
  [{ normalizeUnicode: 'NFKC' }, 'ﬁ', 'fi'],
  ['digitsOnly', '+41 (0)44 ٣-5', '410445'],
  ['slug', '  Crème brûlée! 2 ', 'creme-brulee-2'],
  ['slug', '—', ''],
  ['email', ' Ann@Example.COM ', 'ann@example.com'],
  ['email', 'ann@', '✗ "ann@" is not an email address'],
  ['email', 'a@b@c', '✗ "a@b@c" is not an email address'],
  ['email', 'a b@c', '✗ "a b@c" is not an email address'],
  ['uuid', '{A0EEBC99-9C0B4EF8-BB6D6BB9BD380A11}', 'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'],
  ['uuid', 'a0eebc999c0b4ef8bb6d6bb9bd380a11', 'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'],
  ['uuid', 'a0eebc99', '✗ "a0eebc99" is not a UUID'],
  [{ hash: 'sha256' }, 'é', createHash('sha256').update('é', 'utf8').digest('hex')],
  ['nullIfEmpty', '', null],
  ['nullIfEmpty', ' ', ' '],
  [{ nullIf: ['-', 'n/a'] }, 'n/a', null],
  [{ nullIf: '-' }, '-', null],
  [{ nullIf: '-' }, '--', '--'],
  [{ default: 'x' }, null, 'x'],
  [{ default: 'x' }, '', ''],
  [{ prefix: 'A-' }, '1', 'A-1'],
  [{ suffix: ' mm' }, '1', '1 mm'],
  [{ left: 2 }, '😀bc', '😀b'],
  [{ left: 0 }, 'abc', ''],
  [{ left: 9 }, 'abc', 'abc'],
  [{ right: 2 }, 'ab😀', 'b😀'],
  [{ right: 0 }, 'abc', ''],
  [{ right: 9 }, 'abc', 'abc'],
  [{ substring: { start: 2 } }, '😀bc', 'bc'],
  [{ substring: { start: 2, length: 1 } }, '😀bc', 'b'],
  [{ substring: { start: 9, length: 1 } }, 'abc', ''],
  [{ padStart: { length: 5, with: 'xy' } }, '12', 'xyx12'],
  [{ padStart: { length: 3 } }, '1', '  1'],
  [{ padStart: { length: 3, with: '0' } }, '12345', '12345'],
  [{ padEnd: { length: 3, with: '😀' } }, '1', '1😀😀'],
  [{ replace: { from: '.', to: '$&' } }, 'a.b.c', 'a$&b$&c'],
  [{ replace: { from: 'a', to: '' } }, 'banana', 'bnn'],
  [{ replacePattern: { pattern: '(\\d+)\\s*mm', with: '$1 $$ <$0>' } }, 'ø 12mm', 'ø 12 $ <12mm>'],
  [{ replacePattern: { pattern: '(?i)^the ', with: '' } }, 'THE the', 'the'],
  [{ split: { by: '/', take: 2 } }, 'a/b/c', 'b'],
  [{ split: { by: '/', take: -1 } }, 'a/b/c', 'c'],
  [{ split: { by: '/', take: 1 } }, '', ''],
  [{ split: { by: '/', take: 4 } }, 'a/b/c', null],
  [{ split: { by: '/', take: -4 } }, 'a/b/c', null],
  ['number', ' 1.50 ', '1.50'],
  ['number', '1,5', '✗ "1,5" is not a number'],
  ['number', '', '✗ "" is not a number'],
  ['number', '1e5', '1e5'],
  [{ number: german }, '1.234.567,89', '1234567.89'],
  [{ number: german }, '-0,5', '-0.5'],
  [{ number: german }, '1,2,3', '✗ "1,2,3" is not a number'],
  [{ number: german }, '12.34', '✗ "12.34" is not a number'],
  [{ number: german }, '1,234.5', '✗ "1,234.5" is not a number'],
  [{ number: german }, '.123', '✗ ".123" is not a number'],
  [{ number: { group: '’' } }, '1’000.5', '1000.5'],
  [{ number: { group: ',' } }, '12,34,567.8', '1234567.8'],
  [{ number: { decimal: ',', group: ' ' } }, '1.5', '✗ "1.5" is not a number'],
  [{ number: { decimal: ',', group: ' ' } }, '1\u202F234,5', '1234.5'],
  ['currency', '$1.50', '1.50'],
  ['currency', '-$.50', '-.50'],
  ['currency', 'CHF 12', '12'],
  ['currency', 'Rs.50', '50'],
  ['currency', '(2.00 USD)', '-2.00'],
  ['currency', '\u22125', '-5'],
  ['currency', '5-', '-5'],
  ['currency', '--5', '✗ "--5" is not an amount'],
  ['currency', '(5', '✗ "(5" is not an amount'],
  ['currency', '$', '✗ "$" is not an amount'],
  ['currency', '5 $ 6', '✗ "5 $ 6" is not an amount'],
  [{ currency: german }, '1.234,50 €', '1234.50'],
  ['percent', '12.5 %', '0.125'],
  ['percent', '-3', '-0.03'],
  ['percent', '5%%', '✗ "5%%" is not a percentage'],
  [{ percent: german }, '1.250,5%', '12.505'],
  [{ round: 2 }, '1.005', '1.01'],
  [{ round: 2 }, '-1.005', '-1.01'],
  [{ round: 2 }, '1.5', '1.50'],
  [{ round: 0 }, '0.4', '0'],
  [{ round: -3 }, '12499.9', '12000'],
  [{ round: { scale: 0, mode: 'halfEven' } }, '2.5', '2'],
  [{ round: { scale: 0, mode: 'halfEven' } }, '-3.5', '-4'],
  [{ round: { scale: 1, mode: 'towardsZero' } }, '-1.99', '-1.9'],
  [{ round: { scale: 0, mode: 'floor' } }, '-1.1', '-2'],
  [{ round: { scale: 0, mode: 'ceiling' } }, '-1.9', '-1'],
  [{ round: 2 }, 'x', '✗ "x" is not a number'],
  [{ round: 2 }, 'NaN', '✗ "NaN" is not a number'],
  [{ multiply: '0.01' }, '1999', '19.99'],
  [{ multiply: '1.1' }, '90071992547409931234.5', '99079191802150924357.95'],
  [{ multiply: '2' }, '1e3', '2000'],
  ['absolute', '-1.50', '1.50'],
  ['negate', '1.50', '-1.50'],
  ['negate', '0', '0'],
  ['boolean', ' YES ', 't'],
  ['boolean', '0', 'f'],
  ['boolean', 'oui', '✗ "oui" is none of the words for true and false'],
  [{ boolean: { true: ['ja'], false: ['nein'] } }, 'Nein', 'f'],
  ['date', '2024-02-29', '2024-02-29'],
  ['date', '29.02.2024', '✗ "29.02.2024" is not a date in the format YYYY-MM-DD'],
  [{ date: 'DD.MM.YYYY' }, '9.2.2024', '2024-02-09'],
  [{ formatDate: 'DD.MM.YYYY' }, '2024-02-09', '09.02.2024'],
  [
    { dateTime: { format: 'YYYY-MM-DD HH:mm', zone: '+02:00' } },
    '2024-01-01 01:00',
    '2023-12-31 23:00:00+00',
  ],
  [{ json: 'a.b.0' }, document, '1.50'],
  [{ json: 'a.b.1' }, document, 'é\n'],
  [{ json: 'a.b.2' }, document, null],
  [{ json: 'a.b.3' }, document, '12345678901234567890123'],
  [{ json: 'a.b.4' }, document, null],
  [{ json: 'a' }, document, '{"b": [1.50, "é\\n", null, 12345678901234567890123]}'],
  [{ json: ['a.b'] }, document, 'true'],
  [{ json: ['a', 'b', 0] }, document, '1.50'],
  [{ json: 'x' }, '{"x":1,"x":{"y":"]"}}', '{"y":"]"}'],
  [{ json: 'x' }, '"text"', null],
  [{ json: 'x' }, '{x:1}', '✗ "{x:1}" is not JSON'],
  [{ json: 'constructor' }, '{}', null],
  [lookup('error'), 'Red', 'R'],
  [lookup('error'), 'None', null],
  [lookup('keep'), 'Green', 'Green'],
  [lookup('null'), 'Green', null],
  [lookup('error'), 'Green', '✗ "Green" is not in the lookup'],
  [lookup('error'), 'constructor', '✗ "constructor" is not in the lookup'],
]

describe('transforms', () => {
  for (const [step, value, expected] of CASES)
    it(`${JSON.stringify(step)} makes ${JSON.stringify(value)} ${JSON.stringify(expected)}`, () => {
      assert.equal(applyTransforms([step], value), expected)
    })

  const named = (step: unknown) =>
    typeof step === 'string' ? step : Object.keys(step as object)[0]

  it('are all tried above', () => {
    const tried = new Set(CASES.map(([step]) => named(step)))
    const missing = [...Object.keys(TRANSFORM_WORDS), ...OPTION_NAMES].filter(
      (name) => !tried.has(name),
    )
    assert.deepEqual(missing, [])
  })

  it('let null pass, but for default', () => {
    for (const [step] of CASES)
      if (named(step) !== 'default') assert.equal(applyTransforms([step], null), null)
  })

  it('run in order and end with the first that refuses', () => {
    assert.equal(applyTransforms(['trim', 'nullIfEmpty'], ' '), null)
    assert.equal(applyTransforms(['nullIfEmpty', 'trim'], ' '), '')
    assert.equal(applyTransforms(['nullIfEmpty', { default: 'x' }], ''), 'x')
    assert.equal(applyTransforms(['number', { default: '0' }], 'x'), '✗ "x" is not a number')
    const steps = ['trim', 'upper', 'nullIfEmpty', { default: ' d ' }, lookup('null')]
    const some = fc.array(fc.constantFrom(...steps))
    const value = fc.option(fc.constantFrom('', ' ', 'red', 'Red', ' x '))
    fc.assert(
      fc.property(some, some, value, (a, b, given) => {
        assert.equal(
          applyTransforms([...a, ...b], given),
          applyTransforms(b, applyTransforms(a, given)),
        )
      }),
    )
  })

  it('never throw, and give text that stays as it is where a step has one spelling', () => {
    const text = fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom(document, '[1', '\ud800'))
    const repeatable = ['trim', 'collapseSpaces', 'digitsOnly', 'slug', 'email', 'uuid']
    fc.assert(
      fc.property(text, fc.constantFrom(...CASES), (value, [step]) => {
        const once = applyTransforms([step], value)
        const isSettled = repeatable.includes(String(step)) && once?.startsWith('✗') === false
        if (isSettled) assert.equal(applyTransforms([step], once), once)
      }),
      { numRuns: 5000 },
    )
  })

  it('read grouped numbers exactly', () => {
    const size = fc.bigInt({ min: 0n, max: 10n ** 30n })
    fc.assert(
      fc.property(size, size, fc.boolean(), (whole, fraction, negative) => {
        const sign = negative ? '-' : ''
        const grouped = String(whole).replace(/\B(?=(?:\d{3})+$)/g, '.')
        const text = `${sign}${grouped},${fraction}`
        const plain = `${sign}${whole}.${fraction}`
        assert.equal(applyTransforms([{ number: german }], text), plain)
        assert.equal(applyTransforms([{ currency: german }], `${text} €`), plain)
        assert.equal(
          applyTransforms([{ percent: german }, { multiply: '100' }, { round: 30 }], text),
          applyTransforms([{ round: 30 }], plain),
        )
      }),
    )
  })

  it('find every member of a JSON document as it is written', () => {
    const json = fc.json({ noUnicodeString: false })
    fc.assert(
      fc.property(json, fc.array(fc.constantFrom(' ', '\n', '\t')), (text, blanks) => {
        const spaced = `{"x":${blanks.join('')}[0,${text}${blanks.join('')}]}`
        const found = applyTransforms([{ json: ['x', 1] }], spaced)
        const value: unknown = JSON.parse(text)
        if (value === null) assert.equal(found, null)
        else if (typeof value === 'string') assert.equal(found, value)
        else assert.equal(found, text)
      }),
    )
  })

  it('take documents that are nested deeply', () => {
    const deep = '['.repeat(100_000) + ']'.repeat(100_000)
    assert.equal(applyTransforms([{ json: 'x' }], `{"y": ${deep}, "x": 7}`), '7')
  })

  it('are of the text’s type but after boolean', () => {
    const type = (...steps: readonly unknown[]) =>
      transformedType(readTransforms(steps.map((step) => transformSchema.parse(step)))).family
    assert.equal(type('trim', 'boolean'), 'boolean')
    assert.equal(type('boolean', { lookup: { t: '1' } }), 'text')
  })
})

describe('steps that mean nothing', () => {
  const wrong: readonly (readonly [step: unknown, path: string, message: string])[] = [
    [{}, '', 'the step has no transform'],
    [{ left: 1, right: 1 }, '', 'a step is one transform, not "left" and "right"'],
    [{ left: 1, otherwise: 'keep' }, 'otherwise', '"otherwise" belongs to "lookup"'],
    [{ multiply: 'much' }, 'multiply', '"much" is not a number'],
    [{ boolean: { true: ['NO '] } }, 'boolean', '"no" is a word for both true and false'],
    [
      { currency: { decimal: '' } },
      'currency.decimal',
      '"decimal" must be one character that is no digit and no sign',
    ],
    [
      { percent: { group: '--' } },
      'percent.group',
      '"group" must be empty or one character that is no digit and no sign',
    ],
    [{ number: { decimal: ',', group: ',' } }, 'number', '"decimal" and "group" must differ'],
    [{ date: 'dd/mm/yyyy' }, 'date', '"dd" is no part of a date format'],
    [{ date: 'D.M.YYYY' }, 'date', '"D" is no part of a date format'],
    [{ date: 'YYYY-MM-DD MM' }, 'date', '"MM" occurs twice in the date format'],
    [{ date: 'MMM MM YYYY DD' }, 'date', '"MM" occurs twice in the date format'],
    [{ date: 'DD/MM' }, 'date', 'a date format needs YYYY, MM and DD'],
    [
      { formatDate: 'YYYY-MM-DD hh:mm' },
      'formatDate',
      '"hh" and "A" belong together in a date format',
    ],
    [{ date: 'YYYY-MM-DD mm' }, 'date', '"mm" needs "HH" in a date format'],
    [
      { dateTime: { format: 'YYYY-MM-DD', zone: 'Europe/Nowhere' } },
      'dateTime.zone',
      '"Europe/Nowhere" is no time zone',
    ],
    [{ dateTime: { format: 'YYYY-MM-DD', zone: 'EST' } }, 'dateTime.zone', '"EST" is no time zone'],
    [{ split: { by: '/', take: 0 } }, 'split.take', 'there is no part 0'],
    [{ replacePattern: { pattern: '(', with: '' } }, 'replacePattern.pattern', 'a "(" has no ")"'],
    [
      { replacePattern: { pattern: 'a', with: '$1' } },
      'replacePattern.with',
      '"$1" is no group of the pattern',
    ],
    [{ json: 'a..b' }, 'json', '"a..b" is no path'],
  ]
  for (const [step, path, message] of wrong)
    it(`are told of: ${JSON.stringify(step)}`, () => {
      const faults = examineTransform([step], ['transform'])
      assert.deepEqual(
        faults.map((fault) => [fault.path.slice(2).join('.'), fault.message]),
        [[path, message]],
      )
    })

  it('are not those of the table', () => {
    for (const [step] of CASES) assert.deepEqual(examineTransform(step, []), [])
  })

  it('never stop the one who looks for them', () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        const { value } = parseJsonDocument(text)
        assert.ok(Array.isArray(examineTransform(value, [])))
      }),
    )
    const options = fc.oneof(fc.string(), fc.integer(), fc.object(), fc.constant(null))
    fc.assert(
      fc.property(fc.constantFrom(...OPTION_NAMES), options, (name, value) => {
        assert.ok(Array.isArray(examineTransform({ [name]: value }, [])))
      }),
    )
  })
})
