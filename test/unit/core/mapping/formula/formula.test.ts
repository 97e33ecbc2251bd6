import assert from 'node:assert/strict'
import fc from 'fast-check'
import {
  compileFormula,
  examineFormula,
} from '../../../../../src/core/mapping/formula/compileFormula'
import { functionNames } from '../../../../../src/core/mapping/formula/functions'
import { formulaSchema } from '../../../../../src/core/mapping/formula/formulaSchema'
import { parseFormula } from '../../../../../src/core/mapping/formula/parseFormula'
import { printFormula } from '../../../../../src/core/mapping/formula/printFormula'
import type { Value } from '../../../../../src/core/util/value'
import { expressions, withoutPlaces } from './expressions'

const ROW: ReadonlyMap<string, Value> = new Map<string, Value>([
  ['code', ' ab-1 '],
  ['name', 'Zoë Müller'],
  ['price', '19.990'],
  ['zero', '0'],
  ['count', '3'],
  ['nothing', null],
  ['empty', ''],
  ['yes', 't'],
  ['no', '0'],
  ['day', '2024-02-29'],
  ['at', '2024-02-29 23:05:07.25+00'],
  ['with "quotes"', 'q'],
  ['CODE', 'upper'],
  ['document', '{"a": [1.50]}'],
])

type Types = Readonly<Record<string, 'text' | 'number' | 'boolean'>>

/** The value of a formula for the row above; ✗ and a reason where there is none, and ✗✗ where it is no formula. */
function value(formula: string, types: Types = {}): Value {
  const compiled = compileFormula(formula, {
    columnType: (column) => (Object.hasOwn(types, column) ? types[column] : undefined),
  })
  if ('fault' in compiled) return `✗✗ ${compiled.fault.offset}: ${compiled.fault.message}`
  const result = compiled.evaluate((column) => ROW.get(column) ?? null)
  return 'invalid' in result ? `✗ ${result.invalid}` : result.value
}

const CASES: readonly (readonly [formula: string, expected: Value])[] = [
  ["upper(trim(code)) || '-' || left(name, 3)", 'AB-1-Zoë'],
  ['code', ' ab-1 '],
  ['"CODE"', 'upper'],
  ['CODE', 'upper'],
  ['"with ""quotes"""', 'q'],
  ["'it''s'", "it's"],
  ['null', null],
  ['true', 't'],
  ['FALSE', 'f'],
  ['1.50', '1.50'],
  ['missing', null],
  // numbers
  ['price', '19.990'],
  ['price * 2', '39.980'],
  ['-price', '-19.990'],
  ['price + 0.01', '20.000'],
  ['0.1 + 0.2', '0.3'],
  ['1 - 2 - 3', '-4'],
  ['2 + 3 * 4', '14'],
  ['(2 + 3) * 4', '20'],
  ['- - 1', '1'],
  ['10 / 4', '2.5000000000000000'],
  ['7 % 4', '3'],
  ['-7 % 4', '-3'],
  ['9007199254740993 * 10', '90071992547409930'],
  ['price / zero', '✗ division by zero'],
  ['price % zero', '✗ division by zero'],
  ['name + 1', '✗ "Zoë Müller" is not a number'],
  ['empty + 1', '✗ "" is not a number'],
  ['nothing + 1', null],
  ['nothing / 0', null],
  // texts
  ["code || nothing || 'x'", null],
  ["1 || '/' || 2.50", '1/2.50'],
  ["1 + 2 || 'x'", '3x'],
  // comparisons
  ['price > 5', 't'],
  ['price = 19.99', 't'],
  ["price = '19.99'", 'f'],
  ['price <> nothing', null],
  ['null = null', null],
  ["name > 'Z'", 't'],
  ["'b' < 'B'", 'f'],
  ["'\u{1F600}' > '\uFFFF'", 't'],
  ['yes = true', 't'],
  ['no = yes', 'f'],
  ['true > false', 't'],
  ['count between 1 and 3', 't'],
  ['count not between 1 and 3', 'f'],
  ['count between 4 and null', 'f'],
  ['count between 1 and null', null],
  ['count in (1, 2, 3)', 't'],
  ["name in ('x', nothing)", null],
  ["name not in ('x', nothing)", null],
  ["name not in ('x', name, nothing)", 'f'],
  ['nothing in (1)', null],
  ['nothing is null', 't'],
  ['null is null', 't'],
  ['null is not null', 'f'],
  ["'' is null", 'f'],
  ['price is not null', 't'],
  // logic
  ['true and null', null],
  ['false and null', 'f'],
  ['null or true', 't'],
  ['null or false', null],
  ['not null', null],
  ['not yes or yes', 't'],
  ['not (yes or yes)', 'f'],
  ['true or true and false', 't'],
  ['yes and no', 'f'],
  ['name and true', '✗ "Zoë Müller" is no truth value'],
  // choices
  ["if(price > 5, 'dear', 'cheap')", 'dear'],
  ["if(nothing > 5, 'dear', 'cheap')", 'cheap'],
  ["if(false, 'x')", null],
  ["if(count > 5, 'many', count * 1)", '3'],
  ['if(yes, name + 1, 0)', '✗ "Zoë Müller" is not a number'],
  ['if(no, name + 1, 0)', '0'],
  ["case when price > 100 then 'a' when price > 10 then 'b' else 'c' end", 'b'],
  ["case count when 2 then 'two' when nothing then 'none' when 3.0 then 'three' end", 'three'],
  ["case count when 9 then 'x' end", null],
  ["case nothing when nothing then 'x' else 'y' end", 'y'],
  ["coalesce(nothing, empty, 'x')", ''],
  ['coalesce(nothing, price, 0)', '19.990'],
  ['coalesce(nothing, null)', null],
  ["nullIf(trim(code), 'ab-1', 'x')", null],
  ["nullIf(name, 'x')", 'Zoë Müller'],
  ['nullIf(price, 19.99)', null],
  ['least(3, count * 2, nothing)', '3'],
  ['greatest(nothing, 3, 2.5)', '3'],
  ["greatest('b', 'ä')", 'ä'],
  ['least(nothing, null)', null],
  ["boolean('YES')", 't'],
  ['boolean(name)', '✗ "Zoë Müller" is none of the words for true and false'],
  // functions of texts
  ["trimStart(' a ') || '|' || trimEnd(' a ') || '|'", 'a | a|'],
  ["collapseSpaces(' a  b ')", 'a b'],
  ['lower(name)', 'zoë müller'],
  ["titleCase('éa b')", 'Éa B'],
  ['removeDiacritics(name)', 'Zoe Muller'],
  ['slug(name)', 'zoe-muller'],
  ["digitsOnly('a1b2')", '12'],
  ["email(' A@B.ch')", 'a@b.ch'],
  ['email(name)', '✗ "Zoë Müller" is not an email address'],
  ["uuid('A0EEBC999C0B4EF8BB6D6BB9BD380A11')", 'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'],
  ["sha256('')", 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'],
  ["nullIfEmpty('')", null],
  ['right(name, count)', 'ler'],
  ['left(name, -7)', 'Zoë'],
  ['right(name, -4)', 'Müller'],
  ['left(name, 1.5)', '✗ 1.5 is no whole number for a length'],
  ['substring(name, 5)', 'Müller'],
  ['substring(name, 5, 2)', 'Mü'],
  ["substring('abc', 0, 2)", 'a'],
  ['substring(name, 1, -1)', '✗ a length is not negative'],
  ["padStart(count, 3, '0')", '003'],
  ['padEnd(count, 2)', '3 '],
  ['padStart(name, 99999999)', '✗ the formula makes a text of more than 16777216 characters'],
  ["replace('a.b', '.', '$&')", 'a$&b'],
  ["replace('ab', '', 'x')", 'ab'],
  ["replacePattern(name, '(\\w+)$', '<$1>')", 'Zoë Mü<ller>'],
  ["split(trim(code), '-', 2)", '1'],
  ["split(code, '-', 9)", null],
  ["split(code, '-', 0)", '✗ there is no part 0'],
  ["join(', ', 'a', nothing, 'b')", 'a, b'],
  ["join(', ', nothing)", ''],
  ["json(document, 'a.0')", '1.50'],
  ["json(name, 'a')", '✗ "Zoë Müller" is not JSON'],
  ["length(normalizeUnicode('é', 'NFD'))", '2'],
  ["normalizeUnicode('e\u0301')", 'é'],
  ["length('😀')", '1'],
  ["position('😀b', 'b')", '2'],
  ["position('a', 'b')", '0'],
  ["contains(name, 'ë')", 't'],
  ["startsWith(name, 'Zo') and endsWith(name, 'er')", 't'],
  // functions of numbers
  ["number('1.234,5', ',', '.') * 2", '2469.0'],
  ["currency('CHF 1''000.50', '.', '''')", '1000.50'],
  ["percent('12,5 %', ',')", '0.125'],
  ['number(name)', '✗ "Zoë Müller" is not a number'],
  ['round(price, 2)', '19.99'],
  ['round(2.5)', '3'],
  ["round(2.5, 0, 'halfEven')", '2'],
  ['round(1250, -2)', '1300'],
  ['round(1, 9999)', '✗ the rounded number has too many digits'],
  ['floor(-1.5)', '-2'],
  ['ceiling(-1.5)', '-1'],
  ['abs(-1.50)', '1.50'],
  ['sign(-price)', '-1'],
  ['mod(7, 4)', '3'],
  ['mod(7, 0)', '✗ division by zero'],
  // functions of dates
  ["date('29.2.2024', 'DD.MM.YYYY')", '2024-02-29'],
  ['date(day)', '2024-02-29'],
  ['date(name)', '✗ "Zoë Müller" is not a date in the format YYYY-MM-DD'],
  ["dateTime('2024-07-01 12:00', 'YYYY-MM-DD HH:mm', 'Europe/Zurich')", '2024-07-01 10:00:00+00'],
  ["formatDate(day, 'DD.MM.YYYY')", '29.02.2024'],
  ['year(day) * 100 + month(day)', '202402'],
  ["day(at) || ' ' || hour(at) || ':' || minute(at) || ':' || second(at)", '29 23:5:7.25'],
  ['hour(day)', '0'],
  ['year(name)', '✗ "Zoë Müller" is not an ISO 8601 date or time'],
]

const FAULTS: readonly (readonly [formula: string, offset: number, message: string])[] = [
  ['', 0, 'a value is expected here, not the end'],
  ['1 +', 3, 'a value is expected here, not the end'],
  ['1 2', 2, 'the end is expected here, not "2"'],
  ['(1', 2, '")" is expected here, not the end'],
  ['a = b = c', 6, 'the end is expected here, not "="'],
  ["'abc", 0, "the text is not closed: a ' is missing"],
  ['"abc', 0, 'the name is not closed, or empty'],
  ['a ; b', 2, '";" has no meaning here'],
  ['1a', 0, 'this is no number'],
  ['1.2.3', 0, 'this is no number'],
  ['a is 1', 5, '"null" is expected here, not "1"'],
  ['a not 1', 6, '"in" or "between" is expected here, not "1"'],
  ['a in ()', 2, '"in" needs a list of values'],
  ['case end', 5, 'a value is expected here, not "end"'],
  ['case a end', 7, '"when" is expected here, not "end"'],
  ['case when a then 1', 18, '"end" is expected here, not the end'],
  ['uper(a)', 0, '"uper" is no function: did you mean "upper"?'],
  [
    'constructor(a)',
    0,
    '"constructor" is no function: known: if, coalesce, nullIf, least, greatest, boolean, trim, trimStart, trimEnd, collapseSpaces, upper, lower, …',
  ],
  ['left(a)', 0, '"left" is written as left(text, length)'],
  ['left(a, b, c)', 0, '"left" is written as left(text, length)'],
  ['trim(a) + 1', 0, 'a number is expected here, not a text: number(…) reads one'],
  ["1 + 'a'", 4, 'a number is expected here, not a text: number(…) reads one'],
  ['1 + true', 4, 'a number is expected here, not a truth value'],
  ['not 1', 4, 'a truth value is expected here, not a number'],
  ["if('a', 1, 2)", 3, 'a truth value is expected here, not a text'],
  ['a || true', 5, 'a truth value is no text: if(…, …, …) makes one of it'],
  ["1 = 'a'", 4, 'what is compared is once a number and once a text'],
  ["a in (1, 'b')", 9, 'what is compared is once a number and once a text'],
  ['if(a, 1, true)', 9, 'the results are once a number and once a truth value'],
  ['date(a, b)', 8, 'the format has to be a text in single quotes'],
  ["date(a, 'DD')", 8, 'a date format needs YYYY, MM and DD'],
  ["dateTime(a, 'YYYY-MM-DD', 'Mars')", 26, '"Mars" is no time zone, such as \'Europe/Zurich\''],
  [
    "round(a, 1, 'up')",
    12,
    '"up" is not known: allowed are halfAwayFromZero, halfEven, towardsZero, floor, ceiling',
  ],
  ["number(a, ',', ',')", 15, 'the decimal and the group sign must differ'],
  [
    "number(a, '12')",
    10,
    'the decimal and the group sign are one character each, no digit and no sign',
  ],
  ["normalizeUnicode(a, 'NFX')", 20, '"NFX" is not known: allowed are NFC, NFD, NFKC, NFKD'],
  ["replacePattern(a, '(', '')", 18, 'a "(" has no ")"'],
  ["replacePattern(a, 'b', '$1')", 23, '"$1" is no group of the pattern'],
  ['('.repeat(300) + '1' + ')'.repeat(300), 200, 'the formula is nested too deeply'],
  ['1' + '+1'.repeat(300), 399, 'the formula is nested too deeply'],
  ['x'.repeat(10_001), 0, 'the formula has more than 10000 characters'],
]

describe('formulas', () => {
  for (const [formula, expected] of CASES)
    it(`${formula} is ${JSON.stringify(expected)}`, () => {
      assert.equal(value(formula), expected)
    })

  for (const [formula, offset, message] of FAULTS)
    it(`${formula.slice(0, 40)} is refused: ${message.slice(0, 60)}`, () => {
      assert.equal(value(formula), `✗✗ ${offset}: ${message}`)
    })

  it('have each function tried above, and told of in the editor', () => {
    const tried = CASES.map(([formula]) => formula).join('\n')
    const described = formulaSchema.description ?? ''
    for (const name of functionNames()) {
      assert.ok(tried.includes(`${name}(`), name)
      assert.match(described, new RegExp(`\\b${name}\\b`))
    }
  })

  it('compare columns as what they are known to be', () => {
    assert.equal(value('price = "count" or price > count'), 'f')
    assert.equal(value('price > count', { price: 'number', count: 'number' }), 't')
    assert.equal(
      value('code = 1', { code: 'text' }),
      '✗✗ 7: what is compared is once a text and once a number',
    )
    assert.equal(value('price', { price: 'number' }), '19.990')
    assert.equal(value('no', { no: 'boolean' }), 'f')
    assert.equal(value('name', { name: 'number' }), '✗ "Zoë Müller" is not a number')
  })

  it('tell their columns and what they give', () => {
    const compiled = compileFormula('if(b > 1, a, "B") || b')
    assert.ok(!('fault' in compiled))
    assert.deepEqual(compiled.columns, ['b', 'a', 'B'])
    const type = (formula: string) => {
      const found = compileFormula(formula)
      return 'fault' in found ? undefined : found.type
    }
    assert.deepEqual(['a', 'null', 'a || b', 'a + b', 'a > b'].map(type), [
      'text',
      'text',
      'text',
      'number',
      'boolean',
    ])
  })

  it('are told of at their place in a file', () => {
    assert.deepEqual(examineFormula('a + ', ['fields', 0, 'formula']), [
      {
        path: ['fields', 0, 'formula'],
        message: 'a value is expected here, not the end, at character 5 of the formula',
      },
    ])
    assert.deepEqual(
      [...examineFormula('a', []), ...examineFormula(7, []), ...examineFormula('', [])],
      [],
    )
  })

  it('are read as they are printed', () => {
    fc.assert(
      fc.property(expressions, (expression) => {
        const printed = printFormula(expression)
        assert.deepEqual(withoutPlaces(parseFormula(printed)), withoutPlaces(expression))
        assert.equal(printFormula(parseFormula(printed)), printed)
      }),
      { numRuns: 3000 },
    )
  })

  it('are printed with no parentheses that are not needed', () => {
    const formulas = [
      "upper(a) || '-' || (b + 1) * 2",
      'not a and (b or c) or d = e',
      'a - (b - c) - -d',
      'a between b || c and d + 1 and a not in (1, 2)',
      'case a when 1 then b or c else -(-d) end is not null',
    ]
    for (const formula of formulas) assert.equal(printFormula(parseFormula(formula)), formula)
  })

  const cell = fc.option(
    fc.oneof(
      fc.constantFrom('', '0', '1', '-1.5', 't', 'f', 'NaN', '1e999', '2024-02-29', '{}', '😀'),
      fc.string({ unit: 'binary' }),
      fc.bigInt().map(String),
    ),
  )

  it('never throw, whatever they are and whatever a row has', () => {
    const pieces = [
      'a',
      '"b"',
      "'x'",
      '1',
      '.5',
      '(',
      ')',
      ',',
      '||',
      '+',
      '-',
      '/',
      '%',
      '=',
      '<',
      'and',
      'not',
      'is',
      'null',
      'in',
      'case',
      'when',
      'then',
      'end',
      'if(',
      'left(',
      'round(',
      'date(',
      "'",
      '"',
      '\u0000',
    ]
    const words = fc
      .array(fc.constantFrom(...pieces), { maxLength: 15 })
      .map((list) => list.join(' '))
    const formula = fc.oneof(words, fc.string({ unit: 'binary' }), expressions.map(printFormula))
    fc.assert(
      fc.property(formula, cell, cell, (text, a, b) => {
        const compiled = compileFormula(text)
        if ('fault' in compiled) {
          assert.ok(compiled.fault.offset >= 0 && compiled.fault.offset <= text.length)
          return
        }
        const result = compiled.evaluate((column) => (column === 'a' ? a : b))
        const given = 'invalid' in result ? result.invalid : result.value
        assert.ok(given === null || typeof given === 'string')
      }),
      { numRuns: 10_000 },
    )
  })

  it('give the same for a row however often they are asked', () => {
    const [first, second] = [
      compileFormula('a || b'),
      compileFormula('case when a = b then a else b end'),
    ]
    for (const compiled of [first, second]) {
      assert.ok(!('fault' in compiled))
      fc.assert(
        fc.property(cell, cell, (a, b) => {
          const row = (column: string) => (column === 'a' ? a : b)
          assert.deepEqual(compiled.evaluate(row), compiled.evaluate(row))
        }),
      )
    }
  })

  it('end in time and memory where they are made to grow', () => {
    const nested = (inner: string, wrap: (text: string) => string, times: number) =>
      Array.from({ length: times }).reduce<string>(wrap, inner)
    const huge = [
      nested('a', (text) => `replace(${text}, 'x', a)`, 60),
      nested('a', (text) => `join(a, ${text}, ${text.length > 4000 ? 'a' : text})`, 20),
      nested('1', (text) => `nullIf(${text}, 2)`, 150),
      nested('1', (text) => `case ${text} when 2 then 3 else 1 end`, 150),
      nested('1', (text) => `if(${text} between 1 and 2, 1, 2)`, 90),
      nested('12345678', (text) => `(${text} * ${text.length > 4000 ? '1' : text})`, 20),
    ]
    for (const formula of huge) {
      const compiled = compileFormula(formula)
      assert.ok(!('fault' in compiled), JSON.stringify(compiled))
      assert.ok(compiled.evaluate(() => 'x'.repeat(100)))
    }
    assert.deepEqual(
      (
        compileFormula(huge[0] ?? '') as Exclude<
          ReturnType<typeof compileFormula>,
          { fault: unknown }
        >
      ).evaluate(() => 'x'.repeat(100)),
      { invalid: 'the formula makes a text of more than 16777216 characters' },
    )
  })
})
