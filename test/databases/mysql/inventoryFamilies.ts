/** Changes of every object of a kind, made from the server's catalogue. */
import type { RawSession, TextRow } from '../../helpers/engines'
import type { Mutation } from './inventoryCases'

const id = (name: string) => `\`${name.replaceAll('`', '``')}\``

export async function families(session: RawSession): Promise<readonly Mutation[]> {
  return [
    ...(await relationFamilies(session)),
    ...(await viewFamilies(session)),
    ...(await routineFamilies(session)),
    ...(await triggerFamilies(session)),
    ...(await eventFamilies(session)),
  ]
}

/** The server does not open them, so that it cannot tell whether they have a column. */
const UNGRANTABLE = ['broken_view', 'on_broken', 'of_ghost']

const KINDS: Readonly<Record<string, string>> = { VIEW: 'view', SEQUENCE: 'sequence' }

async function relationFamilies(session: RawSession): Promise<readonly Mutation[]> {
  const rows = await session.query(
    `select table_name as name, table_type as type, engine, table_comment as comment, create_options as options,
  (select column_name from information_schema.columns c where c.table_schema = t.table_schema
    and binary c.table_name = t.table_name order by ordinal_position limit 1) as first
from information_schema.tables t where table_schema = database()`,
  )
  return rows.flatMap((row) => {
    const name = row['name'] ?? ''
    const kind = KINDS[row['type'] ?? ''] ?? 'table'
    return [
      granted(`${kind} ${name}`, `trigger on ${id(name)}`),
      ...(kind === 'sequence' || UNGRANTABLE.includes(name)
        ? []
        : [granted(`${kind} ${name}`, `insert (${id(row['first'] ?? '')}) on ${id(name)}`)]),
      ...(kind === 'table' ? tableFamily(row) : []),
    ]
  })
}

function granted(object: string, grant: string): Mutation {
  return {
    objects: [object],
    apply: [`grant ${grant} to torture_role`],
    undo: [`revoke ${grant} from torture_role`],
  }
}

/** A merge is as its parts are, and a part of another shape breaks it. */
const FIXED = ['merged', 'merged_one', 'merged_two']

function tableFamily({ name, engine, comment, first }: TextRow): readonly Mutation[] {
  const table = `table ${name}`
  const alter = `alter table ${id(name ?? '')}`
  const of = (apply: string, undo: string): Mutation => ({
    objects: [table],
    apply: [`${alter} ${apply}`],
    undo: [`${alter} ${undo}`],
  })
  const literal = (comment ?? '').replaceAll('\\', '\\\\').replaceAll("'", "''")
  return [
    of("comment 'mutated'", `comment '${literal}'`),
    ...(FIXED.includes(name ?? '')
      ? []
      : [
          of('add column mutated int not null default 0', 'drop column mutated'),
          of('add column mutated int not null default 0 first', 'drop column mutated'),
        ]),
    ...(FIXED.includes(name ?? '') || engine === 'CSV' || first === null
      ? []
      : [of(`add key mutated (${id(first ?? '')})`, 'drop key mutated')]),
    ...(engine === 'InnoDB'
      ? [of('add constraint mutated check (1 = 1)', 'drop constraint mutated')]
      : []),
  ]
}

/** Statements that make an object as it is now. */
async function madeAgain(
  session: RawSession,
  what: string,
  name: string,
): Promise<readonly string[]> {
  const [row] = await session.query(`show create ${what} ${id(name)}`)
  const collation = row?.['Database Collation']
  const statement = Object.entries(row ?? {}).find(([column]) =>
    /^(create |sql original)/i.test(column),
  )?.[1]
  const database = (of: string) => `alter database collate ${of}`
  return [
    ...(collation == null ? [] : [database(collation)]),
    ...(row?.['time_zone'] == null ? [] : [`set time_zone = '${row['time_zone']}'`]),
    `set sql_mode = '${row?.['sql_mode'] ?? ''}'`,
    `set collation_connection = ${row?.['collation_connection']}`,
    // The driver is told by the server, and writes in this character set from then on.
    `set character_set_client = ${row?.['character_set_client'] ?? 'utf8mb4'}`,
    statement ?? '',
    "set names utf8mb4 collate utf8mb4_general_ci, sql_mode = 'NO_AUTO_VALUE_ON_ZERO', time_zone = '+00:00'",
    ...(collation == null ? [] : [database('latin1_german1_ci')]),
  ]
}

async function viewFamilies(session: RawSession): Promise<readonly Mutation[]> {
  const rows = await session.query(
    "select table_name as name from information_schema.views where table_schema = database() and table_name not like '%broken%'",
  )
  const mutations: Mutation[] = []
  for (const { name } of rows) {
    const view = id(name ?? '')
    const again = await madeAgain(session, 'view', name ?? '')
    const back = [`drop view if exists ${view}`, ...again]
    const [row] = await session.query(`show create view ${view}`)
    const statement = row?.['Create View'] ?? ''
    const object = `view ${name}`
    const replaced = (pattern: RegExp, by: string): Mutation => ({
      objects: [object],
      apply: [statement.replace(/^CREATE/, 'create or replace').replace(pattern, by)],
      undo: back,
    })
    // A dropped view loses no grants.
    const loses = ['simple_view'].includes(name ?? '') ? ['database '] : []
    mutations.push(
      { objects: [object, ...loses], apply: [`drop view ${view}`], undo: back },
      replaced(
        /SQL SECURITY \w+/,
        statement.includes('SECURITY INVOKER') ? 'SQL SECURITY DEFINER' : 'SQL SECURITY INVOKER',
      ),
      replaced(/DEFINER=\S+/, 'DEFINER=`other`@`nowhere`'),
      ...madeOtherwise(object, [`drop view ${view}`], again),
    )
  }
  return mutations
}

async function routineFamilies(session: RawSession): Promise<readonly Mutation[]> {
  const rows = await session.query(
    'select routine_name as name, routine_type as type, security_type as security, routine_comment as comment from information_schema.routines where routine_schema = database()',
  )
  const mutations: Mutation[] = []
  for (const { name, type, security, comment } of rows) {
    const kind = (type ?? '').toLowerCase().replace(' body', '')
    const object = `${kind} ${name}`
    const what = (type ?? '').toLowerCase()
    const routine = `${what} ${id(name ?? '')}`
    const again = await madeAgain(session, what, name ?? '')
    const isGranted = ['writes', 'times_two', 'wages'].includes(name ?? '')
    if (kind !== 'package') {
      const other = security === 'INVOKER' ? 'definer' : 'invoker'
      const literal = (comment ?? '').replaceAll("'", "''")
      const altered = (apply: string, undo: string): Mutation => ({
        objects: [object],
        apply: [`alter ${routine} ${apply}`],
        undo: [`alter ${routine} ${undo}`],
      })
      mutations.push(
        altered("comment 'mutated'", `comment '${literal}'`),
        altered(`sql security ${other}`, `sql security ${security}`),
      )
    }
    if (isGranted || what === 'package') continue
    mutations.push(
      { objects: [object], apply: [`drop ${routine}`], undo: again },
      {
        objects: [object],
        apply: [
          `drop ${routine}`,
          `create ${routine}() ${kind === 'function' ? 'returns int return 17' : 'select 17'}`,
        ],
        undo: [`drop ${routine}`, ...again],
      },
      ...madeOtherwise(object, [`drop ${routine}`], again),
    )
  }
  return mutations
}

/** The same statement under other settings. */
function madeOtherwise(
  object: string,
  drop: readonly string[],
  again: readonly string[],
): readonly Mutation[] {
  const settings: readonly (readonly [RegExp, string, RegExp])[] = [
    [/^set sql_mode = '.+'$/, 'HIGH_NOT_PRECEDENCE', /(?='$)/],
    [/^set character_set_client = .*$/, 'set character_set_client = latin2', /^.*$/],
    [/^set collation_connection = .*$/, 'set collation_connection = utf8mb4_bin', /^.*$/],
    [/^alter database collate .*$/, 'alter database collate utf8mb4_general_ci', /^.*$/],
    [/^set time_zone = .*$/, "set time_zone = '-03:00'", /^.*$/],
  ]
  return settings.flatMap(([statement, by, place]) => {
    const at = again.findIndex((one) => statement.test(one))
    if (at < 0) return []
    const isMode = by.startsWith('HIGH')
    const changed = again[at]?.replace(place, isMode ? `,${by}` : by) ?? ''
    return [
      {
        objects: [object],
        apply: [...drop, ...again.slice(0, at), changed, ...again.slice(at + 1)],
        undo: [...drop, ...again],
      },
    ]
  })
}

/** Those that are alone at their time: of others, the order would have to be made again. */
async function triggerFamilies(session: RawSession): Promise<readonly Mutation[]> {
  const rows = await session.query(
    `select trigger_name as name, event_object_table as relation from information_schema.triggers t where trigger_schema = database() and trigger_name not in
  ('before_all', 'first_trigger', 'second_trigger', 'third_trigger')`,
  )
  const mutations: Mutation[] = []
  for (const { name, relation } of rows) {
    const drop = [`drop trigger ${id(name ?? '')}`]
    const again = await madeAgain(session, 'trigger', name ?? '')
    const create = again.findIndex((one) => /^create/i.test(one))
    const other =
      again[create]
        ?.replace(/DEFINER=\S+/, 'DEFINER=`other`@`nowhere`')
        .replaceAll('"other"', '`other`') ?? ''
    const object = `trigger ${name}`
    mutations.push(
      { objects: [object], apply: drop, undo: again },
      {
        objects: [object],
        apply: [
          ...drop,
          `create trigger ${id(name ?? '')} before delete on ${id(relation ?? '')} for each row set @changed = 1`,
        ],
        undo: [...drop, ...again],
      },
      {
        objects: [object],
        apply: [...drop, ...again.slice(0, create), other, ...again.slice(create + 1)],
        undo: [...drop, ...again],
      },
      ...madeOtherwise(object, drop, again),
    )
  }
  return mutations
}

async function eventFamilies(session: RawSession): Promise<readonly Mutation[]> {
  const rows = await session.query(
    'select event_name as name, status, event_type as type from information_schema.events where event_schema = database()',
  )
  const mutations: Mutation[] = []
  for (const { name, status, type } of rows) {
    const event = id(name ?? '')
    const object = `event ${name}`
    const drop = [`drop event ${event}`]
    const again = await madeAgain(session, 'event', name ?? '')
    const altered = (change: string): Mutation => ({
      objects: [object],
      apply: [`alter event ${event} ${change}`],
      undo: [...drop, ...again],
    })
    mutations.push(
      altered("comment 'mutated'"),
      altered(status === 'ENABLED' ? 'disable' : 'enable'),
      altered("on schedule every 17 hour starts '2030-01-01 00:00:00'"),
      altered(
        `on completion ${again.some((one) => one.includes(' NOT PRESERVE')) ? '' : 'not '}preserve`,
      ),
      altered('do select 17'),
      ...(type === 'RECURRING'
        ? [
            altered(
              "on schedule every 17 hour starts '2030-01-01 00:00:00' ends '2034-01-01 00:00:00'",
            ),
          ]
        : []),
      { objects: [object], apply: drop, undo: again },
      ...madeOtherwise(object, drop, again),
    )
  }
  return mutations
}
