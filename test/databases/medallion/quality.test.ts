/** The report on a silver table's quality, and its answer to why a value is what it is. */
import { deepEqual, equal, match, rejects } from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  qualityReport,
  reportDocument,
  toHtml,
  toMarkdown,
  releaseDatabases,
  whyThisValue,
  type QualityReport,
  type WhyValue,
} from '../../../src/core/index'
import { documentLines } from '../../../src/cli/report/sections'
import { equalsGolden } from '../../unit/cli/golden'
import { describeEngines, isNewest } from '../../helpers/engines'
import type { Json, PipelineSite } from './pipelineSite'
import { LISTS, listFiles, PEOPLE, qualitySite, type Lists } from './qualitySite'

const PIPELINE = 'it.pipeline.jsonc'

describeEngines(
  'the quality of a silver table',
  (engine) => {
    after(() => releaseDatabases())

    let site: PipelineSite
    const why = (key: string, field: string) =>
      whyThisValue(site.workspace, PIPELINE, { key, field })
    let ingested = ''
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
      const { sources } = await site.ingest()
      ingested = sources[0]?.run.id ?? ''
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
        'invalid_zip 1/5 0',
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
          ['D4', 0.79, true, { name: 'Dan', email: 'dan@x', city: null, street: null, zip: null }],
          ['B2', 0.89, true, { name: 'Bob', email: 'b@x', city: null, street: 'Elm', zip: null }],
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
          ['crm-hr 3', 'name 2/1/0/0', 'email 1/1/1/0', 'street 0/1/1/1', 'zip 0/0/2/1', '3/3/4/2'],
          ['crm-web 2', 'name 1/1/0/0', 'email 0/1/1/0', '1/2/1/0'],
          ['hr-web 3', 'name 1/2/0/0', 'email 0/1/2/0', '1/3/2/0'],
        ],
      )
    })

    it('is the same text, Markdown and page whatever the engine is', async () => {
      const document = reportDocument(steady(await report({ worst: 3 })))
      equalsGolden(`${documentLines(document).join('\n')}\n`, 'quality')
      equalsGolden(toMarkdown(document), 'quality-markdown')
      equalsGolden(toHtml(document), 'quality-html')
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

    it('tells of every value which records it was chosen from, and why', async () => {
      const name = await why('A1', 'name')
      deepEqual(
        [name.state, name.value, name.winner, name.rule, name.group],
        ['explained', 'Ann', 'crm', 'majority', null],
      )
      deepEqual(told(name), [
        'crm won Ann: 2 of 3 sources say so',
        'hr lost Anna: 1 of 3 sources say so, and not 2',
        'web lost ANN: the same but for the case of letters; 2 of 3 sources say so, as with "crm", which is trusted more',
      ])
      const [crm] = name.candidates
      deepEqual([crm?.id, crm?.member, crm?.runId], ['A1', 'name', ingested])
      match(crm?.ingestedAt ?? '', /^20\d\d-\d\d-\d\dT/)
      deepEqual(told(await why('B2', 'email')), [
        'crm nothing NULL: has no value once it is cleaned',
        'hr won b@x: the most trusted that has a value',
        'web nothing NULL: has no record of it',
      ])
      const cleaned = (await why('C3', 'name')).candidates[1]
      deepEqual([cleaned?.raw, cleaned?.cleaned, cleaned?.outcome], ['  Cid ', 'Cid', 'agrees'])
      deepEqual(told(await why('A1', 'city')), ['hr won Ulm: the only source of the field'])
    })

    it('tells why there is no value', async () => {
      const taken = await why('A1', 'zip')
      deepEqual([taken.value, taken.group, taken.rule], [null, 'home', 'mostRecent'])
      equal(taken.verdict, 'the columns of its group come from "hr", which has no value here')
      deepEqual(told(taken), [
        'crm lost 1: changed earlier: 2020-01-01, and not 2021-01-01',
        'hr won NULL: has no value',
      ])
      const invalid = await why('B2', 'zip')
      deepEqual(
        [invalid.state, invalid.verdict],
        ['explained', 'what "hr" says is not valid (pattern), and was left out'],
      )
      equal((await why('D4', 'city')).verdict, 'no source has a value')
    })

    it('finds every value in the records that its row names', async () => {
      for (const { key, values } of (await report({ worst: 3 })).worst)
        for (const [field, value] of Object.entries(values)) {
          const { state, winner, given, candidates } = await why(key, field)
          deepEqual([state, given], ['explained', value], `${key} ${field}`)
          const won = candidates.find(({ source }) => source === winner)
          if (value !== null) equal(won?.cleaned, value, `${key} ${field}`)
        }
    })

    it('says where a value is not what its records give', async () => {
      await query(`update silver.people set name = 'Zed' where code = 'B2'`)
      const edited = await why('B2', 'name')
      deepEqual([edited.state, edited.value, edited.given], ['edited', 'Zed', 'Bob'])
      match(
        edited.verdict,
        /^somebody else has changed it since: .* its records give that of "crm"$/,
      )
      await query(`update silver.people set name = 'Bob' where code = 'B2'`)
      equal((await why('B2', 'name')).state, 'explained')
      site.define({ ...PEOPLE, silver: { ...(PEOPLE['silver'] as Json), priority: ['hr', 'crm'] } })
      const ruled = await why('C3', 'email')
      deepEqual([ruled.state, ruled.value, ruled.given], ['otherRules', 'cid@x', 'cid@y'])
      site.define(PEOPLE)
      await query(`delete from bronze.raw_entities where external_id = 'D4'`)
      const lost = await why('D4', 'name')
      deepEqual(
        [lost.state, lost.candidates[0]?.why],
        ['unknown', 'its record is no longer in bronze'],
      )
      await query(`update silver.people set provenance = null where code = 'E5'`)
      const unknown = await why('E5', 'name')
      deepEqual([unknown.state, unknown.winner, unknown.value], ['unknown', null, 'Eva B'])
    })

    it('says what there is to ask about', async () => {
      await rejects(why('A1', 'nam'), /"nam" is no field of the pipeline/)
      await rejects(why(`A1' or '1`, 'name'), /has no row whose code is "A1' or '1"/)
    })
  },
  { where: isNewest, languages: ['postgres', 'mysql'] },
)

function told({ candidates }: WhyValue): readonly string[] {
  return candidates.map(
    ({ source, outcome, cleaned, why }) => `${source} ${outcome} ${cleaned ?? 'NULL'}: ${why}`,
  )
}

/** Without what no two runs have in common. */
function steady(report: QualityReport): QualityReport {
  const at = '2026-01-02T03:04:05.678Z'
  const run = { runId: '20260102-030405-0000', startedAt: at }
  return {
    ...report,
    at,
    table: report.table.replace(/^.*silver\./, 'silver.'),
    trend: report.trend.map((one) => ({ ...one, ...run })),
    quarantined: report.quarantined.map((one) => ({ ...one, ...run })),
  }
}

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
