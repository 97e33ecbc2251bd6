import { deepEqual, equal, match, ok, rejects } from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import {
  applyUpdates,
  close,
  getByKey,
  mapByKey,
  openWorkspace,
  RowNotFoundError,
  undoRun,
  updateFields,
  type LogLevel,
  type MappingResult,
  type Workspace,
} from '../../src/library'
import { describeEngines } from '../helpers/engines'
import { environments, mapping, setUpJobs, type JobsWorkspace, type SetUpOptions } from './cliSetUp'

const JOBS = { environment: 'sandbox', table: 'jobs' }
const FIRST = { job: '10001', release: 'A' }

interface Script {
  readonly jobs: JobsWorkspace
  readonly workspace: Workspace
  readonly messages: [LogLevel, string][]
  readonly log: (level: LogLevel, message: string) => void
}

const messagesOf = ({ messages }: Script, level: LogLevel): readonly string[] =>
  messages.filter(([one]) => one === level).map(([, message]) => message)

async function collect(results: AsyncIterable<MappingResult>): Promise<readonly MappingResult[]> {
  const found: MappingResult[] = []
  for await (const result of results) found.push(result)
  return found
}

describeEngines(
  'the library of calls',
  (engine) => {
    /** Embedded databases are given back before the rows are looked at. */
    async function script(options: SetUpOptions = {}): Promise<Script> {
      const jobs = await setUpJobs(engine, options)
      const messages: [LogLevel, string][] = []
      const log = (level: LogLevel, message: string) => void messages.push([level, message])
      return { jobs, workspace: await openWorkspace(jobs.folder), messages, log }
    }

    async function firstRow({ jobs }: Script) {
      await close()
      const [row] = await jobs.queryTarget(`select fab_order, stage from jobs where job = 10001`)
      return row
    }

    afterEach(() => close())

    it('reads a row, or says that there is none', async () => {
      const { workspace } = await script()
      deepEqual(await getByKey(workspace, JOBS, FIRST, { columns: ['fab_order', 'job'] }), {
        fab_order: '501.5',
        job: '10001',
      })
      equal(await getByKey(workspace, JOBS, { ...FIRST, release: 'Z' }), undefined)
      await rejects(getByKey(workspace, JOBS, { release: 'A' }), { code: 'row-not-unique' })
      const number = { job: 10001 } as unknown as Record<string, string>
      await rejects(getByKey(workspace, JOBS, number), /"job" is a number, and values are texts/)
    })

    it('changes fields of a row, and takes it back', async () => {
      const site = await script()
      const { workspace, log } = site
      const fields = { fab_order: '98765.0', stage: null }
      const fieldsUpdated = { fab_order: ['501.5', '98765.0'], stage: ['Cut', null] }
      deepEqual(await updateFields(workspace, JOBS, FIRST, fields, { dryRun: true, log }), {
        changed: false,
        fieldsUpdated,
        runId: null,
      })
      deepEqual(messagesOf(site, 'info'), [
        '[DRY RUN] 10001-A: fab_order 501.5 → 98765.0, stage Cut → NULL',
      ])
      deepEqual(await firstRow(site), { fab_order: '501.5', stage: 'Cut' })
      const done = await updateFields(workspace, JOBS, FIRST, fields, { log })
      deepEqual([done.changed, done.fieldsUpdated], [true, fieldsUpdated])
      deepEqual(await firstRow(site), { fab_order: '98765.0', stage: null })
      deepEqual(await updateFields(workspace, JOBS, FIRST, fields, { log }), {
        changed: false,
        fieldsUpdated: {},
        runId: null,
      })
      equal((await undoRun(workspace, done.runId ?? '')).updated, 1)
      deepEqual(await firstRow(site), { fab_order: '501.5', stage: 'Cut' })
      await rejects(
        updateFields(workspace, JOBS, { ...FIRST, release: 'Z' }, fields),
        (error) => error instanceof RowNotFoundError,
      )
    })

    it('maps two tables by key, with results and statistics', async () => {
      const { workspace } = await script()
      const mapped = await mapByKey(workspace, 'jobs.mapping.jsonc')
      deepEqual(mapped.statistics, {
        totalSource: 30,
        totalTarget: 20,
        matched: 20,
        notFound: 10,
        updated: 12,
        errors: 0,
        fieldUpdates: { fab_order: 12, stage: 1 },
      })
      const results = await collect(mapped)
      deepEqual(results[11], {
        key: { job: '10012', release: 'A' },
        matched: true,
        op: 'update',
        fieldsUpdated: { fab_order: ['512.5', '512.0'], stage: [null, 'Cut'] },
        error: null,
      })
      deepEqual(results[12], {
        key: { job: '10021', release: 'A' },
        matched: false,
        op: null,
        fieldsUpdated: {},
        error: '10021-A is not in the target',
      })
      equal(results.length, 22)
      deepEqual(await collect(mapped), results, 'it can be iterated again')
    })

    it('applies what was found, tells every row, and never applies it twice', async () => {
      const site = await script({
        targetSql: 'alter table jobs add constraint odd check (job <> 10003 or fab_order = 503.5)',
      })
      const { workspace, log } = site
      const mapped = await mapByKey(workspace, 'jobs.mapping.jsonc', { log })
      equal((await applyUpdates(workspace, mapped, { dryRun: true, log })).updated, 12)
      equal(messagesOf(site, 'info').filter((text) => text.startsWith('[DRY RUN] ')).length, 12)
      deepEqual(await firstRow(site), { fab_order: '501.5', stage: 'Cut' })
      await updateFields(workspace, JOBS, { job: '10002' }, { fab_order: '7' })
      const applied = await applyUpdates(workspace, mapped, { log })
      const { updated, drifted, failed, alreadyApplied } = applied
      deepEqual(
        { updated, drifted, failed, alreadyApplied },
        {
          ...{ updated: 10, drifted: 1, failed: 1 },
          alreadyApplied: false,
        },
      )
      match(messagesOf(site, 'warning').join('\n'), /10002-A: .*left alone/)
      match(messagesOf(site, 'error').join('\n'), /^10003-A: .*odd/)
      ok(messagesOf(site, 'info').includes('10001-A: fab_order 501.5 → 501.0'))
      const again = await applyUpdates(workspace, mapped)
      deepEqual([again.alreadyApplied, again.runId], [true, applied.runId])
      equal((await undoRun(workspace, applied.runId ?? '')).updated, 10)
      deepEqual(await firstRow(site), { fab_order: '501.5', stage: 'Cut' })
    })

    it('passes over no option and no argument that it does not know', async () => {
      const site = await script()
      const { workspace } = site
      const fields = { fab_order: '1' }
      const isUsage = (message: RegExp) => ({ name: 'UsageError', message })
      const mistyped = { dryrun: true } as object
      await rejects(
        updateFields(workspace, JOBS, FIRST, fields, mistyped),
        isUsage(/^"dryrun" is no option: did you mean "dryRun"\?$/),
      )
      const columns = { colums: ['job'] } as object
      await rejects(getByKey(workspace, JOBS, FIRST, columns), isUsage(/did you mean "columns"/))
      const nothing = undefined as unknown as Record<string, string>
      await rejects(getByKey(workspace, JOBS, nothing), isUsage(/^the values of the key are no/))
      await rejects(updateFields(workspace, JOBS, FIRST, nothing), isUsage(/^the fields are no/))
      const object = { job: {} } as unknown as Record<string, string>
      await rejects(getByKey(workspace, JOBS, object), isUsage(/^"job" is an object, and/))
      const empty = {} as Parameters<typeof applyUpdates>[1]
      await rejects(applyUpdates(workspace, empty), isUsage(/^there is nothing to apply$/))
      await rejects(mapByKey(workspace, mapping, mistyped), isUsage(/^"dryrun" is no option/))
      deepEqual(await firstRow(site), { fab_order: '501.5', stage: 'Cut' })
    })

    it('takes a mapping as an object, with its faults', async () => {
      const { workspace } = await script()
      equal((await mapByKey(workspace, mapping)).statistics.updated, 12)
      await rejects(mapByKey(workspace, { ...mapping, fields: [] }), { name: 'DefinitionError' })
      await rejects(mapByKey(workspace, { ...mapping, direction: 'both' }), /needs a file/)
    })

    it('writes to a guarded environment only where its name is given', async () => {
      const guarded = {
        ...environments,
        sandbox: { ...environments.sandbox, protection: 'guarded' },
      }
      const site = await script({ files: { 'drydock.jsonc': { environments: guarded } } })
      const { workspace } = site
      const fields = { fab_order: '1' }
      await rejects(updateFields(workspace, JOBS, FIRST, fields), { code: 'confirmation-needed' })
      const mapped = await mapByKey(workspace, mapping)
      await rejects(applyUpdates(workspace, mapped), { code: 'confirmation-needed' })
      deepEqual(await firstRow(site), { fab_order: '501.5', stage: 'Cut' })
      const { changed } = await updateFields(workspace, JOBS, FIRST, fields, { confirm: 'sandbox' })
      equal(changed, true)
    })
  },
  { languages: ['postgres', 'mysql'] },
)

describe('the bundle of the library', () => {
  it('gives the names that the source gives, to import', async () => {
    const bundle = resolve(import.meta.dirname, '../../dist/library.js')
    ok(existsSync(bundle), `run "npm run build": there is no "${join('dist', 'library.js')}"`)
    const names = (module: object) =>
      Object.keys(module).filter(
        (name) => !['default', 'module.exports', '__esModule'].includes(name),
      )
    const built = names((await import(bundle)) as object)
    deepEqual(built.sort(), names(await import('../../src/library')).sort())
  })
})
