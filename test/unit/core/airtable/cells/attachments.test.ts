import assert from 'node:assert/strict'
import fc from 'fast-check'
import {
  attachmentNames,
  expiryOf,
  sameAttachments,
} from '../../../../../src/core/airtable/cells/attachments'
import { readCell } from '../../../../../src/core/airtable/cells/readCell'
import { writeCell } from '../../../../../src/core/airtable/cells/writeCell'

const format = { type: 'attachments' } as const

/** Only a whole URL in brackets, followed by a comma, cannot be told from the end of an attachment. */
const ENDS_WITHIN = / \(https?:\/\/[^\s()]+\),/

const name = fc
  .oneof(
    fc.string({
      unit: fc.constantFrom('a', ' ', ',', '(', ')', '#', '%', 'é', '"', '\n', ' (https:'),
    }),
    fc.string({ unit: fc.constantFrom('x', ' (https://y', ')', ' (', 'http://', ',', '{', '\\') }),
    fc.string({ unit: 'binary' }),
    fc.constantFrom(
      'x), y (https:.png',
      'Plan (FRENCH).pdf',
      ')",',
      ') (https:',
      '',
      '%zz',
      '100%',
    ),
  )
  .filter((text) => !ENDS_WITHIN.test(text))

const token = fc.string({ unit: fc.constantFrom(...'abcXYZ019-_,=#"\\{}'), minLength: 1 })

const exported = (names: readonly string[], tokens: readonly string[]) =>
  names
    .map((one, index) => `${one} (https://v5.airtableusercontent.com/v3/u/1/1/2/${tokens[index]})`)
    .join(',')

function valueOf(cell: string): string | null {
  const read = readCell(format, cell)
  assert.ok('value' in read, cell)
  return read.value
}

const attachments = fc.array(fc.tuple(name, token, token), { minLength: 1, maxLength: 5 })

describe('attachments', () => {
  it('come back under any names, from any URLs', () => {
    fc.assert(
      fc.property(attachments, (all) => {
        const [names, tokens] = [all.map(([one]) => one), all.map(([, one]) => one)]
        const cell = exported(names, tokens)
        assert.deepEqual(attachmentNames(valueOf(cell)), names)
        assert.equal(writeCell(format, valueOf(cell)), cell)
      }),
      { numRuns: 5000 },
    )
  })

  it('are the same in two exports, whose URLs differ', () => {
    fc.assert(
      fc.property(attachments, name, (all, other) => {
        const names = all.map(([one]) => one)
        const first = valueOf(
          exported(
            names,
            all.map(([, one]) => one),
          ),
        )
        const second = valueOf(
          exported(
            names,
            all.map(([, , one]) => one),
          ),
        )
        assert.equal(sameAttachments(first, second), true)
        const renamed = [other, ...names.slice(1)]
        const third = valueOf(
          exported(
            renamed,
            all.map(([, one]) => one),
          ),
        )
        assert.equal(sameAttachments(first, third), other === names[0])
      }),
      { numRuns: 2000 },
    )
  })

  it('are others in another order, or where one is missing', () => {
    assert.equal(
      sameAttachments('{https://a/1#x,https://a/2#y}', '{https://a/2#y,https://a/1#x}'),
      false,
    )
    assert.equal(sameAttachments('{https://a/1#x,https://a/2#y}', '{https://a/1#x}'), false)
    assert.equal(sameAttachments('{https://a/1#x}', null), false)
    assert.equal(sameAttachments(null, '{}'), true)
    assert.equal(sameAttachments(null, null), true)
  })

  it('that somebody wrote without a name count by their whole text', () => {
    assert.deepEqual(attachmentNames('{https://a/1,notes.txt,https://a/2#b}'), [
      'https://a/1',
      'notes.txt',
      'b',
    ])
    assert.deepEqual(attachmentNames('no array'), ['no array'])
    assert.deepEqual(attachmentNames('{https://a/1#%zz}'), ['%zz'])
  })

  it('with half a character in their names are read', () => {
    assert.deepEqual(attachmentNames(valueOf('a\ud800.png (https://a/1)')), ['a\ufffd.png'])
  })
})

describe('URLs of attachments', () => {
  const expiries: readonly (readonly [string, string | undefined])[] = [
    [
      'https://v5.airtableusercontent.com/v3/u/46/46/1760875200000/aB-1/cD_2',
      '2025-10-19T12:00:00Z',
    ],
    [
      'https://v5.airtableusercontent.com/v3/u/46/46/1760875200000/aB-1/cD_2#a.png',
      '2025-10-19T12:00:00Z',
    ],
    ['https://v12.airtableusercontent.com/v4/u/1/2/1760875200500/a/b', '2025-10-19T12:00:00.5Z'],
    ['https://dl.airtable.com/.attachments/1760875200000/a.png', undefined],
    ['https://evil.example/v3/u/46/46/1760875200000/a/b', undefined],
    ['https://v5.airtableusercontent.com/v3/u/46/46/soon/a/b', undefined],
    ['', undefined],
  ]
  for (const [url, expiry] of expiries)
    it(`${url} ${expiry === undefined ? 'do not expire' : `expire at ${expiry}`}`, () => {
      assert.equal(expiryOf(url), expiry)
    })
})
