import assert from 'node:assert/strict'
import fc from 'fast-check'
import {
  replacementFault,
  replacePattern,
} from '../../../../../src/core/mapping/transforms/pattern'
import {
  compilePattern,
  type Pattern,
} from '../../../../../src/core/mapping/transforms/patternProgram'

function compiled(pattern: string): Pattern {
  const found = compilePattern(pattern)
  if ('fault' in found) throw new Error(found.fault)
  return found
}

function replaced(text: string, pattern: string, to: string): string | undefined {
  return replacePattern(text, compiled(pattern), to)
}

/** Patterns in which nothing that may be empty is repeated: there JavaScript counts empty rounds otherwise. */
const character = fc.constantFrom(
  'a',
  'b',
  '😀',
  '.',
  '[ab]',
  '[^a]',
  '\\d',
  '\\w',
  '[^\\s😀]',
  '[a-c1-3]',
)
const { pattern: generated } = fc.letrec<{ pattern: string; part: string }>((tie) => ({
  part: fc.oneof(
    { depthSize: 'small' },
    character,
    fc
      .tuple(character, fc.constantFrom('*', '+', '?', '*?', '+?', '??', '{2}', '{1,2}', '{1,}?'))
      .map(([one, times]) => one + times),
    fc.constantFrom('^', '$', '\\b'),
    tie('pattern').map((inner) => `(${inner})`),
    tie('pattern').map((inner) => `(?:x${inner})+`),
    tie('pattern').map((inner) => `(?:${inner}|b)`),
  ),
  pattern: fc.array(tie('part'), { minLength: 1, maxLength: 4 }).map((parts) => parts.join('')),
}))

describe('patterns', () => {
  it('replace what JavaScript’s regular expressions replace', () => {
    const text = fc.string({
      unit: fc.constantFrom('a', 'b', 'x', '1', ' ', '\n', '😀', 'é'),
      maxLength: 12,
    })
    fc.assert(
      fc.property(generated, text, (pattern, value) => {
        // Repetitions of repetitions are unrolled up to a limit.
        const found = compilePattern(pattern)
        fc.pre(!('fault' in found && found.fault === 'the pattern is too long'))
        const expected = value.replace(new RegExp(pattern, 'gu'), '<$&>')
        assert.equal(replaced(value, pattern, '<$0>'), expected)
      }),
      { numRuns: 5000 },
    )
  })

  it('find the groups that JavaScript’s regular expressions find', () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'b', '1'), maxLength: 8 })
    const patterns = ['(a+)(b*)', '(a|ab)(b?)', '(a*?)(b+)1', '(\\d+)?(a)', '(a|b)+(1)', '(((a)))b']
    fc.assert(
      fc.property(fc.constantFrom(...patterns), text, (pattern, value) => {
        const expected = value.replace(new RegExp(pattern, 'gu'), '<$1,$2>')
        assert.equal(replaced(value, pattern, '<$1,$2>'), expected)
      }),
      { numRuns: 2000 },
    )
  })

  const cases: readonly (readonly [text: string, pattern: string, to: string, expected: string])[] =
    [
      ['aBc', '(?i)b', '-', 'a-c'],
      ['ÉÀ', '(?i)[é]', 'e', 'eÀ'],
      ['a.b', '\\.', '', 'ab'],
      ['a\tb', '\\t', ' ', 'a b'],
      ['2024-01-02', '(\\d{4})-(\\d{2})-(\\d{2})', '$3.$2.$1', '02.01.2024'],
      ['a1 b', '\\B', '-', 'a-1 b'],
      ['a-b]c', '[\\]\\-]', '', 'abc'],
      ['a-b', '[-b]', '', 'a'],
      ['abc', '', '-', '-a-b-c-'],
      ['😀', '', '-', '-😀-'],
      ['aaa', '(a*)*', '<$0>', '<aaa><>'],
      ['ab', '(|a)+b', '<$0>', '<ab>'],
    ]
  for (const [text, pattern, to, expected] of cases)
    it(`${pattern} with "${to}" makes "${text}" "${expected}"`, () => {
      assert.equal(replaced(text, pattern, to), expected)
    })

  it('take time in proportion to the text, whatever they are', () => {
    const text = 'a'.repeat(5_000)
    for (const pattern of ['(a+)+b', '(a|a)*b', '(a|aa)+$', '(.*)*x', '((a?){50})b'])
      assert.equal(typeof replaced(text, pattern, ''), 'string')
    assert.equal(replaced('a'.repeat(200), '(a+)+b', ''), 'a'.repeat(200))
  })

  it('give up where a text would cost seconds, and where it would not end', () => {
    assert.equal(replaced('ac'.repeat(20_000), 'a[^]*b|a', ''), undefined)
    assert.equal(replaced('a'.repeat(200_000), 'a', 'b'.repeat(1000)), undefined)
  })

  const faults: readonly (readonly [pattern: string, fault: string])[] = [
    ['a)', 'a ")" has no "("'],
    ['(a', 'a "(" has no ")"'],
    ['[a', 'a "[" has no "]"'],
    ['[]', 'a "[]" is no character'],
    ['[b-a]', 'the range b-a is out of order'],
    ['[\\d-z]', 'a range goes from one character to another'],
    ['*a', '"*" repeats nothing'],
    ['a**', '"*" repeats nothing'],
    ['^*', 'a place cannot be repeated'],
    ['a{2', '"{" needs numbers, as in {2,3}; write "\\{" for a brace'],
    ['a{3,2}', '{3,2} is out of order'],
    ['a{999}', 'a part can be repeated 200 times at most'],
    ['((a{200}){200}){200}', 'the pattern is too long'],
    ['((((a+)+)+)+)+'.repeat(9), 'the pattern is too long'],
    ['('.repeat(60) + ')'.repeat(60), 'the pattern is nested too deeply'],
    ['(?=a)', 'of groups with "?" there is (?:…) only, and (?i) at the start'],
    ['(a)\\1', '"\\1" has no meaning here'],
    ['\\p', '"\\p" has no meaning here'],
    ['a\\', 'a "\\" has nothing to escape'],
  ]
  for (const [pattern, fault] of faults)
    it(`refuse ${pattern.slice(0, 20)}: ${fault}`, () => {
      assert.deepEqual(compilePattern(pattern), { fault })
    })

  it('are told of groups that they do not have', () => {
    assert.equal(replacementFault('$0 $1 $$9', compiled('(a)')), undefined)
    assert.equal(replacementFault('$2', compiled('(a)')), '"$2" is no group of the pattern')
  })

  it('never throw', () => {
    const unit = fc.constantFrom(...'ab()[]{}|*+?^$.\\d-,1:i')
    fc.assert(
      fc.property(
        fc.string({ unit, maxLength: 12 }),
        fc.string({ maxLength: 5 }),
        (pattern, text) => {
          const found = compilePattern(pattern)
          if (!('fault' in found)) assert.equal(typeof replacePattern(text, found, '$0'), 'string')
        },
      ),
      { numRuns: 5000 },
    )
  })
})
