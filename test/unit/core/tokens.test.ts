import assert from 'node:assert/strict'
import fc from 'fast-check'
import { rewriteDatabaseNames } from '../../../src/core/schema/tokens/databaseNames'
import { tokenize, type TokenOptions } from '../../../src/core/schema/tokens/tokens'

const mysql: TokenOptions = { language: 'mysql' }
const ansi: TokenOptions = { language: 'mysql', ansiQuotes: true }
const plain: TokenOptions = { language: 'mysql', noBackslashEscapes: true }
const postgres: TokenOptions = { language: 'postgres' }

const names = new Map([
  ['data', 'data_test-x'],
  ['config', 'config_test-x'],
])

const cases: readonly (readonly [
  title: string,
  options: TokenOptions,
  sql: string,
  expected: string,
])[] = [
  ['a table', mysql, 'select * from data.jobs', 'select * from `data_test-x`.jobs'],
  ['in quotes', mysql, 'select `data`.`jobs`.`id`', 'select `data_test-x`.`jobs`.`id`'],
  ['with space around the dot', mysql, 'data /* x */ . jobs', '`data_test-x` /* x */ . jobs'],
  ['all columns', mysql, 'data.*', '`data_test-x`.*'],
  ['two databases', mysql, 'data.a join config.b', '`data_test-x`.a join `config_test-x`.b'],
  ['another letter case', mysql, 'DATA.jobs', '`data_test-x`.jobs'],
  ['a column of that name', mysql, 'select j.data from jobs j', 'select j.data from jobs j'],
  ['a table of that name', mysql, 'select data from data', 'select data from data'],
  ['a column of a table of a database', mysql, 'x.data.y', 'x.data.y'],
  ['a longer name', mysql, 'data2.jobs, my_data.jobs', 'data2.jobs, my_data.jobs'],
  ['a text', mysql, `'data.jobs' "data.jobs"`, `'data.jobs' "data.jobs"`],
  [
    'a quote that is escaped',
    mysql,
    String.raw`'it\'s data.jobs' data.jobs`,
    String.raw`'it\'s data.jobs' ${'`data_test-x`'}.jobs`,
  ],
  [
    'backslashes that escape nothing',
    plain,
    String.raw`'it\' + data.jobs + '\'`,
    String.raw`'it\' + ${'`data_test-x`'}.jobs + '\'`,
  ],
  ['double quotes that are names', ansi, '"data"."jobs"', '"data_test-x"."jobs"'],
  [
    'comments',
    mysql,
    '-- data.jobs\n# data.jobs\n/* data.jobs */ data.jobs',
    '-- data.jobs\n# data.jobs\n/* data.jobs */ `data_test-x`.jobs',
  ],
  ['a comment that is run', mysql, '/*!50003 data.jobs */', '/*!50003 `data_test-x`.jobs */'],
  ['no comment', mysql, '5--1, data.jobs', '5--1, `data_test-x`.jobs'],
  ['three names', postgres, 'select data.public.jobs', 'select "data_test-x".public.jobs'],
  ['a schema of that name', postgres, 'select data.jobs', 'select data.jobs'],
  [
    'a dollar-quoted text',
    postgres,
    '$a$ data.public.jobs $a$ data.public.jobs',
    '$a$ data.public.jobs $a$ "data_test-x".public.jobs',
  ],
  [
    'comments in comments',
    postgres,
    '/* /* x */ data.public.jobs */ data.public.jobs',
    '/* /* x */ data.public.jobs */ "data_test-x".public.jobs',
  ],
  [
    'upper case in quotes',
    postgres,
    '"DATA".public.jobs, DATA.public.jobs',
    '"DATA".public.jobs, "data_test-x".public.jobs',
  ],
]

describe('names of databases in SQL', () => {
  for (const [title, options, sql, expected] of cases)
    it(`get others: ${title}`, () => {
      assert.equal(rewriteDatabaseNames(sql, names, options).sql, expected)
    })

  it('are told of where they stand in texts', () => {
    const sql = `execute immediate 'insert into data.jobs values (1)'; select 'database', 'data-2', "from config.x"`
    const { mentions, replaced } = rewriteDatabaseNames(sql, names, mysql)
    assert.equal(replaced, 0)
    assert.deepEqual(
      mentions.map(({ name }) => name),
      ['data', 'config'],
    )
  })

  for (const options of [mysql, ansi, plain, postgres])
    it(`stay in a text that is whole (${JSON.stringify(options)})`, () => {
      const piece = fc.constantFrom(
        ...[
          "'",
          '"',
          '`',
          '$$',
          '$a$',
          '--',
          '/*',
          '*/',
          '#',
          '\\',
          '\n',
          ' ',
          '.',
          'data',
          'é',
          '😀',
          ';',
        ],
      )
      fc.assert(
        fc.property(fc.array(fc.oneof(piece, fc.string({ unit: 'binary' }))), (pieces) => {
          const text = pieces.join('')
          assert.equal(
            tokenize(text, options)
              .map((token) => token.text)
              .join(''),
            text,
          )
        }),
        { numRuns: 1000 },
      )
    })

  it('can be given back', () => {
    const back = new Map([...names].map(([from, to]) => [to, from]))
    const word = fc.constantFrom(
      'data',
      'config',
      'x',
      '.',
      '.',
      ' ',
      '`data`',
      "'data.x'",
      '/*data.x*/',
      ',',
    )
    fc.assert(
      fc.property(fc.array(word), (words) => {
        const there = rewriteDatabaseNames(words.join(' '), names, mysql)
        const again = rewriteDatabaseNames(there.sql, back, mysql)
        assert.equal(again.replaced, there.replaced)
        const bare = (text: string) => text.replaceAll('`', '')
        assert.equal(bare(again.sql), bare(words.join(' ')))
      }),
      { numRuns: 1000 },
    )
  })
})
