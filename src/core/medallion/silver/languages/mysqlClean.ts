/** Steps of cleaning in MySQL and MariaDB. Comparisons there take no notice of blanks at the end of a text. */
import { integerLiteral, sql, type Sql } from '../../../database/sql'
import type { CleanStep } from '../../definition/pipeline'
import { BLANKS } from '../blanks'

export function clean(value: Sql, step: CleanStep): Sql {
  if (step === 'trim') return trimmed(value)
  if (step === 'collapse') return sql`regexp_replace(${value}, ${`[${BLANKS}]+`}, ' ')`
  if (step === 'lower') return sql`lower(${value})`
  if (step === 'upper') return sql`upper(${value})`
  if (step === 'nullIfEmpty') return unless(value, sql`char_length(${value}) = 0`)
  if ('remove' in step)
    return [...step.remove].reduce((left, one) => sql`replace(${left}, ${one}, '')`, value)
  if ('replace' in step) return sql`replace(${value}, ${step.replace}, ${step.with})`
  if ('nullIf' in step)
    return unless(value, sql`cast(${value} as binary) in (${sql.join(step.nullIf.map(bytes))})`)
  return sql`left(${value}, ${integerLiteral(step.first)})`
}

const bytes = (text: string) => sql`cast(${text} as binary)`

function unless(value: Sql, condition: Sql): Sql {
  return sql`case when not (${condition}) then ${value} end`
}

/** Regular expressions take longer than all else, and few texts need one. */
function trimmed(value: Sql): Sql {
  const isBlank = (character: Sql) => sql`locate(${character}, ${BLANKS}) > 0`
  const pattern = `^[${BLANKS}]+|[${BLANKS}]+\\z`
  return sql`case when ${isBlank(sql`left(${value}, 1)`)} or ${isBlank(sql`right(${value}, 1)`)}
    then regexp_replace(${value}, ${pattern}, '') else ${value} end`
}
