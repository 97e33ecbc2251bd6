/** Definers: the users whose rights an object has. They belong to the server, and may not be there. */
import type { MysqlObject } from '../../../schema/inventory/mysql/mysqlObject'

const DEFINER = /^(CREATE\s(?:[^`'"]*\s)?)DEFINER\s*=\s*(`(?:[^`]|``)*`(?:@`(?:[^`]|``)*`)?)\s*/i

/** The same object of whoever makes it; undefined where its statement names nobody. */
export function withoutDefiner(statement: string): string | undefined {
  return DEFINER.test(statement) ? statement.replace(DEFINER, '$1') : undefined
}

/** `` `ghost`@`nowhere` ``, of each object that has one. */
export function definersOf(objects: readonly MysqlObject[]): readonly string[] {
  const found = objects.flatMap(({ statements }) =>
    statements.flatMap(({ text }) => DEFINER.exec(text)?.[2] ?? []),
  )
  return [...new Set(found)].sort()
}
