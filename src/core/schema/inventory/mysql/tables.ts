/** Tables and sequences. */
import { textOf, textOrNull, type Session } from '../../../database/session'
import { sql } from '../../../database/sql'
import { inDatabase } from './inDatabase'
import { readTableFacts, type FactsOfTables } from './tableFacts'
import type { UngrantedObject } from './mysqlObject'
import { withoutOwnSequences } from './ownName'
import { showCreate } from './showCreate'
import { readViews } from './views'

interface Relation {
  readonly name: string
  readonly kind: 'table' | 'sequence' | 'view'
  readonly rowFormat: string | undefined
}

/** Tables, sequences and views: the catalogue lists them together, since they share their names. */
export async function readRelations(
  session: Session,
  database: string,
): Promise<readonly UngrantedObject[]> {
  const relations = await listRelations(session, database)
  const of = (kind: Relation['kind']) => relations.filter((relation) => relation.kind === kind)
  const facts = await readTableFacts(session, database)
  const tables: UngrantedObject[] = []
  for (const relation of of('table'))
    tables.push(await readTable(session, { database, relation, facts }))
  for (const { name } of of('sequence')) tables.push(await readSequence(session, name))
  const names = of('view').map(({ name }) => name)
  return [...tables, ...(await readViews(session, database, names))]
}

/** Drydock's ledger is left out: it tells of the database and is no part of it. */
async function listRelations(session: Session, database: string): Promise<readonly Relation[]> {
  const { rows } = await session.execute(sql`
select table_name as table_name, upper(table_type) as table_type, row_format as row_format
from information_schema.tables
where ${inDatabase('table_schema', database)} and table_name not like 'drydock\\_%'
order by binary table_name`)
  return rows.map((row) => {
    const type = textOf(row, 'table_type')
    return {
      name: textOf(row, 'table_name'),
      kind: type === 'SEQUENCE' ? 'sequence' : /VIEW$/.test(type) ? 'view' : 'table',
      rowFormat: textOrNull(row, 'row_format') ?? undefined,
    }
  })
}

interface TableQuestion {
  readonly database: string
  readonly relation: Relation
  readonly facts: FactsOfTables
}

async function readTable(
  session: Session,
  { database, relation: { name, rowFormat }, facts }: TableQuestion,
): Promise<UngrantedObject> {
  const question = sql`show create table ${sql.id(name)}`
  const { statement, reason } = await showCreate(session, question, 'Create Table')
  const own = await facts(name)
  const text = withoutOwnSequences(statement?.text ?? '', database)
  return {
    kind: 'table',
    name,
    statements: statement === undefined ? [] : [{ ...statement, text }],
    facts: { ...own.facts, ...(rowFormat !== undefined && { rowFormat }) },
    unreadable: [...(reason === undefined ? [] : [reason]), ...own.unreadable],
  }
}

async function readSequence(session: Session, name: string): Promise<UngrantedObject> {
  const question = sql`show create sequence ${sql.id(name)}`
  const { statement, reason } = await showCreate(session, question, 'Create Table')
  return {
    kind: 'sequence',
    name,
    statements: statement === undefined ? [] : [statement],
    unreadable: reason === undefined ? [] : [reason],
  }
}
