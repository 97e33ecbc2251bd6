/** What is refused before anything is written: a changed structure, a missing right, a locked target, a trick. */
import assert from 'node:assert/strict'
import { planDefinition, RefusedError } from '../../src/core/index'
import { describeEngines, languageOf, manySessions, ownsServer } from '../helpers/engines'
import { createSite, type Site, type SiteOptions } from './site'
import { writeMapping } from './spineWorkspace'
import { failureOf } from './underWay'

const BOTH = { languages: ['postgres', 'mysql'] } as const
const SERVERS = { where: manySessions, ...BOTH } as const
const OWN_SERVERS = { where: ownsServer, ...BOTH } as const

async function checkRefused(
  site: Site,
  work: Promise<unknown>,
  { code, message }: { readonly code: string; readonly message: RegExp },
): Promise<void> {
  const error = await failureOf(work)
  assert.ok(error instanceof RefusedError, String(error))
  assert.equal(error.code, code)
  assert.match(`${error.message}; ${error.mend ?? ''}`, message)
  assert.equal(await site.hasLedger(), false, 'nothing was written')
}

const TABLE =
  'create table jobs (job integer primary key, fab_order numeric(10, 1), stage varchar(50));'

const PRICED: SiteOptions = {
  tables: {
    source: `${TABLE} insert into jobs values (1, 1.5, 'Cut'), (2, 2.5, 'Cut')`,
    target: `${TABLE} insert into jobs values (1, 1, 'Cut'), (2, 2, 'Cut')`,
  },
  mapping: { fields: ['fab_order'] },
}

interface StructureChange {
  readonly title: string
  readonly sql: string
  /** Where it has other words for it. */
  readonly mysql?: string
  readonly message: RegExp
}

const STRUCTURE_CHANGES: readonly StructureChange[] = [
  {
    title: 'a column of another type',
    sql: 'alter table jobs alter column fab_order type numeric(12, 3)',
    mysql: 'alter table jobs modify column fab_order numeric(12, 3)',
    message: /"fab_order" was (numeric|decimal)\(10,1\) and is (numeric|decimal)\(12,3\)/,
  },
  {
    title: 'a new column',
    sql: 'alter table jobs add column extra text',
    message: /column "extra" is new/,
  },
  {
    title: 'a column that is gone',
    sql: 'alter table jobs drop column stage',
    message: /column "stage" is gone/,
  },
  {
    title: 'a key that is gone',
    sql: 'alter table jobs drop constraint jobs_pkey',
    mysql: 'alter table jobs drop primary key',
    message: /unique keys have changed/,
  },
  {
    title: 'a table that is gone',
    sql: 'drop table jobs',
    message: /table "\w+\.jobs" no longer exists/,
  },
  {
    title: 'a new trigger',
    sql: `create function f() returns trigger language plpgsql as 'begin return new; end';
create trigger t before update on jobs for each row execute function f()`,
    mysql: 'create trigger t before update on jobs for each row set new.stage = new.stage',
    message: /triggers have changed/,
  },
]

describeEngines(
  'a plan for another structure',
  (engine) => {
    const isMysql = languageOf(engine) === 'mysql'
    const code = 'plan-structure-changed'

    for (const { title, sql, mysql = sql, message } of STRUCTURE_CHANGES)
      it(`is refused: ${title}`, async () => {
        const site = await createSite(engine, PRICED)
        const plan = await site.plan()
        await site.query('target', isMysql ? mysql : sql)
        await checkRefused(site, site.apply(plan), { code, message })
      })

    it('is refused: in the source', async () => {
      const site = await createSite(engine, PRICED)
      const plan = await site.plan()
      await site.query('source', 'alter table jobs add column extra text')
      const message = /"production" has changed/
      await checkRefused(site, site.apply(plan), { code, message })
    })

    it('is refused by undo, naming the column', async () => {
      const site = await createSite(engine, PRICED)
      const { run } = await site.apply(await site.plan())
      const retype = isMysql ? 'modify column fab_order text' : 'alter column fab_order type text'
      await site.query('target', `alter table jobs ${retype}`)
      const { code: undoCode, message } = await failureOf(site.planUndo(run.id))
      assert.equal(undoCode, 'undo-structure-changed')
      assert.match(
        message,
        /"fab_order" of "\w+\.jobs" was (numeric|decimal)\(10,1\) and is (long)?text/,
      )
    })
  },
  SERVERS,
)

/** Ends of a statement, second statements, other files, and a way around the session's read-only hold. */
const TRICKS = [
  '1); drop table jobs; --',
  '1) from jobs s; drop table jobs; select (1',
  "1) from jobs) to program 'touch never' --",
  "1)) to 'never' --",
  "set_config('transaction_read_only', 'off', false)::int; delete from jobs",
  '(with gone as (delete from jobs returning 1) select 1 from gone)',
  '1 /* ',
  '1 from jobs) described, (select 2',
  "(select 1 into outfile 'never')",
  '@@session.transaction_read_only := 0',
]

/** Conditions that would be none of the whole mapping's any more. */
const NOT_ONE_CONDITION = [
  'job < 3 or true) and (true',
  'job < 3) or (true',
  'true as char) = cast(true',
  'true) -- ',
]

/** What has two values, or none of the row's own: fields after it would get what is another's. */
const NOT_OF_ONE_ROW = {
  postgres: [
    'job) , (1',
    'stage, job',
    'max(stage)',
    'row_number() over ()',
    'generate_series(1, 2)',
  ],
  mysql: ['job) , (1', 'stage, job', 'max(stage)', 'row_number() over ()'],
} as const

/** What fails for one row. */
const NO_VALUE = {
  postgres: "(1 / (job - 5)) || ''",
  mysql: 'exp(case job when 5 then 1000 else job end)',
} as const

const SNEAK = {
  postgres: `create table trap (n integer);
create function sneak(n integer) returns text language plpgsql as 'begin insert into trap values (n); return n; end'`,
  mysql: `create table trap (n integer);
create function sneak(n integer) returns text begin insert into trap values (n); return n; end`,
} as const

describeEngines(
  'an expression of a mapping',
  (engine) => {
    it('writes nothing, not even through a function', async () => {
      const site = await createSite(engine, {
        mapping: { fields: [{ expression: 'sneak(job)', target: 'stage' }] },
      })
      await site.query('source', SNEAK[languageOf(engine)])
      await assert.rejects(site.plan(), /read.only transaction/i)
      assert.deepEqual(await site.query('source', 'select * from trap'), [])
    })

    it('is refused where it is more than an expression', async () => {
      const site = await createSite(engine)
      const mapping = {
        source: { environment: 'production', table: 'jobs' },
        target: { environment: 'sandbox', table: 'jobs' },
        key: 'job',
      }
      const all = async () => [
        await site.jobs(),
        await site.query('source', 'select * from jobs order by job'),
      ]
      const before = await all()
      for (const expression of NOT_OF_ONE_ROW[languageOf(engine)]) {
        const fields = [{ expression, target: 'stage' }]
        const path = writeMapping(site.workspace, 'trick', { ...mapping, fields })
        await assert.rejects(planDefinition(site.workspace, path, {}), (error: Error) => {
          assert.equal(error.name, 'DefinitionError', expression)
          return true
        })
      }
      for (const where of NOT_ONE_CONDITION) {
        const source = { ...mapping.source, where }
        const path = writeMapping(site.workspace, 'trick', {
          ...mapping,
          source,
          fields: ['stage'],
        })
        const isRefused = (error: Error) => error.name === 'DefinitionError'
        await assert.rejects(planDefinition(site.workspace, path, {}), isRefused, where)
      }
      for (const expression of TRICKS) {
        const fields = [{ expression, target: 'stage' }]
        const path = writeMapping(site.workspace, 'trick', { ...mapping, fields })
        await assert.rejects(planDefinition(site.workspace, path, {}), expression)
      }
      assert.deepEqual(await all(), before)
    })

    it('is named with its line where it has no value for a row', async () => {
      const site = await createSite(engine, {
        mapping: { fields: [{ expression: NO_VALUE[languageOf(engine)], target: 'stage' }] },
      })
      await assert.rejects(site.plan(), (error: Error) => {
        assert.equal(error.name, 'DefinitionError', error.stack)
        assert.match(
          error.message,
          /jobs\.mapping\.jsonc:\d+:\d+: reading the rows failed, and the expression may have no value for one of them: /,
        )
        return true
      })
    })
  },
  SERVERS,
)

describeEngines(
  'protection',
  (engine) => {
    const otherNames = [
      ['the same address', (url: string) => url],
      ['another name of the host', (url: string) => url.replace('127.0.0.1', 'localhost')],
    ] as const
    for (const [title, rename] of otherNames)
      it(`follows the database to an open environment: ${title}`, async () => {
        const site = await createSite(engine, {
          environments: { live: { url: '${env:LIVE}', protection: 'locked' } },
          variables: ({ target }) => ({ LIVE: rename(target) }),
        })
        const message = /same database as "live"/
        await checkRefused(site, site.apply(await site.plan()), { code: 'target-locked', message })
      })

    it('wants the name of a guarded target, and no other', async () => {
      const sandbox = { url: '${env:SANDBOX_DATABASE_URL}', protection: 'guarded' }
      const site = await createSite(engine, { environments: { sandbox } })
      const plan = await site.plan()
      for (const confirm of [undefined, 'Sandbox', 'production', ''])
        await checkRefused(site, site.apply(plan, { confirm }), {
          code: 'confirmation-needed',
          message: /sandbox/,
        })
      const { run } = await site.apply(plan, { confirm: 'sandbox' })
      assert.equal(run.counts.applied, 10)
    })
  },
  SERVERS,
)

describeEngines(
  'people who may not',
  (engine) => {
    const isMysql = languageOf(engine) === 'mysql'
    /** A user of MySQL with these rights; in PostgreSQL rights are taken from the one that there is. */
    const user = `drydock_test_${process.pid}`
    const asUser = ({ target }: { readonly target: string }): Record<string, string> =>
      isMysql ? { SANDBOX_DATABASE_URL: target.replace('//engineer:', `//${user}:`) } : {}

    async function createUser(site: Site, ...grants: readonly string[]): Promise<void> {
      const { password } = new URL(site.target.url)
      await site.query(
        'target',
        `create or replace user '${user}'@'%' identified by '${password}'; ${grants.map((grant) => `grant ${grant} to '${user}'@'%'`).join('; ')}`,
      )
    }

    const inDatabase = (postgres: string) => `do $$ begin ${postgres}; end $$`

    it('update, are refused', async () => {
      const site = await createSite(engine, { variables: asUser })
      if (isMysql) await createUser(site, 'select on jobs')
      else
        await site.query(
          'target',
          'alter table jobs owner to postgres; grant select on jobs to public',
        )
      const message = /update of column "stage".*grant select, update on/
      const work = site.plan().then((plan) => site.apply(plan))
      await checkRefused(site, work, { code: 'update-not-permitted', message })
    })

    it('write by default, are refused', async () => {
      const site = await createSite(engine)
      const plan = await site.plan()
      await site.query(
        'target',
        isMysql
          ? 'set global read_only = on'
          : inDatabase(
              "execute format('alter database %I set default_transaction_read_only to on', current_database())",
            ),
      )
      try {
        await assert.rejects(site.apply(plan), /(default_transaction_read_only|read_only) is on/)
        assert.equal(await site.hasLedger(), false)
      } finally {
        if (isMysql) await site.query('target', 'set global read_only = off')
      }
    })

    // Who may not read a table of MySQL does not see that there is one.
    if (!isMysql)
      it('read the ledger, are told the grant for that alone', async () => {
        const site = await createSite(engine)
        await site.query(
          'target',
          'create schema drydock; create table drydock.ledger (token text)',
        )
        await assert.rejects(site.plan(), (error: Error & { mend?: string }) => {
          assert.match(error.message, /the ledger cannot be read/)
          assert.match(error.mend ?? '', /grant select on all tables in schema drydock/)
          return true
        })
      })

    it('create the ledger, are told the grant', async () => {
      const site = await createSite(engine, { variables: asUser })
      if (isMysql) await createUser(site, 'select, update on jobs')
      const plan = await site.plan()
      if (!isMysql)
        await site.query(
          'target',
          inDatabase(
            "execute format('alter database %I owner to postgres', current_database()); execute format('revoke create on database %I from public', current_database())",
          ),
        )
      const start = await site.jobs()
      const message = /grant create/
      await checkRefused(site, site.apply(plan), { code: 'ledger-not-permitted', message })
      assert.deepEqual(await site.jobs(), start)
    })
  },
  OWN_SERVERS,
)
