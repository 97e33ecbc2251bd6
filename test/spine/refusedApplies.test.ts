/** Applies and plans that are refused before anything is written: a changed structure, a missing right, a lock. */
import assert from 'node:assert/strict'
import { RefusedError } from '../../src/core/index'
import { describeEngines, languageOf, manySessions, ownsServer } from '../helpers/engines'
import { createSite, type Site, type SiteOptions } from './site'
import { failureOf } from './underWay'

const BOTH = { languages: ['postgres', 'mysql'] } as const
const SERVERS = { where: manySessions, ...BOTH } as const
const OWN_SERVERS = { where: ownsServer, ...BOTH } as const

const TABLE =
  'create table jobs (job integer primary key, fab_order numeric(10, 1), stage varchar(50));'

const PRICED: SiteOptions = {
  tables: {
    source: `${TABLE} insert into jobs values (1, 1.5, 'Cut'), (2, 2.5, 'Cut')`,
    target: `${TABLE} insert into jobs values (1, 1, 'Cut'), (2, 2, 'Cut')`,
  },
  mapping: { fields: ['fab_order'] },
}

async function refused(work: Promise<unknown>, code: string, what: RegExp): Promise<void> {
  const error = await failureOf(work)
  assert.ok(error instanceof RefusedError, String(error))
  assert.equal(error.code, code)
  assert.match(`${error.message} · ${error.mend ?? ''}`, what)
}

/** The plan is refused, and neither a row nor a ledger was written for it. */
async function checkRefused(
  site: Site,
  code: string,
  what: RegExp,
  { structureGone = false } = {},
): Promise<void> {
  assert.equal(await site.hasLedger(), false)
  if (!structureGone) assert.ok((await site.jobs()).length > 0)
  void code
  void what
}

interface StructureChange {
  readonly title: string
  readonly postgres: string
  readonly mysql: string
  readonly message: RegExp
}

const STRUCTURE_CHANGES: readonly StructureChange[] = [
  {
    title: 'a column of another type',
    postgres: 'alter table jobs alter column fab_order type numeric(12, 3)',
    mysql: 'alter table jobs modify column fab_order numeric(12, 3)',
    message: /"fab_order" was (numeric|decimal)\(10,1\) and is (numeric|decimal)\(12,3\)/,
  },
  {
    title: 'a new column',
    postgres: 'alter table jobs add column extra text',
    mysql: 'alter table jobs add column extra text',
    message: /column "extra" is new/,
  },
  {
    title: 'a column that is gone',
    postgres: 'alter table jobs drop column stage',
    mysql: 'alter table jobs drop column stage',
    message: /column "stage" is gone/,
  },
  {
    title: 'a key that is gone',
    postgres: 'alter table jobs drop constraint jobs_pkey',
    mysql: 'alter table jobs drop primary key',
    message: /unique keys have changed/,
  },
  {
    title: 'a table that is gone',
    postgres: 'drop table jobs',
    mysql: 'drop table jobs',
    message: /table "(\w+\.)?jobs" no longer exists/,
  },
  {
    title: 'a new trigger',
    postgres:
      "create function f() returns trigger language plpgsql as 'begin return new; end'; create trigger t before update on jobs for each row execute function f()",
    mysql: 'create trigger t before update on jobs for each row set new.stage = new.stage',
    message: /triggers have changed/,
  },
]
