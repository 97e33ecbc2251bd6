/** Durations, as PostgreSQL prints intervals that have hours only: `25:30:00`, `-00:05:00`, `00:00:01.5`. */
import type { Codec } from './codec'
import type { DurationFormat } from './format'

/** More hours than these would not fit into an interval. */
const HOURS = '(\\d{1,9})'
const SIXTIETHS = '([0-5]\\d)'

const VALUE = new RegExp(`^(-?)${HOURS}:${SIXTIETHS}:${SIXTIETHS}(?:\\.(\\d{1,6}))?$`)

export function durationCodec(format: DurationFormat): Codec {
  const hasSeconds = format !== 'h:mm'
  const digits = format.split('.')[1]?.length ?? 0
  const fraction = digits === 0 ? '' : `(?:\\.(\\d{1,${digits}}))?`
  const pattern = new RegExp(
    `^(-?)${HOURS}:${SIXTIETHS}${hasSeconds ? `:${SIXTIETHS}${fraction}` : ''}$`,
  )
  return {
    expected: `duration as ${format}`,
    read(cell) {
      const match = pattern.exec(cell)
      return match === null ? undefined : intervalText(match)
    },
    write(value) {
      const [, sign, hours, minutes, seconds, rest = ''] = VALUE.exec(value) ?? []
      if (hours === undefined || rest.length > digits) return undefined
      if (!hasSeconds && seconds !== '00') return undefined
      const clock = `${sign}${withoutZeros(hours)}:${minutes}`
      if (!hasSeconds) return clock
      return `${clock}:${seconds}${digits === 0 ? '' : `.${rest.padEnd(digits, '0')}`}`
    },
  }
}

function intervalText(match: RegExpExecArray): string {
  const [, sign, hours = '', minutes, seconds = '00', fraction = ''] = match
  const rest = fraction.replace(/0+$/, '')
  const text = `${withoutZeros(hours).padStart(2, '0')}:${minutes}:${seconds}${rest === '' ? '' : `.${rest}`}`
  // There is no negative zero among intervals.
  return sign === '-' && /[1-9]/.test(text) ? `-${text}` : text
}

function withoutZeros(hours: string): string {
  return hours.replace(/^0+(?=\d)/, '')
}
