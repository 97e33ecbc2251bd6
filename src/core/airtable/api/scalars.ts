/** Values of JSON as PostgreSQL prints them. Nothing here becomes a JavaScript number. */
import { canonicalDecimal, roundDecimal } from '../../schema/decimal'
import { readMoment, writeMoment } from '../../schema/moments'
import { stringOf } from './jsonMembers'

/** Each gives undefined for what is no value of its kind. */
export type ReadScalar = (json: string) => string | undefined

const PLAIN = /^-?\d+(?:\.\d+)?$/
const NUMBER = /^-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?$/

/** Every digit stays; only exponents are written out. Zero has no sign, as in PostgreSQL's numeric. */
export const readNumber: ReadScalar = (json) => {
  if (!NUMBER.test(json)) return undefined
  if (!PLAIN.test(json)) return canonicalDecimal(json)
  return /[1-9]/.test(json) ? json : json.replace('-', '')
}

/** Percentage points, as exports have them: 0.125 is 12.5. The point moves; nothing is multiplied. */
export const readPercent: ReadScalar = (json) => {
  const fraction = NUMBER.test(json) ? canonicalDecimal(json) : undefined
  return fraction === undefined ? undefined : canonicalDecimal(`${fraction}e2`)
}

/** Seconds as `25:30:00`, to the microsecond. There is no negative zero among intervals. */
export const readDuration: ReadScalar = (json) => {
  const exact = NUMBER.test(json) ? canonicalDecimal(json) : undefined
  if (exact === undefined) return undefined
  const [, sign = '', whole = '0', fraction] =
    /^(-?)(\d+)(?:\.(\d+))?$/.exec(roundDecimal(exact, 6)) ?? []
  const seconds = BigInt(whole)
  const parts = [seconds / 3600n, (seconds / 60n) % 60n, seconds % 60n]
  const clock = parts.map((part) => String(part).padStart(2, '0')).join(':')
  return `${sign}${clock}${fraction === undefined ? '' : `.${fraction}`}`
}

/** An unchecked box is an empty cell, so that `false` is rare. */
export const readCheckbox: ReadScalar = (json) =>
  json === 'true' ? 't' : json === 'false' ? 'f' : undefined

/** Of a moment, its day in UTC: fields that show no time may have one all the same. */
export const readDate: ReadScalar = (json) => {
  const moment = readMoment(stringOf(json) ?? '')
  return moment === undefined ? undefined : writeMoment(moment).slice(0, DAY_LENGTH)
}

const DAY_LENGTH = 'YYYY-MM-DD'.length

/** Airtable's moments are in UTC and say so; a day alone is its beginning. */
export const readDateTime: ReadScalar = (json) => {
  const text = stringOf(json) ?? ''
  if (!/^\d{4}-\d\d-\d\d(?:T[\d:.]+Z)?$/.test(text)) return undefined
  const moment = readMoment(text)
  return moment === undefined ? undefined : `${writeMoment(moment)}+00`
}
