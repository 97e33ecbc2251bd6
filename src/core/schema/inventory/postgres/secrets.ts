/** Options and settings as text, those that look like secrets as a hash: equal ones stay equal, and none is shown. */
import { sql, type Sql } from '../../../database/sql'

/** `option 'value', …` in the order of names; null where there is none. */
export function optionsOf(options: Sql): Sql {
  return sql`(
    select string_agg(
      quote_ident(given.option_name) || ' ' || ${maskedValue(sql`given.option_name`, sql`given.option_value`)},
      ', ' order by given.option_name collate "C")
    from pg_options_to_table(${options}) given)`
}

/** The quoted value, or a hash of it where its name or its look says that it is secret. */
export function maskedValue(name: Sql, value: Sql): Sql {
  return sql`case when ${looksSecret(name, value)} then ${hashed(name, value)} else quote_literal(${value}) end`
}

/** The name is part of what is hashed, so that a hash of a well-known word is not to be found in a list. */
export function hashed(name: Sql, value: Sql): Sql {
  return sql`'(hidden, ' || left(encode(sha256(convert_to('drydock:' || ${name} || ':' || ${value}, 'UTF8')), 'hex'), 16) || ')'`
}

function looksSecret(name: Sql, value: Sql): Sql {
  return sql`(${name} ~* 'pass|pwd|secret|token|credential|private|apikey|api_key|access_key|auth'
    or ${value} ~* 'pass(word|wd)?\s*=|://[^/]*:[^/]*@')`
}
