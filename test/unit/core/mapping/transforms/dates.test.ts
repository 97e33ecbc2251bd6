import assert from 'node:assert/strict'
import fc from 'fast-check'
import {
  compileDateFormat,
  compileDateTimeFormat,
  compileDateWriter,
} from '../../../../../src/core/mapping/transforms/dateFormat'
import { dateFormatFault } from '../../../../../src/core/mapping/transforms/dateTokens'
import { readMoment, writeMoment } from '../../../../../src/core/schema/moments'

function shown(result: ReturnType<ReturnType<typeof compileDateFormat>>): string {
  return typeof result === 'string' ? result : `✗ ${result.invalid}`
}

describe('date formats', () => {
  it('read the days of the calendar and no others', () => {
    const order = fc.constantFrom('YYYY-MM-DD', 'DD.MM.YYYY', 'MM/DD/YYYY', 'YYYYMMDD', 'DDMMYYYY')
    const year = fc.oneof(
      fc.integer({ min: 0, max: 9999 }),
      fc.constantFrom(1900, 2000, 2023, 2024),
    )
    fc.assert(
      fc.property(order, year, fc.nat(13), fc.nat(32), (format, y, m, d) => {
        const [yyyy, mm, dd] = [
          String(y).padStart(4, '0'),
          ...[m, d].map((part) => String(part).padStart(2, '0')),
        ]
        const text = format
          .replace('YYYY', yyyy)
          .replace('MM', mm ?? '')
          .replace('DD', dd ?? '')
        const day = new Date(0)
        day.setUTCFullYear(y, m - 1, d)
        const exists = y > 0 && day.getUTCMonth() === m - 1 && day.getUTCDate() === d
        const expected = exists
          ? `${yyyy}-${mm}-${dd}`
          : `✗ "${text}" is not a date in the format ${format}`
        assert.equal(shown(compileDateFormat(format)(text)), expected)
      }),
      { numRuns: 3000 },
    )
  })

  const cases: readonly (readonly [format: string, text: string, expected: string])[] = [
    ['YYYY-MM-DD HH:mm:ss', '2024-02-29 01:02:03', '2024-02-29 01:02:03'],
    ['YYYY-MM-DD HH:mm:ss', '2024-02-29 01:02:03.500', '2024-02-29 01:02:03.5'],
    ['YYYY-MM-DD HH:mm:ss', '2024-02-29 01:02:03.000', '2024-02-29 01:02:03'],
    ['YYYY-MM-DD HH:mm:ss', '2024-02-29 01:02:00.0', '2024-02-29 01:02:00'],
    ['YYYY-MM-DD HH:mm:ss', '2024-02-29 01:02:03.123456', '2024-02-29 01:02:03.123456'],
    ['YYYY-MM-DD HH:mm', '2024-02-29 1:02', '2024-02-29 01:02:00'],
    ['YYYY-MM-DD HH:mm', '2024-02-29 23:59', '2024-02-29 23:59:00'],
    ['DD/MM/YYYY', ' 1/2/2024 ', '2024-02-01'],
    ['YYYY (MM) [DD]?', '2024 (02) [01]?', '2024-02-01'],
    ['YYYYMMDD', '20240201', '2024-02-01'],
    ['YYYY-MM-DDTHH:mm:ssZ', '2024-02-01T10:00:00Z', '2024-02-01 10:00:00'],
    ['DD MMM YYYY', '1 feb 2024', '2024-02-01'],
    ['DDMMMYYYY', '01FEB2024', '2024-02-01'],
    ['MMMM DD, YYYY', 'February 29, 2024', '2024-02-29'],
    ['MMMM DD, YYYY', 'May 1, 2024', '2024-05-01'],
    ['MM/DD/YYYY hh:mm A', '2/1/2024 12:05 am', '2024-02-01 00:05:00'],
    ['MM/DD/YYYY hh:mm A', '2/1/2024 12:05 PM', '2024-02-01 12:05:00'],
    ['MM/DD/YYYY hh:mm A', '2/1/2024 1:05 PM', '2024-02-01 13:05:00'],
    ['MM/DD/YYYY hhA', '2/1/2024 11PM', '2024-02-01 23:00:00'],
  ]
  for (const [format, text, expected] of cases)
    it(`${format} reads ${text} as ${expected}`, () => {
      assert.equal(dateFormatFault(format, 'date'), undefined)
      assert.equal(shown(compileDateFormat(format)(text)), expected)
    })

  const refused: readonly (readonly [format: string, text: string])[] = [
    ['YYYY-MM-DD HH:mm', '2024-02-29 24:00'],
    ['YYYY-MM-DD HH:mm', '2024-02-29 12:60'],
    ['YYYY-MM-DD HH:mm:ss', '2024-02-29 12:00:60'],
    ['YYYY-MM-DD HH:mm:ss', '2024-02-29 12:00:00.1234567'],
    ['YYYYMMDD', '2024111'],
    ['YYYY-MM-DD', '2024-02-29x'],
    ['YYYY-MM-DD', '2024-02-29\n2024-02-29'],
    ['YYYY.MM.DD', '2024-02-29'],
    ['YYYY-MM-DD', '24-02-29'],
    ['YYYY-MM-DD', '٢٠٢٤-٠٢-٢٩'],
    ['DD MMM YYYY', '1 Febr 2024'],
    ['DD MMM YYYY', '30 Feb 2024'],
    ['MM/DD/YYYY hh:mm A', '2/1/2024 13:05 PM'],
    ['MM/DD/YYYY hh:mm A', '2/1/2024 0:05 AM'],
  ]
  for (const [format, text] of refused)
    it(`${format} refuses ${JSON.stringify(text)}`, () => {
      const expected = `✗ "${text}" is not a date in the format ${format}`
      assert.equal(shown(compileDateFormat(format)(text)), expected)
    })

  const moment = fc
    .bigInt({ min: readMoment('0001-01-02') ?? 0n, max: readMoment('9999-12-30') ?? 0n })
    .map(writeMoment)

  it('write what they read', () => {
    const format = fc.constantFrom(
      'YYYY-MM-DD HH:mm:ss',
      'DD.MM.YYYY HH:mm:ss',
      'MMMM DD, YYYY hh:mm:ss A',
      'ss mm hh A DDMMMYYYY',
    )
    fc.assert(
      fc.property(moment, format, (iso, pattern) => {
        const written = shown(compileDateWriter(pattern)(iso))
        assert.equal(shown(compileDateFormat(pattern)(written)), iso)
      }),
    )
  })

  const written: readonly (readonly [format: string, text: string, expected: string])[] = [
    ['DD.MM.YYYY', '2024-02-09', '09.02.2024'],
    ['MMM DD, hh A', '2024-02-09', 'Feb 09, 12 AM'],
    ['YYYY/YYYY Z MM', '2024-02-09', '2024/2024 Z 02'],
    ['DD/MM/YYYY HH:mm', '2024-02-09T23:05:07.5+02:00', '09/02/2024 23:05'],
    ['YYYY', '2024-02-30', '✗ "2024-02-30" is not an ISO 8601 date or time'],
    ['YYYY', '09.02.2024', '✗ "09.02.2024" is not an ISO 8601 date or time'],
    ['YYYY', 'infinity', '✗ "infinity" is not an ISO 8601 date or time'],
  ]
  for (const [format, text, expected] of written)
    it(`${format} writes ${text} as ${expected}`, () => {
      assert.equal(dateFormatFault(format, 'formatDate'), undefined)
      assert.equal(shown(compileDateWriter(format)(text)), expected)
    })

  type Ambiguous = 'error' | 'earlier' | 'later'
  const instants: readonly (readonly [zone: string, text: string, expected: string, Ambiguous?])[] =
    [
      ['UTC', '2024-02-29 01:02:03.000004', '2024-02-29 01:02:03.000004+00'],
      ['+05:30', '2024-01-01 00:00:00', '2023-12-31 18:30:00+00'],
      ['-0330', '2024-01-01 00:00:00', '2024-01-01 03:30:00+00'],
      ['Europe/Zurich', '2024-07-01 12:00:00', '2024-07-01 10:00:00+00'],
      ['Europe/Zurich', '2024-01-01 00:30:00.25', '2023-12-31 23:30:00.25+00'],
      ['Europe/Zurich', '1969-12-31 23:00:00.5', '1969-12-31 22:00:00.5+00'],
      ['Europe/Zurich', '2024-03-31 01:59:59.999999', '2024-03-31 00:59:59.999999+00'],
      [
        'Europe/Zurich',
        '2024-03-31 02:30:00',
        '✗ "2024-03-31 02:30:00" does not exist in Europe/Zurich: its clocks skipped it',
      ],
      ['Europe/Zurich', '2024-03-31 03:00:00', '2024-03-31 01:00:00+00'],
      [
        'Europe/Zurich',
        '2024-10-27 02:30:00',
        '✗ "2024-10-27 02:30:00" was twice in Europe/Zurich: its clocks were put back',
      ],
      ['Europe/Zurich', '2024-10-27 02:30:00', '2024-10-27 00:30:00+00', 'earlier'],
      ['Europe/Zurich', '2024-10-27 02:30:00', '2024-10-27 01:30:00+00', 'later'],
      ['Europe/Zurich', '2024-10-27 03:00:00', '2024-10-27 02:00:00+00'],
      [
        'America/New_York',
        '2024-03-10 02:30:00',
        '✗ "2024-03-10 02:30:00" does not exist in America/New_York: its clocks skipped it',
      ],
      ['Australia/Lord_Howe', '2024-04-07 01:45:00', '2024-04-06 15:15:00+00', 'later'],
      [
        'Pacific/Apia',
        '2011-12-30 12:00:00',
        '✗ "2011-12-30 12:00:00" does not exist in Pacific/Apia: its clocks skipped it',
      ],
    ]
  for (const [zone, text, expected, ambiguous = 'error'] of instants)
    it(`${text} in ${zone} is ${expected} (${ambiguous})`, () => {
      const read = compileDateTimeFormat('YYYY-MM-DD HH:mm:ss', { zone, ambiguous })
      assert.equal(shown(read(text)), expected)
    })

  it('prefer the offset that a text has', () => {
    const read = compileDateTimeFormat('YYYY-MM-DDTHH:mmZ', {
      zone: 'Europe/Zurich',
      ambiguous: 'error',
    })
    assert.equal(shown(read('2024-01-01T12:00-05:00')), '2024-01-01 17:00:00+00')
    assert.equal(shown(read('2024-01-01T12:00Z')), '2024-01-01 12:00:00+00')
    assert.match(shown(read('2024-01-01T12:00')), /^✗/)
  })

  it('know the clocks of the world as the runtime does', () => {
    const zones = fc.constantFrom(
      'Europe/Zurich',
      'America/Sao_Paulo',
      'Asia/Kathmandu',
      'Africa/Casablanca',
      'Pacific/Apia',
    )
    const instant = fc.integer({ min: Date.UTC(1975, 0), max: Date.UTC(2037, 0) })
    fc.assert(
      fc.property(zones, instant, (zone, milliseconds) => {
        const seconds = Math.floor(milliseconds / 1000)
        const clock = new Date(seconds * 1000).toLocaleString('sv-SE', { timeZone: zone })
        const expected = `${writeMoment(BigInt(seconds) * 1_000_000n)}+00`
        const both = (['earlier', 'later'] as const).map((ambiguous) =>
          shown(compileDateTimeFormat('YYYY-MM-DD HH:mm:ss', { zone, ambiguous })(clock)),
        )
        assert.ok(both.includes(expected), `${clock}: ${both.join(' or ')}, not ${expected}`)
      }),
      { numRuns: 500 },
    )
  })
})
