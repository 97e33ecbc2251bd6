import assert from 'node:assert/strict'
import { describeEngines, isNewest, ownsServer, type RawSession } from '../../helpers/engines'
import { createSite, type Site } from './site'

/** `engineer` may create databases and is no superuser. What is set up is set up by a superuser. */
interface Case {
  readonly title: string
  /** Run by the superuser. */
  readonly sql: string
  /** What is said, while it is planned where `planned`, and nothing is made. */
  readonly refused?: RegExp
  readonly planned?: boolean
  readonly methods?: readonly ('template' | 'relay')[]
  readonly with?: '--schema-only'
}

const CASES: readonly Case[] = [
  {
    title: 'what it owns',
    sql: 'set role engineer; create table jobs (job integer primary key); insert into jobs values (1), (2)',
  },
  {
    title: 'what others own and it may read',
    sql: 'create table jobs (job integer primary key); insert into jobs values (1), (2); grant select on jobs to engineer',
  },
  {
    title: 'its own rows behind row-level security that is not forced',
    sql: 'set role engineer; create table jobs (job integer); insert into jobs values (1), (2); alter table jobs enable row level security; create policy p on jobs using (job = 1)',
  },
  {
    title: 'the structure of a database with large objects',
    sql: 'set role engineer; select lo_create(4711)',
    with: '--schema-only',
    methods: ['relay'],
  },
  {
    title: 'a table that it may not read',
    sql: 'create table theirs (a integer); insert into theirs values (1)',
    refused: /the role may not read \S*theirs.*pg_read_all_data/s,
    planned: true,
  },
  {
    title: 'a schema that it may not use',
    sql: 'create schema theirs; create table theirs.a (a integer); grant select on theirs.a to engineer',
    refused: /the role may not read theirs\.a/,
    planned: true,
  },
  {
    title: 'a sequence that it may not read',
    sql: 'create sequence theirs',
    refused: /the role may not read \S*theirs/,
    planned: true,
  },
  {
    title: 'rows that a policy hides',
    sql: 'create table secret (a integer); insert into secret values (1), (2); grant select on secret to engineer; alter table secret enable row level security; create policy p on secret using (a = 1)',
    refused: /row-level security hides rows from the role in \S*secret.*BYPASSRLS/s,
    planned: true,
  },
  {
    title: 'rows that a policy hides from their owner',
    sql: 'set role engineer; create table secret (a integer); insert into secret values (1), (2); alter table secret enable row level security; alter table secret force row level security; create policy p on secret using (a = 1)',
    refused: /row-level security hides rows/,
    planned: true,
  },
  {
    title: 'an extension that it may not make',
    sql: 'create extension pageinspect',
    refused: /permission denied to create extension "pageinspect".*use a role that may make it/s,
    methods: ['relay'],
  },
  {
    title: 'an event trigger',
    sql: 'create function et() returns event_trigger language plpgsql as $$ begin end $$; create event trigger et on ddl_command_start execute function et()',
    refused: /permission denied to create event trigger "et".*use a role that may make it/s,
    methods: ['relay'],
  },
  {
    title: 'logins of a foreign server that it does not own',
    sql: `create extension postgres_fdw; create server s foreign data wrapper postgres_fdw options (dbname 'x'); create user mapping for public server s options (user 'a', password 'b')`,
    refused: /would keep user mappings of the foreign server "s".*use a role that owns/s,
    methods: ['template'],
  },
]

describeEngines(
  'environments of an ordinary role',
  (engine) => {
    const METHODS = ['template', 'relay'] as const

    for (const { title, sql, refused, planned, methods = METHODS, ...more } of CASES)
      it(`${refused === undefined ? 'are clones of' : 'are refused for'} ${title}`, async () => {
        const site = await siteWith(sql)
        try {
          for (const method of methods) {
            const { code, stdout, stderr } = await create(site, method, more.with)
            const said = stdout + stderr
            if (refused === undefined) {
              assert.equal(code, 0, said)
              assert.match(stdout, new RegExp(`by ${method}; equal to`))
              const gone = await site.cli(
                ...['environment', 'delete', 'test-x', '--purge', '--yes', '--confirm', 'test-x'],
              )
              assert.equal(gone.code, 0, gone.stderr)
            } else {
              assert.equal(code, planned === true ? 1 : 3, said)
              assert.match(said, refused)
            }
            assert.deepEqual(await site.leftovers('test-x'), [])
          }
        } finally {
          await site.close()
        }
      })

    async function siteWith(sql: string): Promise<Site> {
      const site = await createSite(engine, {
        role: 'engineer',
        file: (base) => ({
          environments: {
            prod: { url: '${env:SERVER_URL}', databases: [base('data')], protection: 'guarded' },
          },
        }),
      })
      const database = await engine.createDatabase()
      const admin = new URL(database.adminUrl)
      admin.pathname = `/${site.base('data')}`
      await engine.query(admin.href, sql)
      await database.drop()
      const init = await site.cli('environment', 'init', '--yes')
      assert.equal(init.code, 0, init.stderr)
      return site
    }

    async function create(site: Site, method: string, rows: string = '--with-data') {
      let busy: RawSession | undefined
      try {
        if (method === 'relay') busy = await engine.connect(site.url(site.base('data')))
        return await site.cli('environment', 'create', 'x', '--from', 'prod', rows, '--yes')
      } finally {
        await busy?.close()
      }
    }
  },
  { where: (one) => ownsServer(one) && isNewest(one) },
)
