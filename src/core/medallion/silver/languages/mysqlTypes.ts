/**
 * Texts as values of MySQL's types. Sessions are strict: a text that is no value of a type is an error where something is
 * written, and a merge is; so every cast stands behind a condition.
 */
import { integerLiteral, sql, type Sql } from '../../../database/sql'
import { expressions } from '../../../database/dialects/mysql/expressions'
import type { Column } from '../../../database/table'
import type { Validation } from '../../definition/pipeline'
import { FORMATS } from '../formats'

type Format = NonNullable<Validation['format']>

/** The sign for the end of the text: another one takes it for the end where a line break follows. */
const END = '\\z'

/** Exact, with as many digits as the servers have: 35 before the point. Limits beyond are as large as numbers can be. */
export function decimal(text: string): Sql {
  const number = Number(text)
  const held = Math.abs(number) < 9e34 ? text : number < 0 ? '-9e34' : '9e34'
  return sql`cast(${held} as decimal(65, 30))`
}

export function hasFormat(value: Sql, format: Format): Sql {
  const looks = sql`${value} regexp ${`^${FORMATS[format]}${END}`}`
  if (format !== 'date' && format !== 'timestamp') return looks
  return sql`case when ${looks} then ${isDay(value)} else false end`
}

/** The days of the month are compared with the calendar: a text of the right form may be the 30th of February. */
function isDay(value: Sql): Sql {
  const part = (from: number, digits: number) =>
    sql`cast(substr(${value}, ${integerLiteral(from)}, ${integerLiteral(digits)}) as unsigned)`
  const [year, month, day] = [part(1, 4), part(6, 2), part(9, 2)]
  return sql`case
    when ${year} = 0 then false
    when ${month} in (4, 6, 9, 11) then ${day} <= 30
    when ${month} = 2 then ${day} <= case
      when mod(${year}, 4) = 0 and (mod(${year}, 100) <> 0 or mod(${year}, 400) = 0) then 29 else 28 end
    else true end`
}

/** Numbers beyond the type are as large as it has them: they are compared with limits and nothing else. */
export function numberOf(value: Sql): Sql {
  const greatest = sql`cast('9e34' as decimal(65, 30))`
  const huge = sql`case when left(${value}, 1) = '-' then -${greatest} else ${greatest} end`
  return sql`case when not ${hasFormat(value, 'number')} then null
    when ${value} regexp ${`[eE]-[0-9]{3}${END}`} then cast('0' as decimal(65, 30))
    when ${value} regexp ${`[eE][+]?[0-9]{3}${END}`} then ${huge}
    when abs(${value} + 0e0) >= 9e34 then ${huge}
    else cast(${value} as decimal(65, 30)) end`
}

function isFlag({ type }: Column): boolean {
  return type === 'tinyint(1)'
}

const asFlag = (value: Sql) =>
  sql`case lower(${value}) when 'true' then '1' when 'false' then '0' else ${value} end`

export function isOfType(value: Sql, column: Column): Sql | undefined {
  const { family, limits, length, labels } = column
  switch (family) {
    case 'integer': {
      const whole = sql`case when ${hasFormat(value, 'integer')}
        then cast(${value} as decimal(65, 0)) between ${sql.lit(limits?.least ?? '0')} and ${sql.lit(limits?.greatest ?? '0')}
        else false end`
      return isFlag(column) ? sql`(lower(${value}) in ('true', 'false') or ${whole})` : whole
    }
    case 'decimal':
      return fits(value, column)
    case 'float':
      return isDouble(value)
    case 'uuid':
    case 'date':
      return hasFormat(value, family)
    case 'timestamp':
      return isMoment(value)
    case 'timestamptz':
      // The type's first and last day are left out, whatever the offset is.
      return sql`(${isMoment(value)} and left(${value}, 10) between '1970-01-02' and '2038-01-18')`
    case 'json':
      return sql`json_valid(${value})`
    case 'enum':
      return sql`${value} in (${sql.join((labels ?? []).map((one) => sql`${one}`))})`
    case 'text':
      if (length !== undefined) return sql`char_length(${value}) <= ${integerLiteral(length)}`
      // Everything else that the server has is shorter than four gigabytes.
      if (limits?.bytes === undefined || limits.bytes > 0xffffff) return undefined
      return sql`length(${value}) <= ${integerLiteral(limits.bytes)}`
    default:
      return undefined
  }
}

const isMoment = (value: Sql) =>
  sql`(${hasFormat(value, 'timestamp')} or ${hasFormat(value, 'date')})`

/** Whether a number has no more digits before the point than the column. */
function fits(value: Sql, { precision = 65, scale = 0 }: Column): Sql {
  const digits = precision - scale
  // More cannot be told from numbers that are larger still.
  if (digits > 34) return hasFormat(value, 'number')
  return sql`coalesce(abs(round(${numberOf(value)}, ${integerLiteral(scale)})) < ${decimal(`1e${digits}`)}, false)`
}

/** Of exponents with three digits those that are numbers for sure. */
function isDouble(value: Sql): Sql {
  return sql`(${hasFormat(value, 'number')} and (
    ${value} regexp ${`^[+-]?[0-9]([.][0-9]*)?[eE][+-]?[12][0-9]{2}${END}`}
    or not ${value} regexp ${`[eE][+-]?[0-9]{3}${END}`}))`
}

/** The text that the column prints of the value, so that the same value is the same text. */
export function typed(value: Sql, column: Column): Sql {
  const { family, castType, precision = 0 } = column
  switch (family) {
    case 'integer': {
      const isUnsigned = castType.endsWith('unsigned') || castType === 'bit'
      const given = isFlag(column) ? asFlag(value) : value
      return sql`cast(cast(${given} as ${sql.raw(isUnsigned ? 'unsigned' : 'signed')}) as char)`
    }
    case 'decimal':
      return sql`cast(cast(${value} as ${sql.raw(castType)}) as char)`
    case 'float':
      return sql`cast(cast(${value} as double) as char)`
    case 'uuid':
      return sql`lower(${value})`
    case 'timestamp':
    case 'timestamptz': {
      const local = sql`cast(regexp_substr(${value}, '^[0-9]{4}-[0-9]{2}-[0-9]{2}([T ][0-9:.]+)?') as datetime(${integerLiteral(precision)}))`
      return expressions.output(family === 'timestamp' ? local : inUtc(local, value), column)
    }
    default:
      return value
  }
}

/** A moment without an offset is one of UTC, as all of the session's are. */
function inUtc(local: Sql, value: Sql): Sql {
  const offset = sql`coalesce(regexp_substr(substr(${value}, 11), ${`[+-][0-9]{2}(:?[0-9]{2})?${END}`}), '')`
  const whole = sql`case char_length(${offset}) when 0 then '+00:00'
    when 3 then concat(${offset}, ':00') else concat(left(${offset}, 3), ':', right(${offset}, 2)) end`
  return sql`convert_tz(${local}, ${whole}, '+00:00')`
}
