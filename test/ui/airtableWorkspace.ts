import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { PGlite } from '@electric-sql/pglite'
import { createPgliteFolder } from '../../scripts/lib/pgliteTemplate.mjs'
import { lockFolder, unlockFolder } from '../../src/core/database/dialects/pglite/folderLock'
import { temporaryFolder } from '../helpers/temporary'

const DRYDOCK = `{
  "environments": {
    "studio": { "url": "pglite:./databases/studio" }
  }
}
`

const IMAGES = 'https://v5.airtableusercontent.com/v3/u/41/41/1799999999999'

type Rows = readonly (readonly string[])[]

const PRINTS: Rows = [
  ['Name', 'Description', 'Total Editions', 'Web Link', 'Notes', 'Image', 'Editions'],
  [
    'Bridge at Dawn',
    'Seen from the old ferry landing, first light',
    '25',
    'https://example.org/prints/bridge-at-dawn',
    '',
    `bridge (1).jpg (${IMAGES}/abc/def),bridge (2).jpg (${IMAGES}/ghi/jkl)`,
    'Bridge at Dawn - 1,Bridge at Dawn - 2,Bridge at Dawn - 3',
  ],
  [
    'Harbour, Evening',
    'Second state, with the crane',
    '10',
    'https://example.org/prints/harbour-evening',
    'Paper: 300 g\nDeckle edge on two sides',
    `harbour, evening.png (${IMAGES}/mno/pqr)`,
    '"Harbour, Evening - 1","Harbour, Evening - 2"',
  ],
  ['Market Hall', '', '50', '', '', '', 'Market Hall - 1,Market Hall - 2,Market Hall - 3'],
  ['Night Ferry', 'Drypoint', '12', '', 'No more than 12', '', 'Night Ferry - 1,Night Ferry - 2'],
  ['Winter Garden', 'A conservatory', '30', '', '', '', 'Winter Garden - 1,Winter Garden - 2'],
  ['The "Blue" Door', '', '20', '', 'Title as on the plate', '', '"The ""Blue"" Door - 1"'],
  ['Salt Marsh', 'Two plates', '15', '', '', '', 'Salt Marsh - 1,Salt Marsh - 2'],
  ['Low Tide', '', '8', '', '', '', ''],
]

const DISTRIBUTORS: Rows = [
  [
    ...['Name', 'Commission %', 'Notes', 'Contact Number', 'Web Address', 'Net Revenue'],
    ...['Last Update', 'Editions'],
  ],
  [
    ...['Gallery North', '40%', '', '+44 20 7946 0018', 'https://gallery-north.example'],
    ...['£1,204.50', '19/10/2025'],
    'Bridge at Dawn - 1,Bridge at Dawn - 2,Market Hall - 1,Night Ferry - 2,Salt Marsh - 1',
  ],
  [
    ...['Paper & Ink', '35%', 'Settles quarterly', '+44 131 496 0032'],
    ...['https://paper-and-ink.example', '£812.50', '2/9/2025'],
    '"Harbour, Evening - 1","Harbour, Evening - 2",Winter Garden - 1,Winter Garden - 2',
  ],
  ['Direct Sale', '0%', '', '', '', '£770.00', '30/9/2025', 'Bridge at Dawn - 3,Night Ferry - 1'],
]

/** Nobody knows a “Corner Shop”, and of all days of sale none says whether it is a day or a month. */
const EDITIONS: Rows = [
  [
    ...['Edition', 'Print', 'Edition Number', 'Distributor', 'Size', 'Frame Type', 'Printed'],
    ...['Sold', 'Retail Price', 'Date Sold', 'Weeks in Gallery'],
  ],
  edition('Bridge at Dawn', 1, 'Gallery North,Large,Framed,checked,checked,450.00,2/9/2025,16'),
  edition('Bridge at Dawn', 2, 'Gallery North,Large,Tube only,checked,,380.00,,23'),
  edition('Bridge at Dawn', 3, 'Direct Sale,Small,Tube only,checked,checked,150.00,11/6/2025,4'),
  edition('Harbour, Evening', 1, 'Paper & Ink,Large,Mounted,checked,checked,1250.00,3/9/2025,13'),
  edition('Harbour, Evening', 2, 'Paper & Ink,Large,Framed,checked,,890.00,,16'),
  edition('Market Hall', 1, 'Gallery North,Small,Framed,checked,checked,90.00,4/10/2025,11'),
  edition('Market Hall', 2, 'Corner Shop,Small,Framed,checked,,90.00,,12'),
  edition('Market Hall', 3, ',Small,Tube only,,,70.00,,NaN'),
  edition('Night Ferry', 1, 'Direct Sale,Large,Mounted,checked,checked,620.00,11/3/2025,2'),
  edition('Night Ferry', 2, 'Gallery North,Large,Framed,checked,,640.00,,9'),
  edition('Winter Garden', 1, 'Paper & Ink,Large,Framed,checked,checked,410.00,7/2/2025,6'),
  edition('Winter Garden', 2, 'Paper & Ink,Large,Framed,checked,,410.00,,41'),
  edition('The "Blue" Door', 1, ',Small,Tube only,checked,,120.00,,'),
  edition('Salt Marsh', 1, 'Gallery North,Small,Framed,checked,,210.00,,3'),
  edition('Salt Marsh', 2, ',Small,Tube only,,,180.00,,'),
]

function edition(print: string, number: number, rest: string): readonly string[] {
  const [distributor = '', size = '', frame = '', printed = '', sold = '', ...others] =
    rest.split(',')
  const [price = '', ...last] = others
  const pounds = `£${price.replace(/(\d)(\d{3}\.)/, '$1,$2')}`
  const name = `${print} - ${number}`
  return [name, print, `${number}`, distributor, size, frame, printed, sold, pounds, ...last]
}

const EXPORTS: Readonly<Record<string, Rows>> = {
  'Prints-Grid view.csv': PRINTS,
  'Distributors-Grid view.csv': DISTRIBUTORS,
  'Editions-All Records.csv': EDITIONS,
}

/** A workspace with exports of an art publisher's base, and an empty embedded database for them. */
export async function createAirtableWorkspace(): Promise<string> {
  const folder = join(temporaryFolder('airtable'), 'publisher')
  mkdirSync(join(folder, 'airtable_export'), { recursive: true })
  writeFileSync(join(folder, 'drydock.jsonc'), DRYDOCK)
  for (const [name, rows] of Object.entries(EXPORTS))
    writeFileSync(exportPath(folder, name), exportText(rows))
  await createPgliteFolder(databaseFolder(folder))
  return folder
}

/** As if the base had been edited and exported again. */
export function editExport(folder: string, name: string, change: (text: string) => string): void {
  const path = exportPath(folder, name)
  const before = readFileSync(path, 'utf8')
  const after = change(before)
  if (after === before) throw new Error(`nothing of "${name}" was changed`)
  writeFileSync(path, after)
}

/** The synced tables as bytes, read without Drydock from a copy: the extension gives the folder up when it is asked for it. */
export async function readSyncedTables(folder: string): Promise<Readonly<Record<string, string>>> {
  const copy = join(temporaryFolder('studio'), 'database')
  await lockFolder(databaseFolder(folder), 20_000)
  try {
    cpSync(databaseFolder(folder), copy, { recursive: true })
  } finally {
    await unlockFolder(databaseFolder(folder))
  }
  const database = await PGlite.create(copy)
  try {
    const tables: Record<string, string> = {}
    for (const table of ['prints', 'distributors', 'editions']) {
      const question = `copy (select * from ${table} order by id) to '/dev/blob' with (format csv, header)`
      tables[table] = (await (await database.query(question)).blob?.text()) ?? ''
    }
    return tables
  } finally {
    await database.close()
  }
}

function databaseFolder(folder: string): string {
  return join(folder, 'databases', 'studio')
}

function exportPath(folder: string, name: string): string {
  return join(folder, 'airtable_export', name)
}

/** As Airtable writes it: a byte order mark, no more quotes than needed, no line end behind the last row. */
function exportText(rows: Rows): string {
  const cell = (text: string) => (/[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text)
  return `\ufeff${rows.map((row) => row.map(cell).join(',')).join('\n')}`
}
