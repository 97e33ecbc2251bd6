/**
 * What of a clone names a database of the environment that it came from. PostgreSQL reaches another database only through
 * texts: options of foreign servers, arguments of dblink and of programs. Names in texts are told of, and servers get others.
 */
import type { Session } from '../../../database/session'
import { textOf } from '../../../database/session'
import { sql } from '../../../database/sql'
import {
  describeObject,
  type ObjectKind,
  type SchemaObject,
} from '../../../schema/inventory/schemaObject'
import type { Hazard } from '../../../plan/plan'
import type { CloneWish, Leak } from '../cloneEngine'
import { excerpt } from '../excerpt'
import { connects, isReach, soughtName, type SoughtName, type Surroundings } from './reach'
import { runTexts } from './runTexts'

/** Objects whose texts may be run. */
const RUN: readonly ObjectKind[] = [
  ...(['function', 'procedure', 'aggregate', 'view', 'materialized view', 'trigger'] as const),
  ...(['event trigger', 'table', 'domain', 'foreign server', 'foreign table'] as const),
  ...(['statistics', 'publication', 'foreign data wrapper'] as const),
]

/** Names of the source environment's databases, and what they are called in the clone's, if they are there. */
export type LeakNames = Pick<CloneWish, 'names' | 'others'>

/**
 * Definitions that still name one. `hidden` are texts that the inventory does not show, since a password may stand in them.
 */
export function findLeaks(
  objects: readonly SchemaObject[],
  hidden: readonly SchemaObject[],
  { names, others }: LeakNames,
): readonly Leak[] {
  const own = new Set(names.values())
  // On another server a clone may be called as its source is.
  const foreign = [...names.keys(), ...others].filter((name) => !own.has(name)).map(soughtName)
  if (foreign.length === 0) return []
  const surroundings = surroundingsOf(objects)
  const run = objects.filter(({ kind }) => RUN.includes(kind))
  const leaks = [...run, ...hidden].flatMap((object) =>
    leaksOf(object, foreign, surroundings(object)),
  )
  const unique = new Map(leaks.map((leak) => [`${leak.object} ${leak.names}`, leak]))
  return [...unique.values()]
}

function leaksOf(
  object: SchemaObject,
  sought: readonly SoughtName[],
  around: Surroundings,
): readonly Leak[] {
  const texts = runTexts(object.definition)
  return sought.flatMap((one) => {
    const found = texts.find((text) => isReach(text, one, around))
    if (found === undefined) return []
    const { name } = one
    return [{ object: describeObject(object), names: name, text: excerpt(found.text, name) }]
  })
}

function surroundingsOf(objects: readonly SchemaObject[]): (object: SchemaObject) => Surroundings {
  const bare = (name: string) => name.replace(/^"(.*)"$/s, '$1').replaceAll('""', '"')
  const words = new Set(objects.flatMap(({ schema, name }) => [bare(schema), bare(name)]))
  const schemas = new Set(
    objects.filter(({ kind }) => kind === 'schema').map(({ name }) => bare(name)),
  )
  schemas.add('public')
  const anyConnects = objects.some(({ definition }) => connects(definition))
  return ({ kind, definition }) => ({
    schemas,
    isWord: (name) => words.has(name),
    // A trigger's arguments are for its function, and a setting is for whoever reads it.
    connects: kind === 'trigger' || kind === 'database' ? anyConnects : connects(definition),
  })
}

/** Settings of the database and options that lead elsewhere, as they are: the inventory shows no value that looks secret. */
export async function readHiddenTexts(session: Session): Promise<readonly SchemaObject[]> {
  const { rows } = await session.execute(sql`
select
  'database' as kind, '' as schema, 'settings' as name,
  split_part(one.setting, '=', 1) as option, substr(one.setting, strpos(one.setting, '=') + 1) as value
from pg_catalog.pg_db_role_setting s
cross join unnest(s.setconfig) as one(setting)
where s.setdatabase = (select oid from pg_catalog.pg_database where datname = current_database())
union all
select 'foreign server', '', pg_catalog.quote_ident(s.srvname), o.option_name, o.option_value
from pg_catalog.pg_foreign_server s cross join pg_catalog.pg_options_to_table(s.srvoptions) o
union all
select 'foreign data wrapper', '', pg_catalog.quote_ident(w.fdwname), o.option_name, o.option_value
from pg_catalog.pg_foreign_data_wrapper w cross join pg_catalog.pg_options_to_table(w.fdwoptions) o
union all
select 'foreign table', pg_catalog.quote_ident(n.nspname), pg_catalog.quote_ident(c.relname), o.option_name, o.option_value
from pg_catalog.pg_foreign_table t
join pg_catalog.pg_class c on c.oid = t.ftrelid
join pg_catalog.pg_namespace n on n.oid = c.relnamespace
cross join pg_catalog.pg_options_to_table(t.ftoptions) o`)
  return rows.map((row) => ({
    kind: textOf(row, 'kind') as ObjectKind,
    schema: textOf(row, 'schema'),
    name: textOf(row, 'name'),
    definition: `${textOf(row, 'option')} '${textOf(row, 'value').replaceAll("'", "''")}'`,
  }))
}

/** What will stand in the clone. Foreign servers that will lead to its own databases do not. */
export function leakHazards(
  objects: readonly SchemaObject[],
  hidden: readonly SchemaObject[],
  wish: LeakNames & { readonly redirected: readonly string[] },
): readonly Hazard[] {
  const stays = ({ kind, name }: SchemaObject) =>
    kind !== 'foreign server' || !wish.redirected.includes(name)
  return findLeaks(objects.filter(stays), hidden.filter(stays), wish).map(
    ({ object, names: name, text }) => ({
      code: 'leak',
      message: `${object} names "${name}" of the source environment: ${text}`,
    }),
  )
}
