/** A definition for exports that nobody has described yet. What they do not prove is said, and asked. */
import type { CellFormat } from '../cells/format'
import { OWN_COLUMNS } from '../definition/ownColumns'
import { columnNames, plainName } from './columnNames'
import type { ColumnFacts, ExportFacts } from './exportFacts'
import type { FoundLink } from './findLinks'
import { proposeIdentity, type ProposedIdentity } from './proposeIdentity'
import { proposeLinks, roleKey, type LinkRole } from './proposeLinks'

export interface ProposedTable {
  readonly name: string
  readonly file: string
  readonly table: string
  readonly identity: ProposedIdentity
  readonly columns: readonly ProposedColumn[]
}

export type ProposedColumn = {
  readonly name: string
  /** What its reader should know: what is not proved, or why it is left out. */
  readonly notes: readonly string[]
} & (
  | { readonly column: string; readonly format: CellFormat }
  | { readonly column: string; readonly link: string }
  | { readonly reverse: { readonly table: string; readonly column: string } }
  | { readonly ignored: true }
)

/** Something that the exports leave open: day or month first. */
export interface Question {
  readonly table: string
  readonly column: string
  readonly formats: readonly CellFormat[]
}

export interface ProposedSync {
  readonly tables: readonly ProposedTable[]
  readonly questions: readonly Question[]
}

/** What was answered to a question: by table and column, in the form of `roleKey`. */
export type Answers = ReadonlyMap<string, CellFormat>

export function proposeSync(
  facts: readonly ExportFacts[],
  links: readonly FoundLink[],
  answers: Answers = new Map(),
): ProposedSync {
  const roles = proposeLinks(links)
  const questions = facts.flatMap(({ table, columns }) =>
    columns.flatMap((column) => questionOf(table, column)),
  )
  return {
    tables: facts.map((one) => proposeTable(one, roles, answers)),
    questions: questions.filter(({ table, column }) => !answers.has(roleKey(table, column))),
  }
}

function questionOf(table: string, facts: ColumnFacts): readonly Question[] {
  if (!facts.ambiguousDates) return []
  const formats = facts.formats.filter(({ type }) => type === 'date' || type === 'dateTime')
  return [{ table, column: facts.name, formats }]
}

function proposeTable(
  facts: ExportFacts,
  roles: ReadonlyMap<string, LinkRole>,
  answers: Answers,
): ProposedTable {
  const names = columnNames(
    facts.columns.map(({ name }) => name),
    ['id', ...OWN_COLUMNS],
  )
  const columns = facts.columns.map((column, place) => {
    const key = roleKey(facts.table, column.name)
    const name = names[place] ?? ''
    return proposeColumn(column, name, { role: roles.get(key), answer: answers.get(key) })
  })
  const identity = proposeIdentity(facts, (column) => roles.get(roleKey(facts.table, column)))
  return {
    ...{ name: facts.table, file: facts.fileName, table: plainName(facts.table), identity },
    columns: columns.filter(({ name }) => identity.recordId !== name),
  }
}

interface Known {
  readonly role: LinkRole | undefined
  readonly answer: CellFormat | undefined
}

function proposeColumn(
  facts: ColumnFacts,
  column: string,
  { role, answer }: Known,
): ProposedColumn {
  const { name } = facts
  if (role?.role === 'reverse') {
    const { table, column: link } = role
    return { name, notes: [], reverse: { table, column: link } }
  }
  if (role?.role === 'link') {
    const named = /(_id)?$/.exec(column)?.[0] === '_id' ? column : `${column}_id`
    return { name, notes: [], column: named, link: role.to }
  }
  const format = answer ?? formatOf(facts)
  const notes = [
    ...(role?.role === 'many'
      ? [`links to several records of ${role.to}: kept as their names`]
      : []),
    ...(answer === undefined ? notesOf(facts) : []),
  ]
  if (role?.role === 'many') return { name, notes, column, format: { type: 'choices' } }
  return { name, notes, column, format }
}

/** What is not proved stays text. */
function formatOf(facts: ColumnFacts): CellFormat {
  const [first = { type: 'text' as const }] = facts.formats
  const isOpen = facts.ambiguousDates && (first.type === 'date' || first.type === 'dateTime')
  return isOpen ? { type: 'text' } : loosened(first)
}

/** What happens to be the same in all cells so far need not be so in the next one: thousands, digits behind the point. */
function loosened(format: CellFormat): CellFormat {
  if (format.type !== 'currency' && format.type !== 'percent') return format
  const { decimals: _, ...loose } = format
  const isPointed = format.type === 'currency' && format.decimal !== ','
  return isPointed ? { ...loose, grouping: format.grouping ?? ',' } : loose
}

function notesOf(facts: ColumnFacts): readonly string[] {
  const { formats, allEmpty, ambiguousDates, ambiguousNumbers, nearest, formulaErrors } = facts
  return [
    ...(allEmpty ? ['all of its cells are empty: what it is nothing shows'] : []),
    ...(ambiguousDates ? ['day or month may come first in all of its dates'] : []),
    ...(ambiguousNumbers && formats[0]?.type !== 'text'
      ? ['the comma may also be the point of its numbers']
      : []),
    ...(nearest === undefined
      ? []
      : [
          `${nearest.proven} of its cells are ${nearest.format.type}, and these are not: ${nearest.broken.map((cell) => JSON.stringify(cell.slice(0, 40))).join(', ')}`,
        ]),
    ...(formulaErrors > 0 && formats[0]?.type !== 'text'
      ? [`failed formulas become null: ${formulaErrors}`]
      : []),
  ]
}
