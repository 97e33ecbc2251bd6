/** Rows that are put into several tables at once, and what is left where some of them are refused. */
import { deepEqual, ok, rejects } from 'node:assert/strict'
import fc from 'fast-check'
import { openDatabase } from '../../src/core/database/database'
import { DatabaseError } from '../../src/core/database/errors'
import type { Load, Session } from '../../src/core/database/session'
import { sql } from '../../src/core/database/sql'
import type { Value } from '../../src/core/util/value'
import { parseConnectionUrl } from '../../src/core/workspace/connectionUrl'
import {
  describeEngines,
  languageOf,
  manySessions,
  ownsServer,
  type Engine,
  type TestDatabase,
} from '../helpers/engines'
import { hasPooler, startPooler, type Pooler } from '../helpers/pgbouncer'

type Texts = readonly Value[]

const load = (table: string, rows: Load['rows']): Load => ({
  ...{ table: sql.id(table), rows },
  columns: [
    { name: 'id', castType: 'int' },
    { name: 'text', castType: 'text' },
  ],
})

const numbered = (texts: Texts) => texts.map((text, id) => [String(id), text])

/** More than sockets hold between here and the server. */
const MANY = Array.from({ length: 4000 }, () => 'é\\\n'.repeat(500))

function loadsRows(engine: Engine, isPooled: boolean): void {
  let database: TestDatabase
  let pooler: Pooler | undefined
  let url = ''
  const ids = sql.raw(languageOf(engine) === 'mysql' ? 'cast(id as char)' : 'id::text')

  before(async () => {
    database = await engine.createDatabase()
    const type = languageOf(engine) === 'mysql' ? 'longtext' : 'text'
    for (const table of ['one', 'other'])
      await engine.query(database.url, `create table ${table} (id int primary key, text ${type})`)
    if (isPooled) pooler = await startPooler(database.url, 'session')
    url = pooler?.through(database.url) ?? database.url
  })
  after(async () => {
    await pooler?.close()
    await database.drop()
  })

  function withSession<T>(work: (session: Session) => Promise<T>): Promise<T> {
    const parsed = parseConnectionUrl(url)
    ok('url' in parsed && parsed.url.engine !== 'pglite')
    const { database: name = '', ...server } = parsed.url
    return openDatabase({ ...server, database: name }, 'here', 'write').withSession(work)
  }

  /** Puts them there instead of what is there. */
  const replace = (session: Session, ...loads: readonly Load[]) =>
    session.transaction('write', async () => {
      for (const { table } of loads) await session.execute(sql`delete from ${table}`)
      await session.loadRows(...loads)
    })

  async function read(session: Session): Promise<readonly Load['rows'][]> {
    const found: Load['rows'][] = []
    for (const { table } of [load('one', []), load('other', [])]) {
      const { rows } = await session.execute(
        sql`select ${ids} as number, text from ${table} order by id`,
      )
      found.push(rows.map((row) => [row['number'] ?? null, row['text'] ?? null]))
    }
    return found
  }

  it('are there in every table, as they are', () =>
    withSession(async (session) => {
      const texts = fc.array(fc.option(fc.string({ unit: 'grapheme' }), { nil: null }))
      const check = async (one: Texts, other: Texts) => {
        await replace(session, load('one', numbered(one)), load('other', numbered(other)))
        deepEqual(await read(session), [numbered(one), numbered(other)])
      }
      await fc.assert(fc.asyncProperty(texts, texts, check), { numRuns: 40 })
    }))

  it('are there however many they are', () =>
    withSession(async (session) => {
      await replace(session, load('one', numbered(MANY)), load('other', numbered(MANY)))
      deepEqual(await read(session), [numbered(MANY), numbered(MANY)])
    }))

  const twice = [...numbered(MANY), ['0', 'once more']]
  const refused: readonly (readonly [string, readonly Load[]])[] = [
    ['one', [load('one', [...twice.slice(-1), ...twice]), load('other', numbered(MANY))]],
    ['other', [load('one', numbered(MANY)), load('other', twice)]],
    ['one', [load('one', twice), load('other', [['no number', null]])]],
  ]
  for (const [index, [table, loads]] of refused.entries())
    it(`are in none where one is refused: ${index + 1} of ${refused.length}`, () =>
      withSession(async (session) => {
        await replace(session, load('one', [['1', 'a']]), load('other', []))
        await rejects(replace(session, ...loads), (error) => {
          ok(error instanceof DatabaseError && error.facts.duplicate === true, String(error))
          if (languageOf(engine) === 'postgres')
            deepEqual([error.facts.constraint], [`${table}_pkey`])
          return true
        })
        deepEqual(await read(session), [[['1', 'a']], []])
        await replace(session, load('one', [['2', 'b']]), load('other', [['3', null]]))
        deepEqual(await read(session), [[['2', 'b']], [['3', null]]])
      }))

  it('are part of the transaction that they begin', () =>
    withSession(async (session) => {
      await replace(session, load('one', []), load('other', []))
      const [first, second] = [load('one', [['1', 'a']]), load('other', [['1', 'b']])]
      await session.transaction('write', () => session.loadRows(first, second))
      deepEqual(await read(session), [[['1', 'a']], [['1', 'b']]])
      for (const [fault, work] of [
        [/nothing more/, () => Promise.reject(new Error('nothing more'))],
        [/missing/, () => session.execute(sql`select * from missing`)],
        [/duplicate/i, () => session.loadRows(first)],
      ] as const)
        await rejects(
          session.transaction('write', async () => {
            await session.loadRows(load('one', [['2', 'c']]), load('other', [['2', 'd']]))
            await work()
          }),
          fault,
        )
      await rejects(
        session.transaction('write', () => session.loadRows(first)),
        /duplicate/i,
      )
      deepEqual(await read(session), [[['1', 'a']], [['1', 'b']]])
    }))

  it('are refused where the transaction that they begin only reads', () =>
    withSession(async (session) => {
      await replace(session, load('one', []), load('other', []))
      await rejects(
        session.transaction('read', () => session.loadRows(load('one', [['1', 'a']]))),
        /read[- ]only/i,
      )
      deepEqual(await read(session), [[], []])
    }))

  it('are there at once after a transaction in which nothing was done', () =>
    withSession(async (session) => {
      await replace(session, load('one', []), load('other', []))
      for (const mode of ['read', 'write'] as const) {
        await session.transaction(mode, () => Promise.resolve())
        await rejects(
          session.transaction(mode, () => Promise.reject(new Error('no'))),
          /no/,
        )
      }
      await session.loadRows(load('one', [['1', 'a']]))
      await withSession(async (other) => deepEqual(await read(other), [[['1', 'a']], []]))
    }))

  it('are refused where there is no such table, and the session goes on', () =>
    withSession(async (session) => {
      await replace(session, load('one', []), load('other', []))
      for (const loads of [
        [load('missing', numbered(MANY)), load('one', numbered(MANY))],
        [load('one', numbered(MANY)), load('missing', numbered(MANY))],
      ])
        await rejects(
          session.transaction('write', () => session.loadRows(...loads)),
          /missing/,
        )
      deepEqual(await read(session), [[], []])
    }))
}

describeEngines('rows that are loaded', (engine) => loadsRows(engine, false), {
  languages: ['postgres', 'mysql'],
  where: manySessions,
})

describeEngines('rows that are loaded by way of a pooler', (engine) => loadsRows(engine, true), {
  languages: ['postgres'],
  where: (engine) => ownsServer(engine) && hasPooler(),
})

describeEngines(
  'bytes that are copied',
  (engine) => {
    it('are in no table where they break off, and the session goes on', async () => {
      const { url, drop } = await engine.createDatabase()
      try {
        await engine.query(url, 'create table one (id int primary key, text text)')
        const parsed = parseConnectionUrl(url)
        ok('url' in parsed && parsed.url.engine === 'postgres')
        const { database: name = '', ...server } = parsed.url
        const target = openDatabase({ ...server, database: name }, 'here', 'write')
        await target.withSession(async (session) => {
          for (const lines of [0, 1, 100_000]) {
            const chunks = async function* () {
              for (let line = 0; line < lines; line++) yield Buffer.from(`${line}\ta\n`)
              await Promise.resolve()
              throw new Error('no more')
            }
            const copied = session.relay?.copyIn(sql`one (id, text)`, 'text', chunks())
            await rejects(Promise.resolve(copied), /no more/)
            const { rows } = await session.execute(sql`select count(*)::text as n from one`)
            deepEqual(rows, [{ n: '0' }])
          }
        })
      } finally {
        await drop()
      }
    })
  },
  { languages: ['postgres'], where: manySessions },
)
