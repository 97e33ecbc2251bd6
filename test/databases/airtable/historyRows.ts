/** The database's side of random histories: its rows as the model has them, and what people do to them by hand. */
import type { AirtableBase, SheetName } from './historyBase'
import { LINKS } from './historyBase'
import type { ModelRow, ModelTable } from './historyModel'
import type { RulesSite } from './rulesSite'
import type { TextRow } from '../../helpers/engines'

export interface Snapshot extends Readonly<Record<SheetName, ModelTable>> {
  /** Rows without an id, whole. */
  readonly strangers: readonly string[]
  /** Ids of things by what links to them have. */
  readonly serials: ReadonlyMap<string, string>
  readonly serialOf: (id: string) => string
}

/** By Airtable's columns, the database's, and how one text is made of what they have. */
const COLUMNS: Readonly<Record<SheetName, Readonly<Record<string, string>>>> = {
  Things: {
    Name: 'name',
    Size: 'size',
    Note: 'note',
    Done: 'done',
    Files: 'files',
    Parent: 'parent_id',
  },
  Parts: { Code: 'code', Thing: 'thing_id', No: 'number', Cost: 'cost' },
}

const TABLES: Readonly<Record<SheetName, string>> = { Things: 'things', Parts: 'parts' }

const EXPRESSIONS: Readonly<Record<string, string>> = {
  files: 'to_json(files)::text',
  cost: 'trim_scale(cost)::text',
}

export async function readRows(site: Pick<RulesSite, 'query'>): Promise<Snapshot> {
  const [things, parts] = [await readTable(site, 'Things'), await readTable(site, 'Parts')]
  const serials = new Map<string, string>()
  for (const row of things)
    if (row['airtable_id'] != null) serials.set(row['id'] ?? '', row['airtable_id'])
  const ids = new Map([...serials].map(([serial, id]) => [id, serial]))
  return {
    Things: modelTable(things, 'Things', serials),
    Parts: modelTable(parts, 'Parts', serials),
    strangers: [...things, ...parts]
      .filter((row) => row['airtable_id'] == null)
      .map((row) => row['whole'] ?? ''),
    serials,
    serialOf: (id) => (id.startsWith('#') ? id.slice(1) : (ids.get(id) ?? id)),
  }
}

function readTable(site: Pick<RulesSite, 'query'>, name: SheetName): Promise<readonly TextRow[]> {
  const cells = Object.values(COLUMNS[name]).map(
    (column) => `${EXPRESSIONS[column] ?? column} as ${column}`,
  )
  return site.query(`
select t.id, airtable_id, is_active, sync_version, t::text as whole, ${cells.join(', ')}
from ${TABLES[name]} t order by t.id`)
}

function modelTable(
  rows: readonly TextRow[],
  name: SheetName,
  serials: ReadonlyMap<string, string>,
): ModelTable {
  const known = rows.filter((row) => row['airtable_id'] != null)
  return new Map(known.map((row) => [row['airtable_id'] ?? '', modelRow(row, name, serials)]))
}

function modelRow(row: TextRow, name: SheetName, serials: ReadonlyMap<string, string>): ModelRow {
  const cells = Object.entries(COLUMNS[name]).map(([column, own]): [string, string | null] => {
    const value = row[own] ?? null
    if (value === null) return [column, null]
    if (column in LINKS) return [column, serials.get(value) ?? `#${value}`]
    return [column, column === 'Files' ? namesOf(value) : value]
  })
  return {
    ...{ id: row['airtable_id'] ?? '', serial: row['id'] ?? '', whole: row['whole'] ?? '' },
    cells: Object.fromEntries(cells),
    isActive: row['is_active'] === 't',
    version: Number(row['sync_version']),
  }
}

/** Each address has its file's name behind the `#`. */
function namesOf(json: string): string {
  const addresses = JSON.parse(json) as readonly string[]
  return JSON.stringify(
    addresses.map((address) => decodeURIComponent(address.slice(address.indexOf('#') + 1))),
  )
}

const EDITS: Readonly<Record<SheetName, readonly string[]>> = {
  Things: [
    ...[`note = 'by hand'`, 'note = null', 'size = 500', 'done = not done', 'parent_id = null'],
    ...[`name = name || '!'`, `files = null`, 'parent_id = id', `note = '7'`],
  ],
  Parts: [`cost = 99.5`, 'number = 5', `code = 'mine'`, 'thing_id = null', 'cost = null'],
}

/** Says what was done. What the database refuses, such as deleting a row that others link to, was not. */
export async function editByHand(site: RulesSite, base: AirtableBase): Promise<string> {
  const name = base.below(2) === 0 ? 'Things' : 'Parts'
  const table = TABLES[name]
  const rows = await site.query(`select id from ${table} order by id`)
  const id = base.pick(rows)?.['id'] ?? '0'
  const kind = base.pick(['edit', 'edit', 'edit', 'delete', 'insert'] as const) ?? 'edit'
  const statement = {
    edit: `update ${table} set ${base.pick(EDITS[name]) ?? ''} where id = ${id}`,
    delete: `delete from ${table} where id = ${id}`,
    insert: `insert into ${table} (${name === 'Things' ? 'name' : 'code'}) values ('stranger')`,
  }[kind]
  await site.query(statement).catch(() => undefined)
  return `${kind} by hand: ${statement}`
}
