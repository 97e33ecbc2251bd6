import { deepEqual, equal } from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { parseAirtableSync } from '../../../../../src/core/airtable/definition/readAirtableSync'
import {
  syncLogStatement,
  tableStatements,
} from '../../../../../src/core/airtable/schema/tableStatements'
import { equalsGolden } from '../../../cli/golden'
import { problemsOf } from '../../../workspace/helpers'

const PRINTS = { table: 'prints', identity: 'Name', columns: { Name: 'name' } }

const whole = (tables: object, parts: object = {}) => ({
  target: { environment: 'studio' },
  exports: 'exports',
  ...parts,
  tables,
})

const parse = (tables: object, parts?: object) =>
  parseAirtableSync(JSON.stringify(whole(tables, parts), null, 1), 'it.airtable.jsonc')

/** Each problem as `at → message`; `at` is the text of the line that it points to, from its column on. */
async function problems(tables: object, parts?: object): Promise<readonly string[]> {
  const lines = JSON.stringify(whole(tables, parts), null, 1).split('\n')
  const found = await problemsOf(() => parse(tables, parts))
  return found.map((problem) => {
    const [, line = '', column = '', text = ''] = /^(\d+):(\d+) ([^]*)$/.exec(problem) ?? []
    return `${lines[Number(line) - 1]?.slice(Number(column) - 1) ?? 'no line'} → ${text}`
  })
}

describe('a file of an Airtable sync', () => {
  it('may leave out nearly everything', () => {
    const sync = parse({ Prints: PRINTS })
    deepEqual([sync.mode, sync.conflict, sync.target.schema], ['incremental', 'keep', 'public'])
    const [prints] = sync.tables
    deepEqual(prints?.identity, { kind: 'columns', columns: ['Name'] })
    deepEqual([prints?.vanished, prints?.ignore, prints?.reverse], ['inactive', [], []])
    deepEqual(prints?.columns[0]?.format, { type: 'text' })
  })

  it('knows how cells are written, what stands for them and what they link to', () => {
    const { tables } = parse({
      Prints: PRINTS,
      Editions: {
        table: 'editions',
        identity: { recordId: 'Record ID' },
        columns: {
          Print: { type: 'link', table: 'Prints', column: 'print_id', required: true },
          Size: {
            type: 'text',
            column: 'size',
            values: { Lg: 'Large' },
            in: ['Large'],
            clean: 'trim',
          },
          Price: { type: 'currency', symbol: 'DKK', column: 'price', as: 'numeric(10,2)' },
        },
      },
    })
    const [print, size, price] = tables[1]?.columns ?? []
    deepEqual([print?.link, print?.required], ['Prints', true])
    deepEqual([size?.values, size?.allowed, size?.clean], [{ Lg: 'Large' }, ['Large'], ['trim']])
    deepEqual(
      [price?.format, price?.sqlType],
      [{ type: 'currency', symbol: 'DKK' }, 'numeric(10,2)'],
    )
    deepEqual(tables[1]?.identity, { kind: 'recordId', column: 'Record ID' })
  })

  const WRONG: readonly (readonly [string, object, readonly string[]])[] = [
    ['has no table', {}, ['{} → there is no table (add one)']],
    [
      'names one table of the database twice',
      { Prints: PRINTS, Others: PRINTS },
      ['"prints", → the table "prints" is named twice (give each its own table)'],
    ],
    [
      'names one column twice',
      { Prints: { ...PRINTS, columns: { Name: 'name', Title: 'name' } } },
      ['"name" → the column "name" is named twice (give each its own column)'],
    ],
    [
      'writes a column of the sync’s own',
      { Prints: { ...PRINTS, columns: { Name: 'name', Id: 'airtable_id' } } },
      [
        '"airtable_id" → "airtable_id" is a column that the sync itself writes (name another column)',
      ],
    ],
    [
      'tells records apart by a column that it does not import',
      {
        Prints: {
          ...PRINTS,
          identity: ['Name', 'Nmuber'],
          columns: { Name: 'name', Number: 'no' },
        },
      },
      [
        '"Nmuber" → the identity names "Nmuber", which is not among the columns (did you mean "Number"?)',
      ],
    ],
    [
      'links to a table that it does not have',
      {
        Prints: {
          ...PRINTS,
          columns: {
            Name: 'name',
            Artist: { type: 'link', table: 'Artists', column: 'artist_id' },
          },
        },
      },
      ['"Artists", → there is no table "Artists" (known: Prints)'],
    ],
    [
      'names as the other side of a link what is none',
      {
        Prints: {
          ...PRINTS,
          columns: { Name: 'name', Editions: { reverse: { table: 'Editions', column: 'Name' } } },
        },
        Editions: { ...PRINTS, table: 'editions' },
      },
      ['"Name" → "Name" is no link of "Editions" (there are none)'],
    ],
    [
      'imports what it ignores',
      { Prints: { ...PRINTS, ignore: ['Name'] } },
      ['"Name" → "Name" is both imported and ignored (remove one of them)'],
    ],
  ]
  for (const [title, tables, expected] of WRONG)
    it(`has a problem at its place where it ${title}`, async () =>
      deepEqual(await problems(tables), expected))

  it('takes as a type nothing that could be more than one', async () => {
    const evil = { type: 'text', column: 'name', as: 'text); drop table prints; --' }
    const [problem = ''] = await problems({ Prints: { ...PRINTS, columns: { Name: evil } } })
    equal(problem.includes('must be a type such as varchar(100)'), true, problem)
  })
})

describe('the art publisher’s definition', () => {
  const file = resolve(
    import.meta.dirname,
    '../../../../../demo/files/art-publisher/art-publisher.airtable.jsonc',
  )
  const sync = parseAirtableSync(readFileSync(file, 'utf8'), 'art-publisher.airtable.jsonc')

  it('makes the tables that the publisher’s plan has, column by column', () => {
    const statements = [...tableStatements(sync, () => true), syncLogStatement(sync)]
    equalsGolden(statements.map((statement) => `${statement};\n`).join('\n'), 'airtable-tables')
  })
})
