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
import type { ColumnType } from '../../../../../src/core/mapping/formula/typed'
import type { Value } from '../../../../../src/core/util/value'
import { CASES, FAULTS, OF_DATES, ROW } from './formulaCases'
import { expressions, withoutPlaces } from './expressions'

type Types = Readonly<Record<string, ColumnType>>

/** The value of a formula for the row above; ✗ and a reason where there is none, and ✗✗ where it is no formula. */
function value(formula: string, types: Types = {}): Value {
  const compiled = compileFormula(formula, {
    columnType: (column) => (Object.hasOwn(types, column) ? types[column] : undefined),
  })
  if ('fault' in compiled) return `✗✗ ${compiled.fault.offset}: ${compiled.fault.message}`
  const result = compiled.evaluate((column) => ROW.get(column) ?? null)
  return 'invalid' in result ? `✗ ${result.invalid}` : result.value
}

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

  for (const [formula, expected] of OF_DATES)
    it(`${formula} is ${JSON.stringify(expected)} where columns are known to be dates`, () => {
      const types: Types = { day: 'date', at: 'date', zeroDay: 'date', clock: 'time', name: 'text' }
      assert.equal(value(formula, types), expected)
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
