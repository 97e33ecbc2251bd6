import { deepEqual, equal, throws } from 'node:assert/strict'
import { allowedDeletes, conclude } from '../../../../src/core/mapping/conclude'
import { parseMapping } from '../../../../src/core/mapping/definition'
import { newCounts, type MergeCounts } from '../../../../src/core/mapping/mergeCounts'
import { resolveMapping } from '../../../../src/core/mapping/resolveMapping'
import type { PlanConclusion } from '../../../../src/core/plan/plan'
import { column, table } from '../tables'

const numbered = column('id', 'integer', { nullable: false, identity: 'byDefault' })

function concluded(
  parts: object,
  counts: Partial<MergeCounts>,
  facts: Parameters<typeof table>[2] = {},
): PlanConclusion {
  const file = {
    source: { environment: 'production', table: 'jobs' },
    target: { environment: 'sandbox', table: 'jobs' },
    key: 'id',
    fields: ['stage'],
    ...parts,
  }
  const jobs = table('jobs', [numbered, column('stage', 'text'), column('code', 'text')], {
    uniqueKeys: [['id']],
    ...facts,
  })
  const mapping = parseMapping(JSON.stringify(file), 'jobs.mapping.jsonc')
  const resolved = resolveMapping(mapping, jobs, jobs, new Map())
  return conclude(resolved, { ...newCounts(['stage']), ...counts })
}

const codes = ({ hazards }: PlanConclusion) => hazards.map(({ code }) => code)

describe('the limit of deletion', () => {
  it('is the greater of rows and part, of which fractions do not count', () => {
    equal(allowedDeletes({ rows: 50, percent: '10' }, 499), 50)
    equal(allowedDeletes({ rows: 50, percent: '10' }, 519), 51)
    equal(allowedDeletes({ rows: 0, percent: '0.5' }, 1000), 5)
    equal(allowedDeletes({ rows: 0, percent: '0.5' }, 199), 0)
    equal(allowedDeletes({ rows: 0, percent: '100' }, 7), 7)
    equal(allowedDeletes({ rows: 3, percent: '0' }, 1_000_000), 3)
  })

  it('refuses a plan that deletes more, and none that deletes as many', () => {
    const remove = { missing: { inSource: 'delete' } }
    equal(concluded(remove, { deleted: 100, totalTarget: 1000 }).summary['deleted'], 100)
    throws(() => concluded(remove, { deleted: 101, totalTarget: 1000 }), {
      code: 'too-many-deletes',
      message:
        '101 of 1000 rows in "sandbox" have no partner in "production" and would be deleted, which is more than 50 rows and more than 10% of them',
      mend: 'look whether the source is complete, or raise "missing.deleteLimit" in the definition',
    })
    const raised = { missing: { inSource: 'delete', deleteLimit: '100%' } }
    equal(concluded(raised, { deleted: 1000, totalTarget: 1000 }).summary['deleted'], 1000)
    const none = { missing: { inSource: 'delete', deleteLimit: 0 } }
    throws(() => concluded(none, { deleted: 1, totalTarget: 1000 }), /more than 0 rows$/)
  })
})

describe('hazards of a mapping', () => {
  it('are none where nothing is special', () => {
    deepEqual(codes(concluded({}, { matched: 5, updated: 5, notFound: 3, notInSource: 4 })), [])
  })

  it('say that a plan is incomplete', () => {
    const { hazards } = concluded({ limit: 1 }, { limitReached: true })
    deepEqual(hazards, [
      {
        code: 'limit-reached',
        message:
          'the comparison ended after 1 difference, as the mapping says; the plan is incomplete, and its numbers are those of the rows before',
      },
    ])
    deepEqual(codes(concluded({ limit: 1 }, {})), [])
  })

  it('name the tables that lose rows with those that are deleted', () => {
    const facts = { cascades: ['public.parts', 'public.tasks'] }
    const plan = concluded({}, { deleted: 1, totalTarget: 9 }, facts)
    deepEqual(codes(plan), ['deletes-rows', 'cascades'])
    equal(
      plan.hazards[1]?.message,
      'foreign keys delete or change rows of other tables with those of "public.jobs", and undo does not bring them back: public.parts, public.tasks',
    )
    deepEqual(codes(concluded({}, { updated: 1 }, facts)), [])
  })

  it('tell of the sequences that inserted rows leave behind or use up', () => {
    deepEqual(codes(concluded({}, { inserted: 1 })), ['sequence-behind'])
    const drawn = { key: 'code', missing: { inTarget: 'insert' } }
    deepEqual(codes(concluded(drawn, { inserted: 1 }, { uniqueKeys: [['code']] })), [
      'sequence-advances',
    ])
  })

  it('count what is undecided and what is hidden', () => {
    const plan = concluded({}, { undecided: 2, hidden: 1 })
    deepEqual(
      plan.hazards.map(({ code, message }) => `${code}: ${message}`),
      [
        'undecided: 2 rows have values that differ and no side that is newer; these stay as they are',
        'hidden-in-target: 1 row of the source is in the target and left out by its "where"; it is not inserted again',
      ],
    )
  })
})
