/** Scripts are taken apart where psql would, and nothing of them is lost. */
import { deepEqual, equal, throws } from 'node:assert/strict'
import * as fc from 'fast-check'
import { splitStatements } from '../../../src/core/database/dialects/postgres/pgDump/splitStatements'
import { sectionStatements } from '../../../src/core/database/dialects/postgres/pgDump/sections'

const statementsOf = (script: string) =>
  splitStatements(script)
    .filter(({ kind }) => kind === 'statement')
    .map(({ text }) => text)

const BODY = `create function f(a int) returns int language sql
begin atomic
  select case when a > 0 then (case a when 1 then 2 else 3 end) else case a when -1 then 0 end end;
  insert into t values ('; end', "end;"); -- end;
  select 1 as "case"; /* end; */
end`

/** Each is one statement, with its semicolon still to come. */
const ONE: readonly (readonly [subject: string, statement: string])[] = [
  ['a string', `select 'a;b'`],
  ['a doubled quote', `select 'a'';b'`],
  ['a backslash that is only one', `select 'a\\', 'b;\\'`],
  ['a string with escapes', `select E'a\\';b\\\\', e'\\';'`],
  ['a name that ends in e before a string', `select type'a\\', ';b'`],
  ['a quoted name', `select "a;""b'" from "--;"`],
  ['a dollar quote', `do $$ begin; 'x $a$ " end; $$`],
  ['a dollar quote with a tag', `do $ünïcode_1$ ; $$ ; $x$ ; $ünïcode_1$`],
  ['a dollar quote that holds the start of its own tag', `do $a$ $a ; $A$ ; $a$`],
  ['dollars in a name', `select a$b;c$ from t`.replace(';', '_')],
  ['a parameter', `prepare p as select $1, $2`],
  ['a comment to the end of the line', `select 1 -- it's; not\n + 2`],
  ['comments in comments', `select /* ; /* ' ; */ " ; */ 1`],
  ['brackets', `create rule r as on insert to t do also (insert into a values (1); select 2; )`],
  ['the body of a function in SQL', BODY],
  [
    'that of a procedure',
    BODY.replace('function f(a int) returns int', 'OR REPLACE PROCEDURE f()'),
  ],
  ['a function that returns what it calls', `create function f() returns int return 1`],
  ['a function whose name is begin', `create function public.begin() returns int as 'select 1;'`],
  [
    'a table whose columns are words of bodies',
    `create table t (begin int, atomic int, "end" int)`,
  ],
  ['BEGIN ATOMIC in a comment on something else', `comment on function f() is 'BEGIN ATOMIC'`],
  ['lines that begin with a backslash, in a string', `select '\n\\restrict x\n;'`],
  ['names beyond ASCII', `create table "😀;" (größe int, 名前 text)`],
]

describe('a script of statements', () => {
  for (const [subject, statement] of ONE)
    it(`is not cut by ${subject}`, () => {
      const others = ['select 1;', `${statement};`, `${statement};`, 'select 2;']
      deepEqual(statementsOf(others.join('')), others)
      deepEqual(statementsOf(others.join('\n-- x;\n\n')), others)
    })

  it('may end without a semicolon, or in the middle of a quote', () => {
    for (const end of [
      'select 2',
      `select '`,
      'select $$;',
      'select "',
      'select /* ;',
      `select E'\\`,
    ])
      deepEqual(statementsOf(`select 1;\n${end}`), ['select 1;', end])
  })

  it('has none of psql’s own commands, comments and empty statements', () => {
    const script = `--\n-- dump;\n--\n\n\\restrict a'b\n\n/* ; */ ; ;\nselect 1;\n\\connect x;y\n\\unrestrict a'b\n`
    deepEqual(statementsOf(script), ['select 1;'])
    equal(splitStatements(script).length, 3)
  })

  it('is read with backslashes where it says so', () => {
    const off = 'SET standard_conforming_strings = off;'
    const on = 'SET standard_conforming_strings = on;'
    const script = [off, `select 'a\\';b';`, on, `select 'a\\';`, `select 'b';`]
    deepEqual(statementsOf(script.join('\n')), script)
  })

  it('is all of its pieces, whatever it is', () => {
    const token = fc.constantFrom(
      ...[`'`, `"`, '$$', '$a$', '$', ';', '(', ')', '--', '/*', '*/', '\n', '\\', ' ', 'E', '1'],
      ...['begin', 'atomic', 'case', 'end', 'create', 'function', 'f', '\n\\restrict x\n', 'é😀'],
    )
    const scripts = fc.oneof(fc.array(token, { maxLength: 60 }), fc.array(fc.string()))
    fc.assert(
      fc.property(scripts, (tokens) => {
        const script = tokens.join('')
        const pieces = splitStatements(script)
        equal(pieces.map(({ text }) => text).join(''), script)
        for (const [index, { kind, text }] of pieces.entries()) {
          equal(text === '', false)
          if (kind === 'between') equal(pieces[index + 1]?.kind ?? 'statement', 'statement')
        }
      }),
      { numRuns: 2_000 },
    )
  })

  it('gives back statements that were put together, in any order', () => {
    const statement = fc.constantFrom(...ONE.map(([, text]) => `${text};`))
    const gap = fc.constantFrom('', '\n', ' -- ;\n', '/* ; /* */ */', '\n\\unrestrict x;\n', ';')
    fc.assert(
      fc.property(fc.array(fc.tuple(statement, gap)), (pairs) => {
        const script = pairs.map(([text, between]) => text + between).join('')
        deepEqual(
          statementsOf(script),
          pairs.map(([text]) => text),
        )
      }),
    )
  })
})

describe('a section of a dump', () => {
  it('has no settings that are the session’s matter', () => {
    const kept = ['SET row_security = off;', 'SET transaction_timeout_of_mine = 1;']
    const script = [
      ...['SET statement_timeout = 0;', 'SET lock_timeout = 0;', "SET client_encoding = 'UTF8';"],
      ...['SET idle_in_transaction_session_timeout = 0;', 'SET transaction_timeout = 0;', ...kept],
    ]
    deepEqual(sectionStatements(Buffer.from(script.join('\n'))), kept)
  })

  it('that is no text is refused', () => {
    const bytes = Buffer.from("comment on table t is '\xff';", 'latin1')
    throws(() => sectionStatements(bytes), /not in UTF-8/)
  })
})
