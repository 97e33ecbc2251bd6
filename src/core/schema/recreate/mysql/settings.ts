/** The settings of the session that makes objects again. */
import { sql, type Sql } from '../../../database/sql'
import type { CreationSettings } from '../../inventory/mysql/mysqlObject'

/**
 * For the whole of it. Nothing that the first database has is refused by the second for a rule that is newer than it: zero
 * dates by default, foreign keys to tables that come later. MySQL has no history of rows; not tested there.
 */
export function sessionStatements(isMariaDb: boolean): readonly Sql[] {
  const common = sql`set session foreign_key_checks = 0, session unique_checks = 0,
  session explicit_defaults_for_timestamp = 1, session innodb_strict_mode = 0`
  const history = sql`set session system_versioning_alter_history = keep`
  return isMariaDb ? [common, history] : [common]
}

/**
 * Before a step. A routine keeps the default collation that its database had, which nothing but the database itself can
 * say: it is changed for the step, and has to be set back after the last one.
 */
export function settingStatements(settings: CreationSettings): readonly Sql[] {
  const { databaseCollation, sqlMode, timeZone } = settings
  const { characterSetClient = 'utf8mb4', collationConnection = 'utf8mb4_bin' } = settings
  const database =
    databaseCollation === undefined
      ? []
      : [sql`alter database collate ${sql.raw(word(databaseCollation))}`]
  return [
    ...database,
    sql`set session sql_mode = ${sqlMode ?? 'NO_AUTO_VALUE_ON_ZERO'}`,
    sql`set session time_zone = ${timeZone ?? '+00:00'}`,
    // The driver writes in the client's character set from the next statement on.
    sql`set session character_set_client = ${sql.raw(word(characterSetClient))},
  session collation_connection = ${sql.raw(word(collationConnection))}`,
  ]
}

/** A name of the server's own, which may not be quoted here. */
function word(name: string): string {
  if (!/^\w+$/.test(name)) throw new Error(`"${name}" is no name of a character set or collation`)
  return name
}
