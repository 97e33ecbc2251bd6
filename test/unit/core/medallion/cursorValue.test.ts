import { deepEqual, equal, ok } from 'node:assert/strict'
import fc from 'fast-check'
import {
  compareCursorValues,
  earlierBy,
  readCursorValue,
} from '../../../../src/core/medallion/ingest/reading/cursorValue'
import { Watermark } from '../../../../src/core/medallion/ingest/reading/watermark'

function compare(a: string, b: string): number {
  const [one, other] = [readCursorValue(a), readCursorValue(b)]
  ok(one !== undefined && other !== undefined, `${a} and ${b} are understood`)
  equal(one.form, other.form)
  return Math.sign(compareCursorValues(one, other))
}

function earlier(text: string, seconds: number): string | undefined {
  const value = readCursorValue(text)
  ok(value !== undefined, `${text} is understood`)
  return earlierBy(value, seconds)
}

describe('a value that says when a record changed', () => {
  it('is compared exactly, however it is written', () => {
    for (const [a, b, expected] of [
      ['9', '10', -1],
      ['9007199254740993', '9007199254740992', 1],
      ['1.0', '1', 0],
      ['2024-02-29T12:00:00Z', '2024-02-29T12:00:00.000000001Z', -1],
      ['2024-02-29T12:00:00.5+02:00', '2024-02-29 10:00:00.500+00', 0],
      ['2024-02-29T23:30:00-05:30', '2024-03-01T05:00:00Z', 0],
      ['1969-12-31T23:59:59.9Z', '1970-01-01T00:00:00.1Z', -1],
      ['2024-02-29', '2024-02-29 00:00:01', -1],
      ['20240229120000Z', '2024-02-29T12:00:00Z', 0],
      ['20240229120000.7+0100', '20240229110000.6Z', 1],
    ] as const) {
      equal(compare(a, b), expected, `${a} and ${b}`)
      equal(compare(b, a), expected === 0 ? 0 : -expected, `${b} and ${a}`)
    }
  })

  it('is not guessed', () => {
    for (const text of [
      ...['', 'yesterday', 'Thu, 29 Feb 2024 12:00:00 GMT', '2023-02-29', '2024-13-01T00:00:00Z'],
      ...['0000-00-00 00:00:00', '2024-02-29T24:00:00Z', 'infinity', '007', '0x10', '29.02.2024'],
    ])
      equal(readCursorValue(text), undefined, text)
  })

  it('is written as the source writes it when a lag is taken from it', () => {
    equal(
      earlier('2024-03-01T00:10:00.123456789+02:00', 900),
      '2024-02-29T23:55:00.123456789+02:00',
    )
    equal(earlier('2024-03-01 00:00', 1), '2024-02-29 23:59')
    equal(earlier('2024-03-01', 1), '2024-02-29')
    equal(earlier('20240301000000.0Z', 86_400), '20240229000000.0Z')
    equal(earlier('12345', 0), '12345')
    equal(earlier('12345', 1), undefined)
    equal(earlier('0001-01-01T00:00:00Z', 1), undefined)
  })

  it('is earlier by what is taken from it', () => {
    const moment = fc.date({
      min: new Date('0100-01-01T00:00:00Z'),
      max: new Date('9999-01-01T00:00:00Z'),
      noInvalidDate: true,
    })
    fc.assert(
      fc.property(moment, fc.integer({ min: 0, max: 10 ** 8 }), (date, seconds) => {
        const expected = new Date(date.getTime() - seconds * 1000).toISOString()
        equal(earlier(date.toISOString(), seconds), expected)
      }),
    )
  })
})

describe('a watermark', () => {
  const records = (...values: readonly unknown[]) =>
    values.map((changed) => ({ json: JSON.stringify({ id: 1, at: { changed } }) }))

  it('is the latest of what was read, and not later than what was left out', () => {
    const watermark = new Watermark('at.changed')
    watermark.add(records('2024-01-01T00:00:00Z', null, '2024-01-03T00:00:00Z', undefined, ''))
    equal(watermark.reached, '2024-01-03T00:00:00Z')
    equal(watermark.undated, 3)
    watermark.leaveOut(records('2024-01-02T00:00:00Z')[0]?.json ?? '')
    watermark.leaveOut(records('2024-01-04T00:00:00Z')[0]?.json ?? '')
    equal(watermark.reached, '2024-01-02T00:00:00Z')
    deepEqual(new Watermark('at.changed', watermark.state).state, watermark.state)
  })

  it('is none where values cannot be compared, and says which', () => {
    const mixed = new Watermark('at.changed')
    mixed.add(records('2024-01-01T00:00:00Z', '2024-01-01T00:00:00', 'never'))
    equal(mixed.reached, undefined)
    equal(
      mixed.fault,
      '"at.changed" is "2024-01-01T00:00:00" in one record and "2024-01-01T00:00:00Z" in another, which cannot be compared',
    )
    const odd = new Watermark('at.changed')
    odd.add(records(7, true))
    equal(odd.reached, undefined)
    ok(odd.fault?.includes('no text and no number'))
  })
})
