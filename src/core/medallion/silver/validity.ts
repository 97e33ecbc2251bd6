/** What is checked before anything is written. */
import { sql, tableRef, type Sql } from '../../database/sql'
import { findColumn, type Table } from '../../database/table'
import type { Silver, Validation } from '../definition/pipeline'
import type { SilverLanguage } from './language'

export interface Check {
  readonly column: string
  /** Stable: `required`, `format`, `type`, … */
  readonly code: string
  readonly otherwise: Validation['otherwise']
  /** True where the value is wrong; never null. */
  readonly broken: (value: Sql) => Sql
}

/** Everything that the pipeline asks for, and that the columns' types can take the values. */
export function checksOf(silver: Silver, table: Table, language: SilverLanguage): readonly Check[] {
  const asked = silver.validations.flatMap((validation) => asksOf(validation, silver, language))
  return [...asked, ...typeChecks(silver, table, language)]
}

function asksOf(
  validation: Validation,
  silver: Silver,
  language: SilverLanguage,
): readonly Check[] {
  const { column, otherwise, required, format, pattern, minimum, maximum, references } = validation
  const check = (code: string, broken: Check['broken']): Check => ({
    ...{ column, code, otherwise },
    broken: present(broken),
  })
  const asked: Check[] = []
  if (required === true)
    asked.push({ column, code: 'required', otherwise, broken: (value) => sql`${value} is null` })
  if (format !== undefined)
    asked.push(check('format', (value) => sql`not (${language.hasFormat(value, format)})`))
  if (pattern !== undefined)
    asked.push(check('pattern', (value) => sql`not (${language.matches(value, pattern)})`))
  if (minimum !== undefined)
    asked.push(
      check('minimum', (value) =>
        outOfRange(value, sql`< ${language.decimal(String(minimum))}`, language),
      ),
    )
  if (maximum !== undefined)
    asked.push(
      check('maximum', (value) =>
        outOfRange(value, sql`> ${language.decimal(String(maximum))}`, language),
      ),
    )
  if (validation.in !== undefined) {
    const allowed = validation.in
    asked.push(
      check(
        'in',
        (value) => sql`${value} not in (${sql.join(allowed.map((one) => language.text(one)))})`,
      ),
    )
  }
  if (references !== undefined) {
    const { schema = silver.schema, table: name, column: wanted } = references
    const known = sql`select ${language.asText(sql.id('x', wanted))} from ${tableRef({ schema, name })} x where ${sql.id('x', wanted)} is not null`
    asked.push(check('references', (value) => sql`${value} not in (${known})`))
  }
  return asked
}

/** A value that is not there is wrong only where one is required. */
function present(broken: Check['broken']): Check['broken'] {
  return (value) => sql`coalesce(${value} is not null and ${broken(value)}, false)`
}

/** What is no number is in no range. */
function outOfRange(value: Sql, limit: Sql, language: SilverLanguage): Sql {
  const number = language.number(value)
  return sql`(${number} is null or ${number} ${limit})`
}

function typeChecks(silver: Silver, table: Table, language: SilverLanguage): readonly Check[] {
  const columns = silver.fields.map((field) => field.column)
  return columns.flatMap((name): readonly Check[] => {
    const column = findColumn(table, name)
    if (column === undefined || language.isOfType(sql`x`, column) === undefined) return []
    const isRight = (value: Sql) => language.isOfType(value, column) ?? sql`true`
    return [
      {
        column: name,
        code: 'type',
        otherwise: 'reject',
        broken: present((value) => sql`not (${isRight(value)})`),
      },
    ]
  })
}
