/** Formats, and values that they have, put together from parts and never by the code under test. */
import fc from 'fast-check'
import {
  DATE_FORMATS,
  DURATION_FORMATS,
  GROUPINGS,
  NEGATIVES,
  SPACES,
  type CellFormat,
  type DateTimeFormat,
  type DurationFormat,
  type NumberParts,
} from '../../../../../src/core/airtable/cells/format'
import { arrayLiteral } from '../../../../../src/core/database/arrayLiteral'

type Texts = fc.Arbitrary<string>

const optional = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined })

const parts: fc.Arbitrary<NumberParts> = fc
  .record({
    decimals: optional(fc.nat(5)),
    grouping: optional(fc.constantFrom(...GROUPINGS)),
    decimal: fc.constantFrom('.' as const, ',' as const),
  })
  .filter(({ grouping, decimal }) => grouping !== decimal)

const frame = {
  place: optional(fc.constantFrom('before' as const, 'after' as const)),
  space: optional(fc.constantFrom(...SPACES)),
  negative: optional(fc.constantFrom(...NEGATIVES)),
}

const currencies = (symbol: Texts): fc.Arbitrary<CellFormat> =>
  fc
    .tuple(fc.record({ symbol, ...frame }), parts)
    .map(([one, numbers]) => ({ type: 'currency', ...one, ...numbers }))

const knownSymbol = fc.constantFrom('$', 'DKK', 'kr', 'kr.', '€', '¥', 'R$', 'US $', 'zł', 'Rs.')
const anySymbol = fc.string({ unit: fc.constantFrom(...'aéßЖ元€$.!?⭐'), minLength: 1 })

const dateFormat = fc.constantFrom(...DATE_FORMATS)

const dateTimes: fc.Arbitrary<CellFormat> = fc.record({
  type: fc.constant('dateTime' as const),
  format: optional(dateFormat),
  time: fc.constantFrom('24h' as const, '12h' as const),
  seconds: optional(fc.boolean()),
})

/** Those that show in the cells of their columns. */
const inferable: fc.Arbitrary<CellFormat> = fc.oneof(
  parts.map((one): CellFormat => ({ type: 'number', ...one })),
  parts.map((one): CellFormat => ({ type: 'percent', ...one })),
  currencies(knownSymbol),
  dateFormat.map((format): CellFormat => ({ type: 'date', format })),
  dateTimes,
  fc.constant<CellFormat>({ type: 'dateTime', time: 'iso' }),
  fc.constantFrom(...DURATION_FORMATS).map((format): CellFormat => ({ type: 'duration', format })),
)

const formats: fc.Arbitrary<CellFormat> = fc.oneof(
  inferable,
  currencies(anySymbol),
  dateTimes.map((one) => ({ ...one, padded: true })),
  fc
    .constantFrom<CellFormat['type']>('rating', 'autonumber', 'checkbox', 'choices', 'text')
    .map((type) => ({ type }) as CellFormat),
)

function valuesOf(format: CellFormat): Texts {
  switch (format.type) {
    case 'number':
    case 'percent':
    case 'currency':
      return numbers(format)
    case 'duration':
      return intervals(format.format)
    case 'date':
      return moment.map((text) => text.slice(0, 10))
    case 'dateTime':
      return timestamps(format)
    case 'choices':
      return arrays
    case 'rating':
      return fc.nat(10).map(String)
    case 'autonumber':
      return fc.bigInt(0n, 10n ** 30n).map(String)
    case 'checkbox':
      return fc.constantFrom('t', 'f')
    case 'text':
    case 'attachments':
      return fc.string({ unit: 'binary', minLength: 1 })
  }
}

const digits = (length: number) =>
  fc.string({ unit: fc.constantFrom(...'0123456789'), minLength: length, maxLength: length })

/** As numeric prints it: with all the zeros of its scale, and zero without a sign. */
function numbers({ decimals }: NumberParts): Texts {
  const fraction = fc.nat(6).chain((length) => digits(decimals ?? length))
  const whole = fc.oneof(fc.bigInt(0n, 2000n), fc.bigInt(0n, 10n ** 40n)).map(String)
  return fc.tuple(fc.boolean(), whole, fraction).map(([isNegative, before, after]) => {
    const magnitude = after === '' ? before : `${before}.${after}`
    return isNegative && /[1-9]/.test(magnitude) ? `-${magnitude}` : magnitude
  })
}

const twoDigits = (value: number) => String(value).padStart(2, '0')

/** What an interval of hours is printed as, to the digits that the format has. */
function intervals(format: DurationFormat): Texts {
  const hours = fc.oneof(fc.nat(30), fc.nat(999_999_999))
  const clock = { hours, minutes: fc.nat(59), seconds: fc.nat(59), fraction: digits(3) }
  return fc
    .record({ isNegative: fc.boolean(), ...clock })
    .map(({ isNegative, hours, minutes, seconds, fraction }) => {
      const kept = fraction.slice(0, format.split('.')[1]?.length ?? 0).replace(/0+$/, '')
      const second = format === 'h:mm' ? 0 : seconds
      const text = [hours, minutes, second].map(twoDigits).join(':') + (kept && `.${kept}`)
      return isNegative && /[1-9]/.test(text) ? `-${text}` : text
    })
}

const moment = fc
  .integer({ min: Date.UTC(1000, 0), max: Date.UTC(9999, 11, 31) })
  .map((milliseconds) => new Date(milliseconds).toISOString().replace('T', ' '))

function timestamps({ time, seconds }: DateTimeFormat): Texts {
  if (time === 'iso') return moment.map((text) => `${text.replace(/\.?0*Z$/, '')}+00`)
  return moment.map((text) => (seconds === true ? text.slice(0, 19) : `${text.slice(0, 16)}:00`))
}

/** Of letters for which quotes are never needed, and of those for which they are. */
const element = fc.oneof(
  fc.string({ unit: fc.constantFrom(...'abcé元'), minLength: 1 }),
  fc
    .string({ unit: fc.constantFrom(...'a ,{}"\\\n\t') })
    .filter((text) => !/^a+$/.test(text))
    .map((text) => arrayLiteral([text]).slice(1, -1)),
  fc.constantFrom('"null"', '"NULL"', '"nuLL"'),
)

const arrays = fc.array(element, { minLength: 1 }).map((elements) => `{${elements.join(',')}}`)

/** An item of a list. */
export const item = fc.oneof(
  fc.string({ unit: fc.constantFrom(...'ab ,"\'\n\r\t{}\\()#') }),
  fc.string({ unit: 'binary' }),
  fc.constantFrom('', 'NULL', 'null', 'Red', 'Dark blue', '\u00a0', '\ufeff'),
)

/** Formats with a value of each. */
export const sample: fc.Arbitrary<{ readonly format: CellFormat; readonly value: string }> =
  formats.chain((format) => valuesOf(format).map((value) => ({ format, value })))

/** Formats that show in their cells, with several values of each. */
export const column: fc.Arbitrary<{
  readonly format: CellFormat
  readonly values: readonly string[]
}> = inferable.chain((format) =>
  fc.array(valuesOf(format), { minLength: 1 }).map((values) => ({ format, values })),
)
