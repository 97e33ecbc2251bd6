/**
 * What of a clone names a database of the environment that it came from. PostgreSQL reaches another database only through
 * texts: options of foreign servers, arguments of dblink and of programs. Names in texts are told of, and servers get others.
 */
import type { Session } from '../../../database/session'
import { textOf } from '../../../database/session'
import { sql } from '../../../database/sql'
import { describeObject, type SchemaObject } from '../../../schema/inventory/schemaObject'
import { rewriteDatabaseNames } from '../../../schema/tokens/databaseNames'
import type { Hazard } from '../../../plan/plan'
import type { CloneWish, Leak } from '../cloneEngine'

/** Objects whose texts may be run. Comments and labels only say something. */
const RUN: readonly SchemaObject['kind'][] = [
  ...(['function', 'procedure', 'aggregate', 'view', 'materialized view', 'trigger'] as const),
  ...(['event trigger', 'table', 'domain', 'foreign server', 'foreign table'] as const),
]

/** Foreign servers that lead to a database of the source environment lead to the clone's own. Returns what was done. */
export async function rewriteForeignServers(
  session: Session,
  names: ReadonlyMap<string, string>,
): Promise<readonly string[]> {
  const { rows } = await session.execute(sql`
select s.srvname::text as server, substr(option, strpos(option, '=') + 1) as database
from pg_catalog.pg_foreign_server s
cross join unnest(s.srvoptions) as option
where option like 'dbname=%'`)
  const done: string[] = []
  for (const row of rows) {
    const [server, database] = [textOf(row, 'server'), textOf(row, 'database')]
    const own = names.get(database)
    if (own === undefined) continue
    await session.execute(sql`alter server ${sql.id(server)} options (set dbname ${sql.lit(own)})`)
    done.push(`the foreign server "${server}" leads to "${own}" and no longer to "${database}"`)
  }
  return done
}

/** Definitions of the clone that still name one. */
export function findLeaks(
  objects: readonly SchemaObject[],
  names: ReadonlyMap<string, string>,
): readonly Leak[] {
  const wanted = objects.filter(({ kind }) => RUN.includes(kind))
  return wanted.flatMap((object) => {
    const runs = withoutComments(object.definition)
    const { mentions } = rewriteDatabaseNames(runs, names, { language: 'postgres' })
    return mentions.flatMap(({ name, text }) =>
      isReach(text, name)
        ? [{ object: describeObject(object), names: name, text: excerpt(text, name) }]
        : [],
    )
  })
}

/** Foreign servers will lead to the clone's own databases; what stands in other texts stays there. */
export function leakHazards(
  objects: readonly SchemaObject[],
  { names }: Pick<CloneWish, 'names'>,
): readonly Hazard[] {
  const others = objects.filter(({ kind }) => kind !== 'foreign server')
  return findLeaks(others, names).map(({ object, names: name, text }) => ({
    code: 'leak',
    message: `${object} names "${name}" of the source environment: ${text}`,
  }))
}

function withoutComments(definition: string): string {
  return definition
    .split('\n')
    .filter((line) => !/^(?:comment |security label |column .* comment )/.test(line))
    .join('\n')
}

/**
 * The name of a database is often that of a schema or a word, too. What leads to a database names it as such (`dbname=data`), in
 * a URL (`/data`), or is nothing but its name.
 */
function isReach(text: string, name: string): boolean {
  const escaped = name.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')
  const patterns = [
    `dbname\\s*=\\s*['"]*${escaped}(?![\\w$-])`,
    `postgres(?:ql)?://[^\\s'"]*/${escaped}(?![\\w$-])`,
    `(?:psql|pg_dump|pg_restore)\\b[^;]*[\\s"'=]${escaped}(?![\\w$-])`,
    `^(?:[a-z]*'|\\$\\w*\\$)\\s*${escaped}\\s*(?:'|\\$\\w*\\$)$`,
  ]
  return patterns.some((pattern) => new RegExp(pattern, 'i').test(text))
}

function excerpt(text: string, name: string): string {
  const at = text.toLowerCase().indexOf(name.toLowerCase())
  const from = Math.max(0, at - 30)
  return text.slice(from, at + name.length + 30).replace(/\s+/g, ' ')
}
