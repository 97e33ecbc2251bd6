import assert from 'node:assert/strict'
import fc from 'fast-check'
import { spokenText, visibleText } from '../../../src/views/plan/app/visibleText'

function shown(value: string): string {
  return visibleText(value)
    .map(({ kind, text }) => (kind === 'mark' ? `[${text}]` : text))
    .join('')
}

describe('visible text', () => {
  const cases: readonly (readonly [what: string, value: string, shown: string])[] = [
    ['leaves ordinary text alone', 'Sky Blue', 'Sky Blue'],
    ['marks spaces at both ends', ' Red  ', '[·]Red[··]'],
    ['marks a run of spaces inside', 'a  b', 'a[··]b'],
    ['marks a value of spaces only', '  ', '[··]'],
    ['marks tabs and line ends', 'a\tb\r\nc', 'a[⇥]b[␍][↵]c'],
    ['marks control characters by their pictures', 'a\u0000\u001bb', 'a[␀][␛]b'],
    ['marks the no-break space', '1\u00a0000', '1[⍽]000'],
    ['names what is drawn as nothing', 'a\u200bb\u202e', 'a[‹U+200B›]b[‹U+202E›]'],
    ['names other kinds of spaces', 'a\u2003b', 'a[‹U+2003›]b'],
    ['names half a surrogate pair', 'a\ud800', 'a[‹U+D800›]'],
    ['shows that there is an empty text', '', '[“”]'],
    ['leaves letters outside the basic plane alone', '🚢 ship', '🚢 ship'],
  ]
  for (const [what, value, expected] of cases) {
    it(what, () => {
      assert.equal(shown(value), expected)
    })
  }

  it('never draws a character that cannot be seen, and loses no text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (value) => {
        const segments = visibleText(value)
        const drawn = segments.map(({ text }) => text).join('')
        assert.doesNotMatch(drawn, /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\u00a0]/u)
        const texts = segments.filter(({ kind }) => kind === 'text')
        let from = 0
        for (const { text } of texts) {
          from = value.indexOf(text, from)
          assert.notEqual(from, -1)
          from += text.length
        }
      }),
    )
  })

  it('says null, empty text and marks in words', () => {
    assert.equal(spokenText(null), 'null')
    assert.equal(spokenText('NULL'), 'NULL')
    assert.equal(spokenText(''), 'empty text')
    assert.equal(spokenText('a\t'), 'a tab')
  })
})
