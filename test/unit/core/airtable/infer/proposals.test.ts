import { deepEqual, equal, match, ok } from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseAirtableSync } from '../../../../../src/core/airtable/definition/readAirtableSync'
import { definitionText } from '../../../../../src/core/airtable/infer/definitionText'
import { readFacts, type ExportFacts } from '../../../../../src/core/airtable/infer/exportFacts'
import { findLinks } from '../../../../../src/core/airtable/infer/findLinks'
import { roleKey } from '../../../../../src/core/airtable/infer/proposeLinks'
import {
  proposeSync,
  type Answers,
  type ProposedColumn,
  type ProposedSync,
} from '../../../../../src/core/airtable/infer/proposeSync'
import { openExport, type OpenedExport } from '../../../../../src/core/airtable/plan/openExport'
import { temporaryFolder } from '../../../../helpers/temporary'

type Rows = readonly (readonly string[])[]

/** What is proposed for tables of these rows, the first of which are the names of their columns. */
async function propose(
  tables: Readonly<Record<string, Rows>>,
  answers?: Answers,
): Promise<ProposedSync> {
  const folder = temporaryFolder()
  const opened = new Map<string, OpenedExport>()
  for (const [name, rows] of Object.entries(tables)) {
    const path = join(folder, `${name}-Grid view.csv`)
    writeFileSync(path, '\ufeff' + rows.map((row) => row.map(quoted).join(',')).join('\n'))
    opened.set(name, await openExport(path, { warn: () => undefined }))
  }
  const facts: ExportFacts[] = []
  for (const [name, one] of opened) facts.push(await readFacts(name, one))
  const links = []
  for (const one of facts) {
    const again = opened.get(one.table)
    if (again !== undefined) links.push(...(await findLinks(one, again, facts)))
  }
  return proposeSync(facts, links, answers)
}

const quoted = (cell: string) => (/[",\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)

/** A column in short: its type, or what it links to. */
function told(column: ProposedColumn): string {
  if ('ignored' in column) return 'ignored'
  if ('reverse' in column) return `reverse of ${column.reverse.table}.${column.reverse.column}`
  if ('link' in column) return `link to ${column.link}`
  const { format } = column
  return format.type === 'date' || format.type === 'dateTime'
    ? `${format.type} ${format.format ?? ''}`
    : format.type
}

function columnsOf({ tables }: ProposedSync, table: string): Readonly<Record<string, string>> {
  const found = tables.find(({ name }) => name === table)
  return Object.fromEntries((found?.columns ?? []).map((column) => [column.name, told(column)]))
}

function notesOf({ tables }: ProposedSync, name: string): readonly string[] {
  return tables.flatMap(({ columns }) =>
    columns.flatMap((one) => (one.name === name ? one.notes : [])),
  )
}

describe('a definition that exports propose', () => {
  it('has the type that a whole column proves, and text where one cell breaks it', async () => {
    const proposed = await propose({
      Prints: [
        ['Name', 'Price', 'Share', 'Sold', 'Day', 'Number', 'Broken', 'Tags'],
        ['a', '£1,250.00', '40%', 'checked', '19/10/2025', '7', '5', 'x,y'],
        ['b', '£90.00', '12.5%', '', '2/9/2025', '12', '6', 'x'],
        ['c', '', '', 'checked', '', '', 'about 7', 'y,x'],
      ],
    })
    deepEqual(columnsOf(proposed, 'Prints'), {
      ...{ Name: 'text', Price: 'currency', Share: 'percent', Sold: 'checkbox' },
      ...{ Day: 'date D/M/YYYY', Number: 'number', Broken: 'text', Tags: 'choices' },
    })
    match(notesOf(proposed, 'Broken').join(), /2 of its cells are number.*"about 7"/)
    deepEqual(proposed.questions, [])
  })

  it('asks where day and month look alike, and takes the answer', async () => {
    const dates: Rows = [
      ['Name', 'Day'],
      ['a', '1/2/2025'],
      ['b', '3/4/2025'],
    ]
    const open = await propose({ Prints: dates })
    deepEqual(
      open.questions.map(({ table, column }) => [table, column]),
      [['Prints', 'Day']],
    )
    equal(columnsOf(open, 'Prints')['Day'], 'text')
    const answer = { type: 'date', format: 'M/D/YYYY' } as const
    const answered = await propose({ Prints: dates }, new Map([[roleKey('Prints', 'Day'), answer]]))
    deepEqual(answered.questions, [])
    equal(columnsOf(answered, 'Prints')['Day'], 'date M/D/YYYY')
  })

  it('says of an empty column that nothing shows what it is', async () => {
    const proposed = await propose({
      Prints: [
        ['Name', 'Done'],
        ['a', ''],
        ['b', ''],
      ],
    })
    equal(columnsOf(proposed, 'Prints')['Done'], 'text')
    match(notesOf(proposed, 'Done').join(), /all of its cells are empty/)
  })

  it('finds links by the names of records, and which side has one', async () => {
    const proposed = await propose({
      Prints: [
        ['Name', 'Editions'],
        ['Bridge', 'Bridge 1,Bridge 2'],
        ['Harbour, Evening', '"Harbour, Evening 1"'],
      ],
      Editions: [
        ['Edition', 'Print'],
        ['Bridge 1', 'Bridge'],
        ['Bridge 2', 'Bridge'],
        ['Harbour, Evening 1', 'Harbour, Evening'],
      ],
    })
    equal(columnsOf(proposed, 'Editions')['Print'], 'link to Prints')
    equal(columnsOf(proposed, 'Prints')['Editions'], 'reverse of Editions.Print')
  })

  it('links the side that is not called like the other table, where each has one so far', async () => {
    const proposed = await propose({
      Prints: [
        ['Name', 'Editions'],
        ['Bridge', 'Bridge 1'],
      ],
      Editions: [
        ['Edition', 'Print'],
        ['Bridge 1', 'Bridge'],
      ],
    })
    equal(columnsOf(proposed, 'Editions')['Print'], 'link to Prints')
    equal(columnsOf(proposed, 'Prints')['Editions'], 'reverse of Editions.Print')
  })

  it('keeps links to several records on both sides as names', async () => {
    const proposed = await propose({
      Prints: [
        ['Name', 'Artists'],
        ['Bridge', 'Ann,Bob'],
        ['Harbour', 'Ann'],
      ],
      Artists: [
        ['Name', 'Prints'],
        ['Ann', 'Bridge,Harbour'],
        ['Bob', 'Bridge'],
      ],
    })
    equal(columnsOf(proposed, 'Prints')['Artists'], 'choices')
    equal(columnsOf(proposed, 'Artists')['Prints'], 'choices')
    match(notesOf(proposed, 'Artists').join(), /several records of Artists/)
  })

  it('links a table to itself', async () => {
    const proposed = await propose({
      People: [
        ['Name', 'Boss'],
        ['Ann', ''],
        ['Bob', 'Ann'],
        ['Cid', 'Ann'],
      ],
    })
    equal(columnsOf(proposed, 'People')['Boss'], 'link to People')
  })

  const IDENTITIES: readonly (readonly [string, Rows, unknown])[] = [
    [
      'Airtable’s own ids',
      [
        ['Name', 'Record ID'],
        ['a', 'recAAAAAAAAAAAAAA'],
        ['a', 'recBBBBBBBBBBBBBB'],
      ],
      { recordId: 'Record ID', columns: [] },
    ],
    [
      'a number that counts',
      [
        ['Name', 'No.'],
        ['a', '1'],
        ['a', '2'],
      ],
      { columns: ['No.'] },
    ],
    [
      'unique names',
      [
        ['Name', 'No.'],
        ['a', '1'],
        ['b', '1'],
      ],
      { columns: ['Name'] },
    ],
  ]
  for (const [title, rows, expected] of IDENTITIES)
    it(`tells records apart by ${title}`, async () => {
      deepEqual((await propose({ Prints: rows })).tables[0]?.identity, expected)
    })

  it('says what is to be done where nothing tells records apart', async () => {
    const { tables } = await propose({
      Prints: [
        ['Name', 'Size'],
        ['a', 'x'],
        ['a', 'y'],
        ['', 'z'],
      ],
    })
    match(tables[0]?.identity.note ?? '', /RECORD_ID\(\)/)
  })

  it('is a definition that can be read, whatever columns are called', async () => {
    const names = ['Name', 'name', 'Ünïcode ✓', '%', '"quoted"', 'airtable_id', '123', 'a\nb', '']
    const proposed = await propose({
      'Odd "Table"': [names, names.map((_, place) => `value ${place}`)],
      Empty: [['Name', 'Other']],
    })
    const text = definitionText(proposed, { environment: 'studio', exports: 'air table/exports' })
    const sync = parseAirtableSync(text, 'odd.airtable.jsonc')
    const [odd] = sync.tables
    const columns = odd?.columns.map(({ column }) => column) ?? []
    equal(columns.length, names.length)
    equal(new Set(columns).size, names.length)
    ok(
      columns.every((column) => /^[a-z][a-z0-9_]*$/.test(column)),
      columns.join(),
    )
  })
})
