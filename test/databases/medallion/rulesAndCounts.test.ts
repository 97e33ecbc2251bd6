import { deepEqual, equal, ok } from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  findRun,
  listRuns,
  outlinePipeline,
  readQualityResults,
  readRunLog,
  type QualityResult,
} from '../../../src/core/index'
import { describeEngines, isNewest } from '../../helpers/engines'
import { pipelineSite } from './pipelineSite'

const FILE = 'it.pipeline.jsonc'

/** Every sort of rule: by default, named, informing, of a validation that is only told, of a key, and of the user's own. */
const PIPELINE = {
  entity: 'person',
  sources: {
    crm: { type: 'csv', path: 'crm.csv', id: 'id' },
    hr: { type: 'csv', path: 'hr.csv', id: 'id' },
  },
  silver: {
    table: 'people',
    key: { column: 'mail', from: { crm: 'mail', hr: 'mail' }, clean: ['lower'] },
    fields: {
      name: 'name',
      room: { from: { hr: 'room' } },
      phone: { from: { crm: 'phone' } },
    },
    validate: {
      room: { required: true, otherwise: 'flag' },
      phone: { pattern: '^[0-9 ]+$', otherwise: 'null' },
      name: { format: 'email', required: false, otherwise: 'flag' },
    },
  },
  quality: {
    keyFields: ['room'],
    informational: ['phone'],
    weights: { missingSource: 0.2 },
    rules: { short_name: { when: 'char_length(name) < 3', weight: 0.3 } },
  },
}

const FILES = {
  'crm.csv': 'id,mail,name,phone\n1,a@x,Ann,123\n2,A@X,Ann,12\n3,b@x,Bo,none\n,c@x,Cid,1\n',
  'hr.csv': 'id,mail,name,room\n1,a@x,Anna,7\n2,d@x,Dora,8\n',
}

describeEngines(
  'what runs of pipelines leave to be shown',
  (engine) => {
    const failedOf = (results: readonly QualityResult[]) =>
      Object.fromEntries(results.map(({ flag, failed }) => [flag, failed]))

    it('are the results of every rule, which the file has in its lines', async () => {
      const site = await pipelineSite(engine, PIPELINE, FILES)
      const read = (now: boolean) =>
        site.release(() => readQualityResults(site.workspace, FILE, { now }))
      deepEqual([await read(false), await read(true)], [[], []])
      await site.ingest()
      const { run } = await site.transform()
      const results = await read(false)
      deepEqual(failedOf(results), {
        ...{ missing_crm_source: 1, missing_hr_source: 1, missing_room: 1, name_mismatch: 1 },
        ...{ no_phone: 2, invalid_room: 1, invalid_phone: 1, invalid_name: 3 },
        ...{ duplicate_crm_record: 1, duplicate_hr_record: 0, short_name: 1 },
      })
      ok(results.every(({ checked }) => checked === 3))
      deepEqual(sorted(await read(true)), sorted(results))

      const outline = await outlinePipeline(site.workspace, FILE)
      const rules = outline?.silver?.rules ?? []
      const weights = (of: readonly { readonly flag: string; readonly weight: string }[]) =>
        of.map(({ flag, weight }) => [flag, Number(weight)] as const).sort()
      deepEqual(weights(rules), weights(results))
      const text = readFileSync(join(site.folder, FILE), 'utf8')
      const words = rules.map(({ flag, place }) => {
        const line = text.split('\n')[place.line - 1] ?? ''
        return [flag, line.slice(place.column - 1, place.column - 1 + place.length)]
      })
      deepEqual(Object.fromEntries(words), {
        ...{ missing_crm_source: '"crm"', missing_hr_source: '"hr"', missing_room: '"room"' },
        ...{ name_mismatch: '"name"', no_phone: '"phone"', invalid_room: '"room"' },
        ...{ invalid_phone: '"phone"', invalid_name: '"name"', short_name: '"short_name"' },
        ...{ duplicate_crm_record: '"crm"', duplicate_hr_record: '"hr"' },
      })
      await site.undo(run.id)
      deepEqual(await read(false), [])
    })

    it('are how many records were new, changed and skipped, in the ledger, too', async () => {
      const site = await pipelineSite(engine, PIPELINE, FILES)
      const first = await site.ingest({ sources: ['crm'] })
      const crm = { processed: 4, created: 3, updated: 0, skipped: 0, deleted: 0, errors: 1 }
      deepEqual(first.sources[0]?.records, crm)
      await site.ingest()
      const direct = await site.transform()
      await site.undo(direct.run.id)
      const { run } = await site.planAndApply()
      const again = await site.transform({ full: true })
      const [listed, planned, log] = await site.release(async () => {
        const { runs } = await listRuns(site.workspace, { environment: 'sandbox' })
        const found = await findRun(site.workspace, run.id)
        const [begun] = [...runs].reverse()
        ok(begun !== undefined)
        return [runs, found, await readRunLog(site.workspace, begun, { words: true })] as const
      })
      const of = (title: string) =>
        listed.filter((one) => one.title === title).map(({ records }) => records)
      deepEqual(of('person: crm → bronze'), [{ ...crm, created: 0, skipped: 3 }, crm])
      const { averageScore, ...records } = planned.records ?? {}
      deepEqual(records, {
        ...{ processed: 3, created: 3, updated: 0, skipped: 0, deleted: 0, errors: 0, flagged: 3 },
      })
      equal(averageScore?.toFixed(3), again.records.averageScore?.toFixed(3))
      deepEqual(planned.records, direct.records)
      deepEqual(again.records, { ...again.records, created: 0, updated: 0, skipped: 3 })
      const said = log.map(({ message }) => message)
      ok(said.includes('new: crm 1'), said.join('\n'))
      ok(said.includes('warning: 4 processed: 3 new, 0 changed, 0 skipped, 1 with errors'))
    })
  },
  {
    languages: ['postgres', 'mysql'],
    where: (engine) => isNewest(engine) && engine.kind !== 'pglite',
  },
)

function sorted(results: readonly QualityResult[]): readonly unknown[] {
  return results
    .map(({ flag, failed, checked, weight }) => [flag, failed, checked, Number(weight)])
    .sort()
}
