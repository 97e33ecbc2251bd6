import assert from 'node:assert/strict'
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
import { applyTransforms } from './applyTransforms'
import { CASES, document, german, lookup, WRONG_STEPS } from './transformCases'

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
  for (const [step, path, message] of WRONG_STEPS)
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
