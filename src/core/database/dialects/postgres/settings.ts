/**
 * Settings of every session: values have one exact text, whatever the server's or the role's defaults are.
 * https://www.postgresql.org/docs/current/runtime-config-client.html
 */
const EXACT_TEXT = `
set time zone 'UTC';
set datestyle to 'ISO, YMD';
set intervalstyle to 'postgres';
set extra_float_digits to 1;
set bytea_output to 'hex';
set xmloption to 'content';
set lc_monetary to 'C';
set client_encoding to 'UTF8';
set standard_conforming_strings to on;
set array_nulls to on;
`

/**
 * Limits for people's queries would end a long comparison, or look as if its caller had cancelled it, or leave rows out.
 * Servers before 17 have no limit for transactions.
 */
const NO_LIMITS = `
set statement_timeout to 0;
set idle_in_transaction_session_timeout to 0;
set idle_session_timeout to 0;
set gin_fuzzy_search_limit to 0;
select pg_catalog.set_config(name, '0', false) from pg_catalog.pg_settings where name = 'transaction_timeout';
`

/** A lock that somebody holds for longer is an error that is retried, not a run that hangs. */
const LOCK_TIMEOUT = `set lock_timeout to '10s';`

const READ_ONLY = 'set default_transaction_read_only to on;'

/** Foreign keys and triggers are passed over in another role of replication. Whoever may not leave it may not write. */
const WITH_RULES = `
select pg_catalog.set_config('session_replication_role', 'origin', false)
where pg_catalog.current_setting('session_replication_role') <> 'origin';
`

export function sessionSettings(access: 'read' | 'write'): string {
  // The limits go first: until then, one that was set for the database may end these very statements.
  return NO_LIMITS + EXACT_TEXT + LOCK_TIMEOUT + (access === 'read' ? READ_ONLY : WITH_RULES)
}

export const BEGIN = {
  read: 'begin transaction isolation level repeatable read, read only',
  write: 'begin transaction isolation level read committed, read write',
} as const
