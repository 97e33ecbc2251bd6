/** The report on a silver table's quality, and its answer to why a value is what it is. */
import { deepEqual, equal, rejects } from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { qualityReport, releaseDatabases, type QualityReport } from '../../../src/core/index'
import { describeEngines, isNewest } from '../../helpers/engines'
import type { PipelineSite } from './pipelineSite'
import { LISTS, listFiles, qualitySite, type Lists } from './qualitySite'

const PIPELINE = 'it.pipeline.jsonc'

describeEngines(
  'the quality of a silver table',
  (engine) => {
    after(() => releaseDatabases())

    let site: PipelineSite
    const report = (options = {}) => qualityReport(site.workspace, PIPELINE, options)
    const query = async (sql: string) => {
      await releaseDatabases()
      return site.query(sql)
    }
    const write = (lists: Lists) => {
      for (const [name, text] of Object.entries(listFiles(lists)))
        writeFileSync(join(site.folder, name), text)
    }

    before(async () => {
      site = await qualitySite(engine)
    })

    it('cannot be told before anything was ingested', async () => {
      await rejects(report(), /there is no .*raw_entities/)
    })

    it('is how many entities have which score, why, and how far the sources agree', async () => {
      await site.ingest()
      const { run } = await site.transform()
      const found = await report()
      // A1: Ann, ann@x of all but web; Anna differs. B2: web lacks it. C3: Kid and three addresses. D4, E5: of one, of two.
      deepEqual(
        found.scores.map(({ score, entities }) => [Number(score), entities]),
        [
          [0.79, 1],
          [0.89, 2],
          [0.9, 1],
          [0.94, 1],
        ],
      )
      deepEqual([found.entities, found.flagged], [5, 5])
      equal(found.averageScore?.toFixed(3), '0.882')
      deepEqual(failing(found), [
        'missing_crm_source 1/5 0.1',
        'missing_hr_source 1/5 0.1',
        'missing_web_source 2/5 0.1',
        'missing_email 0/5 0.05',
        'name_mismatch 2/5 0.05',
        'email_mismatch 1/5 0.05',
        'no_city 4/5 0',
        'short_name 4/5 0.01',
      ])
      equal(found.rules[0]?.meaning, '"crm" has no record of it')
      equal(found.rules.at(-1)?.meaning, 'length(name) < 4')
      deepEqual(
        found.gates.map(({ name, actual, passed }) => [name, actual?.toFixed(3), passed]),
        [
          ['minimumScore', '0.882', true],
          ['maximumErrors', '0.167', true],
          ['maximumVanished', '0.000', true],
        ],
      )
      deepEqual(found.trend, [
        {
          ...{ runId: run.id, status: 'completed', startedAt: run.startedAt, error: null },
          ...{ entities: 5, averageScore: found.averageScore },
          ...{ created: 5, updated: 0, deleted: 0, rejected: 1 },
        },
      ])
      deepEqual(
        found.quarantined.map(({ runId, stage, source, code, records, resolved }) =>
          [runId === run.id, stage, source, code, records, resolved].join(),
        ),
        ['true,transform,,invalid,1,0'],
      )
      deepEqual(found.lacks, [])
    })

    it('has the worst entities first, with deductions that add up', async () => {
      const { worst } = await report({ worst: 2 })
      deepEqual(
        worst.map(({ key, score, addsUp, values }) => [key, Number(score), addsUp, values]),
        [
          ['D4', 0.79, true, { name: 'Dan', email: 'dan@x', city: null }],
          ['B2', 0.89, true, { name: 'Bob', email: 'b@x', city: null }],
        ],
      )
      deepEqual(worst[0]?.flags, [
        'missing_hr_source',
        'missing_web_source',
        'no_city',
        'short_name',
      ])
      deepEqual(worst[0].deductions, [
        { flag: 'missing_hr_source', deduct: '0.1' },
        { flag: 'missing_web_source', deduct: '0.1' },
        { flag: 'short_name', deduct: '0.01' },
      ])
      await query(`update silver.people set data_quality_score = 0.5 where code = 'A1'`)
      const [edited] = (await report({ worst: 1 })).worst
      deepEqual([edited?.key, edited?.addsUp], ['A1', false])
      await query(`update silver.people set data_quality_score = 0.94 where code = 'A1'`)
    })

    it('counts for two sources what they say of the entities that both have', async () => {
      const { agreement } = await report({ runs: 0, worst: 0 })
      deepEqual(agreement.sources, [
        { name: 'crm', entities: 4 },
        { name: 'hr', entities: 4 },
        { name: 'web', entities: 4 },
      ])
      deepEqual(
        agreement.pairs.map(({ first, second, both, fields, total }) => [
          `${first}-${second} ${both}`,
          ...fields.map((field) => `${field.field} ${counts(field)}`),
          counts(total),
        ]),
        [
          ['crm-hr 3', 'name 2/1/0/0', 'email 1/1/1/0', '3/2/1/0'],
          ['crm-web 2', 'name 1/1/0/0', 'email 0/1/1/0', '1/2/1/0'],
          ['hr-web 3', 'name 1/2/0/0', 'email 0/1/2/0', '1/3/2/0'],
        ],
      )
    })

    it('is compared with that of the run before, unless this one was undone', async () => {
      write({ ...LISTS, hr: { ...LISTS.hr, A1: ['Ann', 'ann@x'] } })
      await site.ingest()
      const { run } = await site.transform()
      const after = await report()
      equal(changeOf(after, 'name_mismatch'), -1)
      deepEqual(after.rules.find(({ flag }) => flag === 'name_mismatch')?.history, [2, 1])
      // One that has nothing to do tells nothing new.
      await site.transform()
      equal((await report()).trend.length, 2)
      await site.undo(run.id)
      const undone = await report()
      deepEqual(
        undone.trend.map(({ status }) => status),
        ['completed', 'undone'],
      )
      equal(changeOf(undone, 'name_mismatch'), null)
      equal(undone.averageScore?.toFixed(3), '0.882')
      deepEqual(
        (await report({ runs: 1 })).trend.map(({ runId }) => runId),
        [run.id],
      )
    })
  },
  { where: isNewest, languages: ['postgres', 'mysql'] },
)

function failing({ rules }: QualityReport): readonly string[] {
  return rules.map(
    ({ flag, failed, checked, weight }) => `${flag} ${failed}/${checked} ${weight ?? '-'}`,
  )
}

function changeOf({ rules }: QualityReport, flag: string): number | null | undefined {
  return rules.find((rule) => rule.flag === flag)?.change
}

function counts(one: Readonly<Record<'agree' | 'differ' | 'oneMissing' | 'bothMissing', number>>) {
  return [one.agree, one.differ, one.oneMissing, one.bothMissing].join('/')
}
