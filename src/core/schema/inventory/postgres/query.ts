/** Questions to the catalogue. Each is one statement, however many objects there are. */
import type { Sql } from '../../../database/sql'

/** `server_version_num`: 150004 is 15.4. */
export type ServerVersion = number

/**
 * Rows of `kind`, `schema`, `name` and `definition`. Where parts belong to the object, `relation` is what they call it, and
 * `after` what comes behind them.
 */
export type ObjectsQuery = (version: ServerVersion) => Sql

/** Rows of `relation` and `line`, in the order of the definition. */
export type PartsQuery = (version: ServerVersion) => Sql
