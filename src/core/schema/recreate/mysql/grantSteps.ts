/** Grants, on what has the same name in the new database. */
import type { MysqlObject } from '../../inventory/mysql/mysqlObject'
import { quoted } from '../../inventory/mysql/quoted'
import type { RecreationStep } from './step'

/**
 * A pattern that fits more than the first database is the server's: it fits the second one or does not. Users and roles have
 * to be there.
 */
export function grantSteps(object: MysqlObject, target: string): readonly RecreationStep[] {
  const { kind, name } = object
  return object.grants.flatMap((grant) => {
    const statement = kind === 'database' ? ofDatabase(grant, target) : grant
    if (statement === undefined) return []
    return [
      {
        object: { kind, name },
        part: 'grant' as const,
        // Only this mode knows packages.
        settings: kind === 'package' ? { sqlMode: 'ORACLE' } : {},
        statement,
        phase: 'after rows' as const,
      },
    ]
  })
}

/** A grant on a missing table stays what it is. Names that are exact are written as patterns that fit only themselves. */
function ofDatabase(grant: string, target: string): string | undefined {
  const exact = quoted(target.replace(/[_%\\]/g, '\\$&'))
  if (/ ON `(?:[^`]|``)*`\.\* TO /.test(grant)) return undefined
  return grant
    .replace(/ ON \* TO /, () => ` ON ${exact}.* TO `)
    .replace(/ ON \* \/\*[^]*?\*\/ TO /, () => ` ON ${quoted(target)}.* TO `)
}
