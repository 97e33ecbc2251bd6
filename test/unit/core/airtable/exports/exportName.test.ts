import { deepEqual, equal } from 'node:assert/strict'
import {
  isNoExport,
  matchesTable,
  parseExportName,
  viewOf,
} from '../../../../../src/core/airtable/exports/exportName'
import { nameTest } from '../../../../../src/core/airtable/exports/namePattern'

describe('the name of an export', () => {
  for (const [name, table, view, copy] of [
    ['Prints-Grid view.csv', 'Prints', 'Grid view', 0],
    ['Prints-Grid view (1).csv', 'Prints', 'Grid view', 1],
    ['Prints-Grid view(12).csv', 'Prints', 'Grid view', 12],
    ['Editions-All Records.CSV', 'Editions', 'All Records', 0],
    ['Prints-Old-Grid view.csv', 'Prints-Old', 'Grid view', 0],
    ['Prints - Grid view.csv', 'Prints', 'Grid view', 0],
    ['Prints.csv', 'Prints', '', 0],
    ['Prints (3).csv', 'Prints', '', 3],
    ['Prints-.csv', 'Prints', '', 0],
    ['-Grid view.csv', '-Grid view', '', 0],
    ['Œuvres-Vue 1.csv', 'Œuvres', 'Vue 1', 0],
    // A year is no copy, nor is what stands alone.
    ['Prints-Grid view (2024).csv', 'Prints', 'Grid view (2024)', 0],
    ['Prints-(1).csv', 'Prints', '(1)', 0],
    ['Prints-Grid view (0).csv', 'Prints', 'Grid view (0)', 0],
    ['v1.2-Grid.csv', 'v1.2', 'Grid', 0],
  ] as const)
    it(`${name} has the parts "${table}" and "${view}", copy ${copy}`, () => {
      deepEqual(parseExportName(name), { table, view, copy })
    })

  for (const name of ['Prints.xlsx', 'Prints', '.csv', ' .csv', 'Prints.csv.crdownload', ''])
    it(`"${name}" is none`, () => {
      equal(parseExportName(name), undefined)
    })
})

describe('a table', () => {
  for (const [name, table, view] of [
    ['Prints-Grid view.csv', 'Prints', 'Grid view'],
    ['prints-Grid view (2).csv', 'Prints', 'Grid view'],
    ['Prints-Old-Grid view.csv', 'Prints', 'Old-Grid view'],
    ['Prints-Old-Grid view.csv', 'Prints-Old', 'Grid view'],
    ['Prints.csv', 'Prints', ''],
    ['Prints (1).csv', 'Prints', ''],
    ['Prints (1).csv', 'Prints (1)', ''],
    ['Prints (1)-Grid view.csv', 'Prints (1)', 'Grid view'],
    ['Prints-Old.csv', 'Prints-Old', ''],
    // What a file name cannot hold, and what disks do to accents.
    ['Prints_Editions-Grid view.csv', 'Prints/Editions', 'Grid view'],
    ['Who_-Grid view.csv', 'Who?', 'Grid view'],
    ['Cafe\u0301s-Grid view.csv', 'Caf\u00e9s', 'Grid view'],
    ['Prints-Old.csv', 'Old', undefined],
    ['Printshop-Grid view.csv', 'Prints', undefined],
    ['Prin-ts.csv', 'Prints', undefined],
    ['Prints_Old-Grid view.csv', 'Prints-Old', undefined],
    ['Prints-Grid view.xlsx', 'Prints', undefined],
    ['-Grid view.csv', '', undefined],
  ] as const)
    it(`"${table}" ${view === undefined ? 'has not' : `has, as view "${view}",`} ${name}`, () => {
      equal(viewOf(name, table), view)
      equal(matchesTable(name, table), view !== undefined)
    })
})

describe('names that are no exports yet', () => {
  it('are those of partial downloads, hidden files and locks', () => {
    const names = ['a.csv.crdownload', 'a.CSV.PART', 'a.partial', 'a.csv.download', 'a.tmp']
    deepEqual([...names, '.a.csv', '~$a.csv'].filter(isNoExport).length, 7)
    deepEqual(['a.csv', 'part.csv', 'a.tmp.csv', '~a.csv'].filter(isNoExport), [])
  })
})

describe('a pattern of names', () => {
  for (const [pattern, name, fits] of [
    ['Prints*.csv', 'prints-Grid view (1).CSV', true],
    ['Prints-?.csv', 'Prints-A.csv', true],
    ['Prints-?.csv', 'Prints-AB.csv', false],
    ['Prints-?.csv', 'Prints-.csv', false],
    ['prints.csv', 'Prints.csv', true],
    ['Prints.csv', 'PrintsXcsv', false],
    ['Prints (1).csv', 'Prints (1).csv', true],
    ['[a].csv', 'a.csv', false],
    ['*', 'Prints.csv', true],
    ['Caf\u00e9*', 'Cafe\u0301s.csv', true],
  ] as const)
    it(`"${pattern}" ${fits ? 'fits' : 'does not fit'} ${name}`, () => {
      equal(nameTest(pattern)(name), fits)
    })

  it('of many stars takes no longer than one of few', () => {
    equal(nameTest(`${'*'.repeat(60)}x`)('a'.repeat(5000)), false)
  })
})
