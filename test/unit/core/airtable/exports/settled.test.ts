import { deepEqual, equal, rejects } from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { appendFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { ByteCount, readContents } from '../../../../../src/core/airtable/exports/contents'
import {
  isSettled,
  look,
  quietAt,
  withContents,
  type Look,
  type Settling,
} from '../../../../../src/core/airtable/exports/settled'
import { findFile } from '../../../../../src/core/source/records/files/sourceFile'
import { temporaryFolder } from '../../../../helpers/temporary'

const QUIET = 1000
const WHOLE = { sha256: 'aa', hasHeader: true, openQuote: false }

const file = (identity: string, more: Partial<Look> = {}): Look => ({
  identity,
  size: 10,
  downloading: false,
  ...more,
})

/** How the file stands after looks at these moments, each of which took no time. */
function after(...looks: readonly (readonly [now: number, file: Look])[]): Settling {
  let state: Settling | undefined
  for (const [now, seen] of looks) {
    state = look(state, seen, { began: now, ended: now, quietMs: QUIET })
    if (state.status === 'quiet') state = withContents(state, WHOLE)
  }
  if (state === undefined) throw new Error('there was no look')
  return state
}

const reasonOf = (state: Settling) => (state.status === 'waiting' ? state.reason : state.status)

describe('a file', () => {
  for (const [title, looks, expected] of [
    ['is not complete at the first look', [[0, file('a')]], 'changing'],
    [
      'nor a moment before it has been quiet',
      [
        [0, file('a')],
        [999, file('a')],
      ],
      'changing',
    ],
    [
      'but when it has',
      [
        [0, file('a')],
        [1000, file('a')],
      ],
      'settled',
    ],
    [
      'however many looks there are',
      [
        [0, file('a')],
        [400, file('a')],
        [800, file('a')],
        [1000, file('a')],
      ],
      'settled',
    ],
    [
      'not when it has changed meanwhile',
      [
        [0, file('a')],
        [500, file('b')],
        [1000, file('b')],
      ],
      'changing',
    ],
    [
      'but a while after the change',
      [
        [0, file('a')],
        [500, file('b')],
        [1500, file('b')],
      ],
      'settled',
    ],
    [
      'not when it was another one between',
      [
        [0, file('a')],
        [500, file('b')],
        [1000, file('a')],
      ],
      'changing',
    ],
    [
      'not when it is written to again',
      [
        [0, file('a')],
        [1000, file('a')],
        [1001, file('b')],
      ],
      'changing',
    ],
    [
      'is never complete when it is empty',
      [
        [0, file('a', { size: 0 })],
        [9e9, file('a', { size: 0 })],
      ],
      'empty',
    ],
    [
      'nor while it is being downloaded',
      [
        [0, file('a')],
        [5000, file('a', { downloading: true })],
      ],
      'downloading',
    ],
    [
      'but when that is over',
      [
        [0, file('a')],
        [5000, file('a', { downloading: true })],
        [5001, file('a')],
      ],
      'settled',
    ],
    [
      'waits anew when the clock was put back',
      [
        [5000, file('a')],
        [10, file('a')],
        [900, file('a')],
      ],
      'changing',
    ],
    [
      'and no longer than that',
      [
        [5000, file('a')],
        [10, file('a')],
        [1010, file('a')],
      ],
      'settled',
    ],
  ] as const)
    it(title, () => {
      equal(reasonOf(after(...looks)), expected)
    })

  it('counts the time between looks, not the time that they take', () => {
    const time = { quietMs: QUIET }
    const first = look(undefined, file('a'), { ...time, began: 0, ended: 500 })
    equal(quietAt(first, QUIET), 1500)
    const early = look(first, file('a'), { ...time, began: 1499, ended: 3000 })
    equal(reasonOf(early), 'changing')
    equal(look(early, file('a'), { ...time, began: 1500, ended: 1500 }).status, 'quiet')
  })

  it('is looked into once, when it is quiet', () => {
    const first = look(undefined, file('a'), { began: 0, ended: 0, quietMs: QUIET })
    const quiet = look(first, file('a'), { began: QUIET, ended: QUIET, quietMs: QUIET })
    equal(quiet.status, 'quiet')
    const open = withContents(quiet, { ...WHOLE, openQuote: true })
    equal(reasonOf(open), 'openQuote')
    equal(reasonOf(withContents(quiet, { ...WHOLE, hasHeader: false })), 'noHeader')
    const later = look(open, file('a'), { began: 9000, ended: 9000, quietMs: QUIET })
    equal(reasonOf(later), 'openQuote')
    equal(
      reasonOf(look(later, file('b'), { began: 9500, ended: 9500, quietMs: QUIET })),
      'changing',
    )
  })

  it('that is settled says what is in it', () => {
    const state = after([0, file('a')], [QUIET, file('a')])
    equal(isSettled(state) && state.contents.sha256, 'aa')
    equal(isSettled(undefined), false)
    equal(quietAt(state, QUIET), undefined)
  })
})

describe('the contents of a file', () => {
  const BOM = '\ufeff'
  for (const [text, hasHeader, openQuote] of [
    ['Name,Artist\nA,B', true, false],
    [`${BOM}Name`, true, false],
    [BOM, false, false],
    [`${BOM}\r\n \n`, false, false],
    ['\n', false, false],
    ['Name\n"A', true, true],
    ['Name\n"A ""b""', true, true],
    ['Name\n"A ""b"""', true, false],
    ['Name\n"one\ntwo', true, true],
    ['"Name', true, true],
  ] as const)
    it(`${JSON.stringify(text)}: ${hasHeader ? 'a' : 'no'} header, ${openQuote ? 'an open' : 'no open'} quote`, async () => {
      const path = join(temporaryFolder('contents'), 'a.csv')
      writeFileSync(path, text)
      const sha256 = createHash('sha256').update(text).digest('hex')
      const contents = await readContents(await findFile(path), undefined)
      deepEqual(contents, { sha256, hasHeader, openQuote })
    })

  it('are the same however they are cut', () => {
    const bytes = fc.array(fc.constantFrom(0x22, 0x0a, 0x20, 0x61, 0xef, 0xbb, 0xbf))
    fc.assert(
      fc.property(bytes, fc.array(fc.nat(20)), (all, cuts) => {
        const [whole, parts] = [new ByteCount(), new ByteCount()]
        whole.add(Uint8Array.from(all))
        const places = [...cuts, all.length].sort((a, b) => a - b)
        places.forEach((end, index) =>
          parts.add(Uint8Array.from(all).slice(places[index - 1] ?? 0, end)),
        )
        deepEqual(parts.result(), whole.result())
      }),
    )
  })

  it('of a long file are read to the end', async () => {
    const path = join(temporaryFolder('contents'), 'a.csv')
    writeFileSync(path, `Name\n${'"x ""y"""\n'.repeat(100_000)}`)
    equal((await readContents(await findFile(path), undefined)).openQuote, false)
    appendFileSync(path, '"')
    equal((await readContents(await findFile(path), undefined)).openQuote, true)
  })

  it('in UTF-16, where the byte of a quote is no quote, are not judged by it', async () => {
    const path = join(temporaryFolder('contents'), 'a.csv')
    writeFileSync(path, Buffer.from(`${BOM}Name\n∀x`, 'utf16le'))
    const { hasHeader, openQuote } = await readContents(await findFile(path), undefined)
    deepEqual([hasHeader, openQuote], [true, false])
  })

  it('are not those of a file that has changed, nor read when nobody wants them', async () => {
    const path = join(temporaryFolder('contents'), 'a.csv')
    writeFileSync(path, 'Name')
    const found = await findFile(path)
    await rejects(readContents(found, AbortSignal.abort()), { code: 'aborted' })
    appendFileSync(path, '\nA')
    await rejects(readContents(found, undefined), { code: 'source-changed' })
  })
})
