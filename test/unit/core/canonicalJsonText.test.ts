import assert from 'node:assert/strict'
import fc from 'fast-check'
import { canonicalJsonText } from '../../../src/core/schema/canonicalJsonText'

/** Numbers that JavaScript prints without an exponent, so that `JSON.stringify` is an oracle for them. */
const number = fc.oneof(
  fc.integer({ min: -1_000_000_000, max: 1_000_000_000 }),
  fc
    .tuple(fc.integer({ min: -99_999, max: 99_999 }), fc.constantFrom(10, 100, 1000))
    .map(([a, b]) => a / b),
)

const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 8 }),
  fc.constantFrom(
    '__proto__',
    'constructor',
    '',
    '"',
    '\\',
    '\u0000',
    '\u2028',
    '1',
    '10',
    '\ud800',
    'é',
  ),
)

type Json = null | boolean | number | string | readonly Json[] | JsonObject
interface JsonObject {
  readonly members: readonly (readonly [string, Json])[]
}

/** Objects as lists of members: JavaScript's own would reorder keys and lose `__proto__`. */
const { json } = fc.letrec<{ json: Json }>((tie) => ({
  json: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.oneof(fc.constant(null), fc.boolean(), number, text),
    fc.array(tie('json'), { maxLength: 4 }),
    fc.array(fc.tuple(text, tie('json')), { maxLength: 4 }).map((members) => ({ members })),
  ),
}))

const blank = fc.constantFrom('', ' ', '\n', '\t', '\r\n  ')

function isObject(value: Json): value is JsonObject {
  return typeof value === 'object' && value !== null && 'members' in value
}

/** JSON with members in the given order and the blanks of `between`. */
function spell(
  value: Json,
  between: () => string,
  respell: (value: number | string) => string,
): string {
  const around = (content: string) => between() + content + between()
  if (Array.isArray(value))
    return around(
      `[${value.map((item: Json) => spell(item, between, respell)).join(',') || between()}]`,
    )
  if (typeof value === 'object' && value !== null && isObject(value)) {
    const members = value.members.map(
      ([key, member]) => `${around(respell(key))}:${spell(member, between, respell)}`,
    )
    return around(`{${members.join(',') || between()}}`)
  }
  if (typeof value === 'string' || typeof value === 'number') return around(respell(value))
  return around(JSON.stringify(value))
}

/** The same, with keys sorted, the last of equal ones kept, and nothing between. */
function oracle(value: Json): string {
  if (Array.isArray(value)) return `[${value.map(oracle).join(',')}]`
  if (typeof value === 'object' && value !== null && isObject(value)) {
    const members = new Map(
      value.members.map(([key, member]) => [JSON.stringify(key), oracle(member)]),
    )
    const sorted = [...members].sort(([a], [b]) => (a < b ? -1 : 1))
    return `{${sorted.map(([key, member]) => `${key}:${member}`).join(',')}}`
  }
  return Object.is(value, -0) ? '0' : JSON.stringify(value)
}

/** Other spellings of one value: escapes in strings, zeros and exponents in numbers. */
function respeller(choices: readonly number[]): (value: number | string) => string {
  let next = 0
  const choose = (count: number) => (choices[next++ % choices.length] ?? 0) % count
  const escape = (unit: string) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`
  return (value) => {
    if (typeof value === 'number') {
      const plain = JSON.stringify(value)
      const zeros = plain.includes('.') ? `${plain}00` : `${plain}.0`
      return [plain, zeros, `${plain}e0`, `${zeros}E+00`][choose(4)] ?? plain
    }
    const units = value
      .split('')
      .map((unit) => (choose(3) === 0 ? escape(unit) : JSON.stringify(unit).slice(1, -1)))
    return `"${units.join('')}"`
  }
}

describe('canonicalJsonText', () => {
  it('is the value’s one text, whatever its blanks, order of keys and spelling', () => {
    const spelt = fc.tuple(
      json,
      fc.array(blank, { minLength: 1 }),
      fc.array(fc.nat(11), { minLength: 1 }),
    )
    fc.assert(
      fc.property(spelt, ([value, blanks, choices]) => {
        let next = 0
        const between = () => blanks[next++ % blanks.length] ?? ''
        assert.equal(canonicalJsonText(spell(value, between, respeller(choices))), oracle(value))
      }),
      { numRuns: 1000 },
    )
  })

  it('agrees with JSON.parse on what is JSON and what is not', () => {
    const pieces = fc.array(
      fc.constantFrom(
        ...[
          '{',
          '}',
          '[',
          ']',
          ',',
          ':',
          '"a"',
          '"',
          '\\',
          '1',
          '01',
          '-',
          '-0',
          '.5',
          '1.',
          '1e',
          '1e5',
          '+1',
        ],
        ...[
          'true',
          'nul',
          'null',
          ' ',
          '\u00a0',
          '\n',
          '\ufeff',
          '\f',
          '"\n"',
          '"\\x"',
          '"\\u12"',
          '"\u0001"',
          "'a'",
        ],
      ),
      { maxLength: 7 },
    )
    fc.assert(
      fc.property(pieces, (parts) => {
        const candidate = parts.join('')
        assert.equal(canonicalJsonText(candidate) !== undefined, isJson(candidate), candidate)
      }),
      { numRuns: 5000 },
    )
  })

  const cases: readonly (readonly [string, string | undefined])[] = [
    ['{"b":1,"a":2}', '{"a":2,"b":1}'],
    ['{"a":1,"a":2}', '{"a":2}'],
    ['{"__proto__":1,"a":{}}', '{"__proto__":1,"a":{}}'],
    ['[1.0, 1.00, 1e0, 10e-1]', '[1,1,1,1]'],
    [
      '[12345678901234567890, 0.1000000000000000000001]',
      '[12345678901234567890,0.1000000000000000000001]',
    ],
    ['-0', '0'],
    ['1e400', `1${'0'.repeat(400)}`],
    ['"\\u00e9\\/"', '"é/"'],
    ['"\\ud83d\\ude00"', '"😀"'],
    ['[[], {}]', '[[],{}]'],
    ['', undefined],
    ['[1,]', undefined],
    ['{"a":1,}', undefined],
    ['{"a"}', undefined],
    ['{1:2}', undefined],
    ['[1 2]', undefined],
    ['1 2', undefined],
    ['NaN', undefined],
    ["{'a':1}", undefined],
    ['[1}', undefined],
    [']', undefined],
  ]
  for (const [document, expected] of cases)
    it(`of ${document === '' ? 'nothing' : document} is ${expected ?? 'none'}`, () => {
      assert.equal(canonicalJsonText(document), expected)
    })

  it('reads documents as deep and strings as long as databases hold', () => {
    const deep = 20_000
    const nested = '['.repeat(deep) + ']'.repeat(deep)
    assert.equal(canonicalJsonText(` ${nested} `), nested)
    const objects = '{"a":'.repeat(deep) + '1.0' + '}'.repeat(deep)
    assert.equal(canonicalJsonText(objects), objects.replace('1.0', '1'))
    const long = `"${'é\\n'.repeat(5_000_000)}"`
    assert.equal(canonicalJsonText(long), long)
  })
})

function isJson(candidate: string): boolean {
  try {
    JSON.parse(candidate)
    return true
  } catch {
    return false
  }
}
