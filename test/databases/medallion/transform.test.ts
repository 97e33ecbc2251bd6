import { deepEqual, equal, match, ok, rejects } from 'node:assert/strict'
import { RunStoppedError } from '../../../src/core/apply/carryOutRun'
import { findRun, readOutcomes, readRunLog } from '../../../src/core/index'
import { describeEngines, languageOf } from '../../helpers/engines'
import { pipelineSite, type Json, type PipelineSite } from './pipelineSite'

const LANGUAGES = { languages: ['postgres', 'mysql'] } as const

const flags = {
  postgres: `array_to_string(quality_flags, ',')`,
  mysql: `regexp_replace(quality_flags, '["\\\\[\\\\] ]', '')`,
}

interface Provenance {
  readonly cells: Json
  readonly score: unknown
  readonly sources: Readonly<Record<string, { readonly id: string }>>
}

const source = (name: string, id = 'id') => ({
  type: 'query',
  environment: 'upstream',
  sql: `select * from ${name} order by 1`,
  id,
})

/** What users' own scripts score: accounts of a ticket system, of a directory and of a payroll. */
const PEOPLE: Json = {
  entity: 'user',
  sources: { tdx: source('tdx'), umich_api: source('umich_api'), ldap: source('ldap') },
  silver: {
    table: 'users',
    key: 'uniqname',
    fields: {
      name: { from: 'name', rule: 'majority' },
      email: { from: { tdx: 'email', umich_api: 'mail' }, clean: ['trim', 'lower', 'nullIfEmpty'] },
      department_id: { from: { umich_api: 'department' }, type: 'integer' },
      phone_number: { from: { ldap: 'phone' } },
    },
    validate: { email: { format: 'email' } },
  },
  quality: {
    keyFields: ['name', 'email', 'department_id'],
    mismatches: ['email'],
    informational: ['phone_number'],
  },
}

const TABLES = `
create table tdx (id text, name text, email text);
create table umich_api (id text, name text, mail text, department text);
create table ldap (id text, name text, phone text)`

const ROWS = `
insert into tdx values ('ann', 'Ann', 'Ann@Example.com'), ('bob', 'Bob', 'bob@example.com'), ('cid', 'Cid', null);
insert into umich_api values ('ann', 'Ann', ' ann@example.com', '7'), ('bob', 'Robert', 'robert@example.com', '8'), ('eve', 'Eve', 'no address', '9');
insert into ldap values ('ann', 'Anna', '+1'), ('bob', 'Robert', null)`

describeEngines(
  'a silver table',
  (engine) => {
    const setUp = async (pipeline: Json = PEOPLE): Promise<PipelineSite> => {
      const site = await pipelineSite(engine, pipeline)
      await site.querySource(TABLES)
      await site.querySource(ROWS)
      return site
    }
    const users = (site: PipelineSite) =>
      site.query(
        `select uniqname, name, email, department_id, phone_number, data_quality_score as score, ${flags[languageOf(engine)]} as flags from silver.users order by uniqname`,
      )

    it('has one row for each entity, scored as its users expect', async () => {
      const site = await setUp()
      await site.ingest()
      const { counts, run } = await site.transform()
      deepEqual([counts.created, counts.rejected, run.counts.failed], [3, 1, 1])
      deepEqual(
        (await users(site)).map((row) => Object.values(row).join('|')),
        [
          // Three agree but for the case of letters and one name: nothing is missing, and only the email is compared.
          'ann|Ann|ann@example.com|7|+1|1.00|',
          // 1 − 0.05 for the mismatch; the lack of a telephone is only told.
          'bob|Robert|bob@example.com|8||0.95|email_mismatch,no_phone_number',
          // 1 − 2 × 0.1 for two sources − 2 × 0.05 for two key fields.
          'cid|Cid||||0.70|missing_umich_api_source,missing_ldap_source,missing_email,missing_department_id,no_phone_number',
        ],
      )
      const [kept] = await site.query(`select external_id, message from drydock.quarantine`)
      deepEqual(kept, { external_id: 'eve', message: 'email: format' })
    })

    it('says of each value where it comes from, and of each score why', async () => {
      const site = await setUp()
      await site.ingest()
      await site.transform()
      const [row] = await site.query(
        `select provenance, 1 - data_quality_score as lost from silver.users where uniqname = 'bob'`,
      )
      const { cells, score, sources } = JSON.parse(row?.['provenance'] ?? '') as Provenance
      deepEqual(cells['name'], { source: 'umich_api', rule: 'majority', over: ['tdx'] })
      deepEqual(cells['email'], { source: 'tdx', rule: 'priority', over: ['umich_api'] })
      deepEqual(score, [{ flag: 'email_mismatch', deduct: '0.05' }])
      deepEqual([sources['ldap']?.id, row?.['lost']], ['bob', '0.05'])
    })

    it('changes only where something has changed, and is the same as if all were looked at', async () => {
      const site = await setUp()
      await site.ingest()
      await site.transform()
      await site.querySource(`update tdx set name = 'Robert' where id = 'bob'`)
      await site.querySource(`update umich_api set mail = 'eve@example.com' where id = 'eve'`)
      await site.querySource(`delete from tdx where id = 'cid'`)
      await site.ingest()
      const { counts, full } = await site.transform()
      equal(full, undefined)
      deepEqual([counts.created, counts.updated, counts.deleted], [1, 1, 1])
      const rows = await site.query('select * from silver.users order by uniqname')
      const again = await site.transform({ full: true })
      deepEqual([again.counts.created, again.counts.updated, again.counts.deleted], [0, 0, 0])
      deepEqual(await site.query('select * from silver.users order by uniqname'), rows)
      const nothing = await site.transform()
      deepEqual([nothing.full, nothing.run.counts.total], [undefined, 0])
    })

    it('is as before once a transform is undone, and gets it all again', async () => {
      const site = await setUp()
      await site.ingest()
      await site.transform()
      const before = await site.query('select * from silver.users order by uniqname')
      await site.querySource(`update ldap set phone = '+2'`)
      await site.querySource(`delete from tdx where id = 'cid'`)
      await site.querySource(`insert into ldap values ('dan', 'Dan', '+3')`)
      await site.ingest()
      const second = await site.transform()
      const after = await site.query('select * from silver.users order by uniqname')
      const undo = await site.undo(second.run.id)
      deepEqual([undo.status, undo.counts.applied, undo.counts.drifted], ['completed', 4, 0])
      deepEqual(await site.query('select * from silver.users order by uniqname'), before)
      const third = await site.transform()
      equal(third.full, undefined)
      deepEqual(await site.query('select * from silver.users order by uniqname'), after)
    })

    it('is undone but for rows that were edited since, which are told', async () => {
      const site = await setUp()
      await site.ingest()
      const { run } = await site.transform()
      const rows = await site.query('select uniqname from silver.users order by uniqname')
      const [edited = '', gone = '', ...others] = rows.map((row) => row['uniqname'] ?? '')
      await site.query(`update silver.users set phone_number = 'new' where uniqname = '${edited}'`)
      await site.query(`delete from silver.users where uniqname = '${gone}'`)
      const known = await readOutcomes(site.workspace, run, { offset: 0, limit: 100 })
      const told = known.filter(({ digest }) => digest !== undefined)
      for (const one of known)
        if (!told.includes(one)) equal(one.after['uniqname'], one.key['uniqname'])
      // Where the journal has the rows themselves, there is no need to ask the table for them.
      deepEqual(
        new Map(told.map(({ key, actual }) => [key['uniqname'], actual?.['phone_number']])),
        new Map(
          languageOf(engine) === 'mysql'
            ? []
            : [
                [edited, 'new'],
                [gone, undefined],
              ],
        ),
      )
      const undo = await site.undo(run.id)
      deepEqual([undo.status, undo.counts.applied], ['completed', others.length])
      const said = (await readRunLog(site.workspace, undo)).map(({ message }) => message)
      const kept = said.find((message) => message.startsWith('2 edited or gone since the run'))
      // Where the journal has the rows themselves, they are outcomes of the run.
      equal(kept !== undefined, languageOf(engine) === 'postgres', said.join('\n'))
      for (const id of [edited, gone]) ok(kept?.includes(`{"uniqname":"${id}"}`) !== false, kept)
      const left = await site.query('select uniqname, phone_number from silver.users')
      deepEqual(left, [{ uniqname: edited, phone_number: 'new' }])
      equal((await findRun(site.workspace, run.id)).status, 'undone')
      const again = await site.transform()
      deepEqual([again.counts.created, again.counts.updated], [rows.length - 1, 1])
    })

    it('is the same by a plan that is reviewed and applied', async () => {
      const [one, other] = [await setUp(), await setUp()]
      for (const site of [one, other]) {
        await site.ingest()
        await site.transform()
        await site.querySource(`update tdx set name = 'Robert' where id = 'bob'`)
        await site.querySource(`delete from tdx where id = 'cid'`)
        await site.querySource(`insert into ldap values ('dan', 'Dan', '+3')`)
        await site.ingest()
      }
      const before = await users(one)
      const direct = await other.transform()
      const { plan, run } = await one.planAndApply()
      const { inserted, updated, deleted, rejected } = plan.summary
      deepEqual([inserted, updated, deleted, rejected], [1, 1, 1, 0])
      deepEqual([run.status, run.counts.applied], ['completed', direct.run.counts.applied])
      deepEqual(await users(one), await users(other))
      const nothing = await one.transform()
      deepEqual([nothing.full, nothing.run.counts.total], [undefined, 0])
      const kept = `select flag, checked, failed, weight from drydock.quality_results where run_id = '`
      deepEqual(
        await one.query(`${kept}${run.id}' order by flag`),
        await other.query(`${kept}${direct.run.id}' order by flag`),
      )
      await one.undo(run.id)
      deepEqual(await users(one), before)
    })

    it('is written but for rows that the database refuses', async () => {
      const site = await setUp()
      await site.ingest()
      await site.transform()
      const length = languageOf(engine) === 'mysql' ? 'modify name' : 'alter column name type'
      await site.query(`alter table silver.users ${length} varchar(6)`)
      await site.querySource(`update tdx set name = 'Far too long a name' where id = 'cid'`)
      await site.querySource(`update umich_api set department = '99' where id <> 'eve'`)
      await site.querySource(`insert into ldap values ('dan', 'Dan', '+3'), ('fay', 'Fay', '+4')`)
      await site.ingest()
      const { counts, run } = await site.transform()
      deepEqual([counts.created, counts.updated, counts.rejected], [2, 2, 1])
      deepEqual([run.status, run.counts.applied, run.counts.failed], ['completed', 4, 1])
      deepEqual(
        (await users(site)).map((row) => [row['uniqname'], row['name'], row['department_id']]),
        [
          ['ann', 'Ann', '99'],
          ['bob', 'Robert', '99'],
          ['cid', 'Cid', null],
          ['dan', 'Dan', null],
          ['fay', 'Fay', null],
        ],
      )
      const kept = await site.query(
        `select external_id from drydock.quarantine where run_id = '${run.id}'`,
      )
      deepEqual(kept, [{ external_id: 'cid' }])
      const before = (await site.undo(run.id)).counts.applied
      equal(before, 4)
    })

    it('takes up what scripts of others have put into bronze', async () => {
      const site = await setUp()
      await site.ingest()
      await site.transform()
      const run = '4dd8b2f4-30c7-4d1a-9b3e-0c8fb3f0e001'
      await site.query(`
insert into meta.ingestion_runs (run_id, source_system, entity_type, started_at, completed_at, status)
values ('${run}', 'ldap', 'user', now(), now(), 'completed')`)
      await site.query(`
insert into bronze.raw_entities (entity_type, source_system, external_id, raw_data, ingestion_run_id)
values ('user', 'ldap', 'gus', '{"id": "gus", "name": "Gus", "phone": "+9"}', '${run}')`)
      const { counts, full } = await site.transform()
      deepEqual([counts.created, full], [1, 'other scripts have ingested since'])
      equal((await site.transform()).full, undefined)
    })

    it('follows an ingestion that is undone', async () => {
      const site = await setUp()
      await site.ingest()
      await site.transform()
      const before = await site.query('select * from silver.users order by uniqname')
      await site.querySource(`update tdx set name = 'Bobby', email = 'new@example.com'`)
      const { sources } = await site.ingest({ sources: ['tdx'] })
      await site.transform()
      await site.undo(sources[0]?.run.id ?? '')
      const { counts, full } = await site.transform()
      deepEqual([full, counts.updated], [undefined, 3])
      deepEqual(await site.query('select * from silver.users order by uniqname'), before)
    })

    it('stays as it was where a gate is crossed', async () => {
      const site = await setUp({
        ...PEOPLE,
        quality: { ...(PEOPLE['quality'] as Json), gates: { minimumScore: 0.9 } },
      })
      await site.ingest()
      await rejects(site.transform(), (error: unknown) => {
        ok(error instanceof RunStoppedError)
        match(error.message, /the average score is 0.883, more than "minimumScore" allows|average/)
        return true
      })
      deepEqual(await users(site), [])
      const [run] = await site.query(
        `select status, error_message from meta.ingestion_runs where source_system = 'silver_transformation'`,
      )
      equal(run?.['status'], 'failed')
      match(run?.['error_message'] ?? '', /average score/)
    })
  },
  LANGUAGES,
)
