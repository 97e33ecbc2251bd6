/** What pg_dump says of a database, installed or in WebAssembly: all of it, exactly, and of one moment. */
import assert from 'node:assert/strict'
import {
  dumpSchema,
  dumpSchemaBy,
  type SchemaDump,
  type SchemaDumpOptions,
} from '../../src/core/database/dialects/postgres/pgDump/dumpSchema'
import { allEngines, describeEngines, ownsServer, type Engine } from '../helpers/engines'
import {
  allStatements,
  endpointOf,
  hasInstalledProgram,
  inWebAssembly,
  majorVersion,
  programsFor,
  type NamedProgram,
} from '../helpers/pgDumps'
import { dumpedSchema } from './dumpedSchema'

const EXCLUDED = { excludeSchemas: ['drydock'] }

const ODD_NAMES = ['dbname=postgres', 'postgres://x/y?host=z', `it's "😀" %41\\`, ' ']

const quoted = (name: string) => `"${name.replaceAll('"', '""')}"`

/** Printed or read otherwise under other settings. */
const SENSITIVE = String.raw`
create table a (at timestamptz default '2024-02-29 12:00:00+00', text text default E'a\\b\';');
comment on table a is E'a\\b \' ; c';
create function f() returns text language sql as E'select ''\\ ; '' ';`

const SETTINGS = [
  `timezone = 'Asia/Kathmandu'`,
  `search_path = 'nowhere'`,
  `statement_timeout = 100`,
  `standard_conforming_strings = off`,
  `client_encoding = 'LATIN1'`,
  `datestyle = 'German'`,
]

async function databaseWith(engine: Engine, script: string): Promise<string> {
  const { adminUrl } = await engine.createDatabase()
  await engine.query(adminUrl, script)
  return adminUrl
}

/** Each statement by itself, in one session of the plain driver. */
async function replay(engine: Engine, dump: SchemaDump): Promise<string> {
  const { adminUrl } = await engine.createDatabase()
  const session = await engine.connect(adminUrl)
  try {
    for (const statement of allStatements(dump))
      await session.query(statement).catch((error: unknown) => {
        throw new Error(`${String(error)} in\n${statement}`)
      })
  } finally {
    await session.close()
  }
  return adminUrl
}

const dumpBy = (program: NamedProgram, url: string, options?: SchemaDumpOptions) =>
  dumpSchemaBy(program.of(endpointOf(url)), endpointOf(url), options)

/** What differs between the versions of pg_dump and means the same: they name a relation's sort before its owner or not. */
function withoutWording(statement: string): string {
  return statement
    .replace(/^ALTER (?:VIEW|MATERIALIZED VIEW|SEQUENCE) (.* OWNER TO )/, 'ALTER TABLE $1')
    .replace(/^ALTER FOREIGN TABLE ONLY /, 'ALTER FOREIGN TABLE ')
    .replace(/^(ALTER DEFAULT PRIVILEGES .* ON \w+) {2}TO /, '$1 TO ')
}

describeEngines(
  'the schema that pg_dump gives',
  (engine) => {
    for (const program of programsFor(engine)) {
      const dump = (url: string, options?: SchemaDumpOptions) => dumpBy(program, url, options)

      it(`by ${program.name} is the same after it was made anew`, async () => {
        const url = await databaseWith(engine, dumpedSchema(majorVersion(engine)))
        const first = await dump(url, EXCLUDED)
        assert.deepEqual(await dump(await replay(engine, first), EXCLUDED), first)
      })

      it(`by ${program.name} is by the version that it is said to be by`, async () => {
        const { by, dump: run } = program.of(endpointOf((await engine.createDatabase()).url))
        const { signal } = new AbortController()
        const text = new TextDecoder().decode(await run({ args: ['--schema-only'], signal }))
        const version = /Dumped by pg_dump version (\S+)/.exec(text)?.[1] ?? 'none'
        assert.ok(by.startsWith(`pg_dump ${version}`), `${by}, and ${version}`)
      })

      it(`by ${program.name} is that of an exported snapshot`, async () => {
        const url = await databaseWith(engine, 'create table before (a integer primary key)')
        const holder = await engine.connect(url)
        try {
          await holder.query('begin isolation level repeatable read')
          const [row] = await holder.query('select pg_export_snapshot() as snapshot')
          await engine.query(url, 'create table later (a integer primary key)')
          const tables = async (options?: SchemaDumpOptions) =>
            allStatements(await dump(url, options)).filter((text) =>
              text.startsWith('CREATE TABLE'),
            )
          assert.equal((await tables({ snapshot: row?.['snapshot'] ?? '' })).length, 1)
          assert.equal((await tables()).length, 2)
        } finally {
          await holder.close()
        }
      })

      it(`by ${program.name} has indexes and constraints in its second part`, async () => {
        const url = await databaseWith(
          engine,
          `create table a (b integer primary key, c text); create index d on a (c);
           create view e as select b, c from a group by b; grant select on a to public`,
        )
        const { preData, postData } = await dump(url)
        const kinds = (statements: readonly string[]) =>
          statements
            .filter((text) => !/^(?:SET|SELECT)|OWNER TO/.test(text))
            .map((text) => /^(?:CREATE OR REPLACE VIEW|\w+ \w+)/.exec(text)?.[0])
        assert.deepEqual(kinds(preData), ['CREATE TABLE', 'CREATE VIEW', 'GRANT SELECT'])
        assert.deepEqual(kinds(postData), ['ALTER TABLE', 'CREATE INDEX', 'CREATE OR REPLACE VIEW'])
      })

      it(`by ${program.name} leaves schemas out by their very names`, async () => {
        const names = ['drydock', 'Dry*', 'a"b', 'a.b', '$;😀', 'kept', 'drydock_kept', 'dryX']
        const script = names.map((name) => `create schema ${quoted(name)};`).join('')
        const url = await databaseWith(engine, script)
        const excludeSchemas = names.slice(0, 5)
        const { preData } = await dump(url, { excludeSchemas })
        assert.deepEqual(
          preData.filter((text) => text.startsWith('CREATE SCHEMA')),
          ['"dryX"', 'drydock_kept', 'kept'].map((name) => `CREATE SCHEMA ${name};`),
        )
      })

      it(`by ${program.name} is of databases in other encodings, too`, async () => {
        const { adminUrl } = await engine.createDatabase()
        const database = `${endpointOf(adminUrl).database}_encoded`
        const url = new URL(adminUrl)
        url.pathname = database
        const make = `create database ${database} template template0 locale 'C' encoding`
        for (const [encoding, expected] of [
          ['LATIN1', /CREATE TABLE public\."größe;" \(/],
          ['SQL_ASCII', /byte sequence for encoding "UTF8"/],
        ] as const) {
          await engine.query(adminUrl, `${make} '${encoding}'`)
          try {
            const table = `create table %I ()`
            const name = `convert_from('\\x6772f6df653b', '${encoding}')`
            await engine.query(url.href, `do $$ begin execute format('${table}', ${name}); end $$`)
            const dumped = dump(url.href).then(allStatements, (error: unknown) => [String(error)])
            assert.match((await dumped).join('\n'), expected)
          } finally {
            await engine.query(adminUrl, `drop database ${database} with (force)`)
          }
        }
      })

      it(`by ${program.name} is whole where one object is larger than what is read at once`, async () => {
        const url = await databaseWith(
          engine,
          `create table a (b integer);
           do $$ begin execute format('comment on table a is %L', repeat(E'é;\\n', 1500000)); end $$`,
        )
        const { preData } = await dump(url)
        const expected = `COMMENT ON TABLE public.a IS '${'é;\n'.repeat(1_500_000)}';`
        assert.ok(preData.includes(expected))
      })

      it(`by ${program.name} is of the database with that name, whatever the name looks like`, async () => {
        const url = await databaseWith(engine, 'create table only_there ()')
        const maintenance = new URL(url)
        maintenance.pathname = '/postgres'
        const names = [...ODD_NAMES, endpointOf(url).database]
        let [from = ''] = names.slice(-1)
        for (const name of names) {
          const rename = `alter database ${quoted(from)} rename to ${quoted(name)}`
          await engine.query(maintenance.href, rename)
          from = name
          const endpoint = { ...endpointOf(url), database: name }
          const { preData } = await dumpSchemaBy(program.of(endpoint), endpoint)
          assert.match(preData.join('\n'), /CREATE TABLE public.only_there /)
        }
      })
    }

    it('does not depend on what the database is set to', async () => {
      const url = await databaseWith(engine, SENSITIVE)
      const before = await dumpBy(inWebAssembly, url)
      for (const setting of SETTINGS)
        await engine.query(url, `alter database ${quoted(endpointOf(url).database)} set ${setting}`)
      assert.deepEqual(await dumpBy(inWebAssembly, url), before)
      for (const program of programsFor(engine)) {
        const copy = await replay(engine, await dumpBy(program, url))
        assert.deepEqual(await dumpBy(inWebAssembly, copy), before, program.name)
      }
    })

    it('is had with or without client programs that are new enough', async () => {
      const url = await databaseWith(engine, 'create table a (b integer)')
      const dump = await dumpSchema(endpointOf(url), {
        serverVersion: majorVersion(engine) * 10_000,
      })
      assert.match(dump.by, hasInstalledProgram(engine) ? /^pg_dump [\d.]+$/ : /WebAssembly/)
      assert.ok(dump.preData.some((text) => text.startsWith('CREATE TABLE public.a (')))
    })
  },
  { where: ownsServer },
)

describeEngines(
  'the schema that an installed pg_dump gives',
  (engine) => {
    it('is what the one in WebAssembly gives, but for wording', async () => {
      const url = await databaseWith(engine, dumpedSchema(majorVersion(engine)))
      const [here, installed] = await Promise.all(
        programsFor(engine).map((program) => dumpBy(program, url)),
      )
      assert.ok(here !== undefined && installed !== undefined)
      for (const part of ['preData', 'postData'] as const)
        assert.deepEqual(here[part].map(withoutWording), installed[part].map(withoutWording))
    })
  },
  { where: (engine) => ownsServer(engine) && hasInstalledProgram(engine) },
)

/** Newer servers print a view's columns without the table's name where there is one table, and complete locales. */
function asPrintedLater(statement: string): string {
  return statement
    .replace(/(?<=[\s(])(?:parents|grouped|events|steps)\.(?=\w)/g, '')
    .replace(`'en-u-kn')`, `'en-u-kn-true')`)
}

const servers = allEngines().filter((engine) => ownsServer(engine) && engine.kind === 'postgres')

for (const older of servers)
  for (const newer of servers.filter((one) => majorVersion(one) > majorVersion(older)))
    describe(`the schema that pg_dump gives of ${older.id}, made in ${newer.id}`, () => {
      for (const program of programsFor(older))
        it(`is the same there (${program.name})`, async () => {
          const url = await databaseWith(older, dumpedSchema(majorVersion(older)))
          const first = await dumpBy(program, url, EXCLUDED)
          const there = await dumpBy(inWebAssembly, await replay(newer, first), EXCLUDED)
          const again = await dumpBy(inWebAssembly, await replay(newer, there), EXCLUDED)
          assert.deepEqual(again, there)
          const same = (dump: SchemaDump) =>
            allStatements(dump).map(withoutWording).map(asPrintedLater)
          assert.deepEqual(same(there), same(first))
        })

      after(async () => {
        await older.verifyReleased()
        await newer.verifyReleased()
      })
    })
