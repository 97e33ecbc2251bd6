import { deepEqual, equal, match, ok } from 'node:assert/strict'
import { mkdirSync, utimesSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import type { WantedExport } from '../../../../../src/core/airtable/exports/exportClaims'
import { isSameFile } from '../../../../../src/core/airtable/exports/exportFile'
import { findExports } from '../../../../../src/core/airtable/exports/findExports'
import { openUnchanged } from '../../../../../src/core/source/records/files/sourceFile'
import { temporaryFolder } from '../../../../helpers/temporary'

/** A folder with these files, each with the second in which it was modified. */
function folderOf(files: Readonly<Record<string, number>>): string {
  const folder = temporaryFolder('exports')
  for (const [name, second] of Object.entries(files)) {
    writeFileSync(join(folder, name), 'Name\nOne')
    utimesSync(join(folder, name), second, second)
  }
  return folder
}

/** What is found for each table: the name of its file, or what kind of problem there is. */
async function found(folder: string, wanted: readonly WantedExport[]) {
  const all = await findExports(folder, wanted)
  return all.map((one) => (one.status === 'found' ? one.file.name : one.problem.kind))
}

async function problemOf(folder: string, wanted: readonly WantedExport[]) {
  const [first] = await findExports(folder, wanted)
  ok(first?.status === 'problem', 'a problem is expected')
  return first.problem
}

const PRINTS = { table: 'Prints' }

describe('the exports in a folder', () => {
  for (const [title, files, wanted, expected] of [
    [
      'are those whose names begin with the table',
      { 'Prints-Grid view.csv': 1, 'Editions-All Records.csv': 1, 'notes.txt': 9 },
      [PRINTS, { table: 'Editions' }],
      ['Prints-Grid view.csv', 'Editions-All Records.csv'],
    ],
    [
      'are those modified last',
      { 'Prints-Grid view.csv': 5, 'Prints-Grid view (1).csv': 7, 'Prints-Grid view (2).csv': 6 },
      [PRINTS],
      ['Prints-Grid view (1).csv'],
    ],
    [
      'are those with the highest number where the moments are the same',
      { 'Prints-A (1).csv': 5, 'Prints-A (9).csv': 5, 'Prints-A (10).csv': 5 },
      [PRINTS],
      ['Prints-A (10).csv'],
    ],
    [
      'are the first by name where the numbers are the same too',
      { 'prints-A.csv': 5, 'Prints-A.csv': 5 },
      [PRINTS],
      ['Prints-A.csv'],
    ],
    [
      'belong to the longer name of a table',
      { 'Prints-Grid view.csv': 1, 'Prints-Old-Grid view.csv': 2 },
      [PRINTS, { table: 'Prints-Old' }],
      ['Prints-Grid view.csv', 'Prints-Old-Grid view.csv'],
    ],
    [
      'belong to the longer name also where the other table has a pattern',
      { 'Prints-Grid view.csv': 1, 'Prints-Old-Grid view.csv': 2 },
      [{ table: 'Prints', pattern: 'Prints*.csv' }, { table: 'Prints-Old' }],
      ['Prints-Grid view.csv', 'Prints-Old-Grid view.csv'],
    ],
    [
      'belong to the pattern that says more than a name',
      { 'Prints-Grid view.csv': 1, 'Prints-Old-Grid view.csv': 2 },
      [PRINTS, { table: 'Archive', pattern: 'prints-old*.csv' }],
      ['Prints-Grid view.csv', 'Prints-Old-Grid view.csv'],
    ],
    [
      'belong to the name that says more than a pattern',
      { 'other.csv': 1, 'Prints-Grid view.csv': 2 },
      [{ table: 'Rest', pattern: '*.csv' }, PRINTS],
      ['other.csv', 'Prints-Grid view.csv'],
    ],
    [
      'are not taken of several views',
      { 'Prints-Grid view.csv': 1, 'Prints-Gallery.csv': 2 },
      [PRINTS],
      ['severalViews'],
    ],
    [
      'are taken of several views by a pattern, the last of those that fit',
      { 'Prints-Grid view.csv': 1, 'Prints-Grid small.csv': 2, 'Prints-Gallery.csv': 3 },
      [{ table: 'Prints', pattern: 'prints-grid*' }],
      ['Prints-Grid small.csv'],
    ],
    [
      'are none that are being downloaded, hidden or locked',
      {
        'Prints-A.csv.crdownload': 9,
        'Prints-A.csv.part': 9,
        '.Prints-A.csv': 9,
        '~$Prints-A.csv': 9,
        'Prints-A.csv': 1,
      },
      [{ table: 'Prints', pattern: '*Prints*' }],
      ['Prints-A.csv'],
    ],
    [
      'are not those of two tables at once',
      { 'all.csv': 1 },
      [
        { table: 'Prints', pattern: 'all.csv' },
        { table: 'Editions', pattern: 'ALL.csv' },
      ],
      ['sharedFile', 'sharedFile'],
    ],
  ] as const)
    it(title, async () => {
      deepEqual(await found(folderOf(files), wanted), expected)
    })

  it('have the view that their names tell', async () => {
    const folder = folderOf({ 'Prints-Old-Grid view.csv': 1, 'foo-bar (1).csv': 2 })
    const wanted = [PRINTS, { table: 'Editions', pattern: 'foo*' }]
    const all = await findExports(folder, wanted)
    const views = all.map((one) => one.status === 'found' && one.file.view)
    deepEqual(views, ['Old-Grid view', 'bar'])
  })

  it('may lie in another folder, and are no folders', async () => {
    const folder = temporaryFolder('exports')
    mkdirSync(join(folder, 'prints', 'Prints-Folder.csv'), { recursive: true })
    writeFileSync(join(folder, 'prints', 'Prints-A.csv'), 'Name')
    const wanted = [{ table: 'Prints', pattern: 'prints/Prints-*.csv' }]
    deepEqual(await found(folder, wanted), ['Prints-A.csv'])
    const parent = [{ table: 'Prints', pattern: '../prints/Prints-*.csv' }]
    deepEqual(await found(join(folder, 'exports'), parent), ['Prints-A.csv'])
  })

  it('say when a partial download of the same name lies beside them', async () => {
    const folder = folderOf({ 'Prints-A.csv': 1, 'PRINTS-A.csv.part': 1, 'Editions-A.csv': 1 })
    const all = await findExports(folder, [PRINTS, { table: 'Editions' }])
    const downloading = all.map((one) => one.status === 'found' && one.file.downloading)
    deepEqual(downloading, [true, false])
  })
})

describe('an export that is not found', () => {
  it('names the views to choose from, the newest first', async () => {
    const files = { 'Prints-Grid.csv': 4, 'Prints-Grid (1).csv': 1, 'Prints-Gallery.csv': 3 }
    const { names, message } = await problemOf(folderOf(files), [PRINTS])
    deepEqual(names, ['Prints-Grid.csv', 'Prints-Gallery.csv'])
    match(message, /several views of the table "Prints".*the newest is "Prints-Grid.csv"$/)
  })

  it('names a file that is near', async () => {
    const { mend } = await problemOf(folderOf({ 'Print-Grid view.csv': 1, 'b.csv': 1 }), [PRINTS])
    match(mend, /did you mean "Print-Grid view.csv"\?/)
  })

  it('names a file that is near to its pattern, and the files that are not', async () => {
    const folder = folderOf({ 'Prints-Grid.csv': 1, 'Prints.csv.part': 1 })
    const near = await problemOf(folder, [{ table: 'P', pattern: 'Print-Grid.csv' }])
    match(near.mend, /did you mean "Prints-Grid.csv"\?/)
    const far = await problemOf(folder, [{ table: 'P', pattern: 'editions.csv' }])
    match(far.message, /the name "editions.csv", which is that of the table "P"/)
    deepEqual(far.names, ['Prints-Grid.csv'])
  })

  it('names the folder that is near to one that is not there', async () => {
    const folder = temporaryFolder('exports')
    const { kind, mend } = await problemOf(`${folder}x`, [PRINTS])
    equal(kind, 'noFolder')
    match(mend, new RegExp(`did you mean "${basename(folder)}"`))
    match((await problemOf(join(folder, 'a', 'b'), [PRINTS])).mend, /There is no folder .*a either/)
  })

  it('says so of a folder that is none', async () => {
    const folder = folderOf({ 'a.csv': 1 })
    equal((await problemOf(join(folder, 'a.csv'), [PRINTS])).kind, 'unreadableFolder')
  })
})

describe('the file of an export', () => {
  it('can be opened by readers of records until it is another one', async () => {
    const folder = folderOf({ 'Prints-A.csv': 1 })
    const [one] = await findExports(folder, [PRINTS])
    ok(one?.status === 'found')
    await (await openUnchanged(one.file)).close()
    equal(await isSameFile(one.file), true)
    writeFileSync(one.file.path, 'Name\nTwo')
    equal(await isSameFile(one.file), false)
  })
})
