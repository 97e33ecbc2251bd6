/** Days with a time of the clock. Exports name no time zone, so the values have none either: only ISO texts are moments. */
import { readMoment } from '../../schema/moments'
import type { Codec } from './codec'
import { dateCodec } from './dates'
import type { DateTimeFormat } from './format'

export function dateTimeCodec(format: DateTimeFormat): Codec {
  if (format.time === 'iso') return iso
  const day = dateCodec(format.format ?? 'YYYY-MM-DD')
  const { readClock, writeClock } = clocks(format)
  const seconds = format.seconds === true ? ':30' : ''
  const sample = format.time === '12h' ? `2:03${seconds}pm` : `14:03${seconds}`
  return {
    expected: `${day.expected} with a time as ${sample}`,
    read(cell) {
      // Days may have blanks, times have none.
      const at = cell.lastIndexOf(' ')
      const clock = at < 0 ? undefined : readClock(cell.slice(at + 1))
      const date = clock === undefined ? undefined : day.read(cell.slice(0, at))
      return date === undefined ? undefined : `${date} ${clock}`
    },
    write(value) {
      const [date = '', clock = '', ...rest] = value.split(' ')
      const [cell, time] = [day.write(date), writeClock(clock)]
      return cell === undefined || time === undefined || rest.length > 0
        ? undefined
        : `${cell} ${time}`
    },
  }
}

const CLOCK = /^([01]\d|2[0-3]):([0-5]\d):([0-5]\d)$/

interface Clocks {
  readonly readClock: (text: string) => string | undefined
  readonly writeClock: (clock: string) => string | undefined
}

function clocks({ time, seconds = false, padded = false }: DateTimeFormat): Clocks {
  const hours = time === '12h' ? '(0?[1-9]|1[0-2])' : '([01]?\\d|2[0-3])'
  const half = time === '12h' ? '([ap]m)' : '()'
  const pattern = new RegExp(`^${hours}:([0-5]\\d)${seconds ? ':([0-5]\\d)' : '()'}${half}$`, 'i')
  return {
    readClock(text) {
      const match = pattern.exec(text)
      if (match === null) return undefined
      const [, hour = '', minute, second, half = ''] = match
      return `${hourOfDay(hour, half)}:${minute}:${second || '00'}`
    },
    writeClock(clock) {
      const [, hour = '', minute, second] = CLOCK.exec(clock) ?? []
      if (hour === '' || (!seconds && second !== '00')) return undefined
      const shown = String(shownHour(parseInt(hour, 10), time)).padStart(padded ? 2 : 1, '0')
      const end = time === '12h' ? (hour < '12' ? 'am' : 'pm') : ''
      return `${shown}:${minute}${seconds ? `:${second}` : ''}${end}`
    },
  }
}

/** 12 at night is 12am, and 12 at noon 12pm. */
function hourOfDay(hour: string, half: string): string {
  if (half === '') return hour.padStart(2, '0')
  const past = parseInt(hour, 10) % 12
  return String(half.toLowerCase() === 'pm' ? past + 12 : past).padStart(2, '0')
}

function shownHour(hour: number, time: DateTimeFormat['time']): number {
  return time === '12h' ? hour % 12 || 12 : hour
}

const ISO = /^([1-9]\d{3}-\d\d-\d\d)T(\d\d:\d\d:\d\d)(?:\.(\d{1,6}))?Z$/
const MOMENT = /^([1-9]\d{3}-\d\d-\d\d) (\d\d:\d\d:\d\d)(?:\.(\d{1,6}))?\+00$/

/** Without the Z it would not be known which moment it is. */
const iso: Codec = {
  expected: 'moment as 2025-10-19T11:40:00.000Z',
  read(cell) {
    const [, date, clock, digits = ''] = ISO.exec(cell) ?? []
    if (date === undefined || readMoment(cell) === undefined) return undefined
    const fraction = digits.replace(/0+$/, '')
    return `${date} ${clock}${fraction === '' ? '' : `.${fraction}`}+00`
  },
  write(value) {
    const [, date, clock, digits = ''] = MOMENT.exec(value) ?? []
    return date === undefined ? undefined : `${date}T${clock}.${digits.padEnd(3, '0')}Z`
  },
}
