import assert from 'node:assert/strict'
import fc from 'fast-check'
import { ignoring } from '../../../../../src/core/mapping/matching/ignoring'
import { IGNORED, type Ignored } from '../../../../../src/core/mapping/matching/matcher'

/** Texts that differ in nothing but what is ignored, and one that differs from them in something else. */
const PAIRS: readonly (readonly [Ignored, readonly string[], string])[] = [
  ['case', ['Straße', 'STRASSE', 'straẞe', 'StraSSe'], 'strase'],
  ['case', ['ΟΔΥΣΣΕΥΣ', 'οδυσσευς', 'οδυσσευσ', 'Οδυσσευς'], 'ὀδυσσευς'],
  ['case', ['ΣΑΣ Χ', 'σας χ', 'σασ χ'], 'σαχ'],
  ['case', ['İstanbul', 'i\u0307stanbul', 'I\u0307STANBUL'], 'istanbul'],
  ['case', ['I', 'i'], 'ı'],
  ['case', ['KELVIN', '\u212Aelvin', 'kelvin'], 'celvin'],
  ['case', ['oﬀice', 'OFFICE', 'oFFice'], 'ofice'],
  ['case', ['ЁЖИК', 'ёжик'], 'ежик'],
  ['case', ['ǅungla', 'ǆungla', 'ǄUNGLA'], 'dzungla'],
  ['case', ['𐐀', '𐐨'], '𐐁'],
  ['accents', ['Zoë', 'Zoe', 'Zoe\u0308'], 'zoe'],
  ['accents', ['Ångström', 'Angstrom', 'A\u030Angstro\u0308m'], 'Ångstrøm'],
  ['accents', ['Việt', 'Viet'], 'Vit'],
  ['punctuation', ["O'Brien", 'O’Brien', 'OBrien', 'O-Brien', 'O.Brien!'], 'O Brien'],
  ['punctuation', ['C+', '$C', 'C'], 'c'],
  ['punctuation', ['«a»', '“a”', '¿a?', 'a'], 'à'],
  ['space', ['a b', ' a b ', 'a\t\n b', 'a\u00A0b', '\u2003a\u2028b', '\uFEFFa\u0085b'], 'ab'],
  ['space', ['', ' ', '\u3000\t'], 'x'],
]

const words = fc.subarray([...IGNORED])
/** Letters that folding or decomposing changes are rare among all characters. */
const text = fc.string({
  unit: fc.oneof(
    fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
    fc.constantFrom(...'aAßẞıIİiςσΣéǅﬀŉǰΐᾳᾼ \t-´\u0345\u0307\u0301\u00A0\u1FEF\u212A\u1FBE'),
  ),
  maxLength: 12,
})

describe('what a matcher ignores', () => {
  for (const [word, same, other] of PAIRS)
    it(`${word}: ${same.map((one) => JSON.stringify(one)).join(' is ')}`, () => {
      const normal = ignoring([word])
      assert.deepEqual([...new Set(same.map(normal))], [normal(same[0] ?? '')])
      assert.notEqual(normal(other), normal(same[0] ?? ''))
    })

  it('is nothing where nothing is named', () => {
    fc.assert(fc.property(text, (one) => ignoring([])(one) === one))
  })

  it('does not come back', () => {
    fc.assert(
      fc.property(words, text, (ignored, one) => {
        const normal = ignoring(ignored)
        assert.equal(normal(normal(one)), normal(one))
      }),
      { numRuns: 10_000 },
    )
  })

  it('joins all characters that differ in case alone, and no others', () => {
    const normal = ignoring(['case'])
    const classes = new Map<string, number[]>()
    // Behind them no character has another case.
    const all = Array.from({ length: 0x1f000 }, (_, code) => code)
    for (const code of all.filter((one) => one < 0xd800 || one > 0xdfff)) {
      const folded = normal(String.fromCodePoint(code))
      assert.equal(normal(folded), folded)
      const known = classes.get(folded)
      if (known === undefined) classes.set(folded, [code])
      else known.push(code)
    }
    // Regular expressions have Unicode's simple folding, which has no characters that become two.
    const isSimple = (a: number, b: number) =>
      new RegExp(`^\\u{${a.toString(16)}}$`, 'iu').test(String.fromCodePoint(b))
    for (const code of all.filter((one) =>
      /\p{Changes_When_Casefolded}/u.test(String.fromCodePoint(one)),
    )) {
      const lower = String.fromCodePoint(code).toLowerCase().codePointAt(0) ?? 0
      if (isSimple(code, lower))
        assert.equal(normal(String.fromCodePoint(code)), normal(String.fromCodePoint(lower)))
    }
    for (const [folded, codes] of classes)
      for (const code of codes.slice(1))
        if (Array.from(folded).length === 1)
          assert.ok(isSimple(codes[0] ?? 0, code), `${folded}: ${codes.map(String).join(' ')}`)
  })

  it('is done in one order, whatever the order of the words is', () => {
    fc.assert(
      fc.property(fc.shuffledSubarray([...IGNORED]), text, (ignored, one) => {
        const sorted = IGNORED.filter((word) => ignored.includes(word))
        assert.equal(ignoring(ignored)(one), ignoring(sorted)(one))
      }),
    )
  })
})
