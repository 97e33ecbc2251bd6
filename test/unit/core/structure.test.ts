import assert from 'node:assert/strict'
import fc from 'fast-check'
import type { Column, Table } from '../../../src/core/database/table'
import { describeStructureChanges, structureHash } from '../../../src/core/schema/structure'

const job: Column = {
  name: 'job',
  type: 'integer',
  castType: 'integer',
  family: 'integer',
  nullable: false,
  generated: false,
  deterministic: true,
  byteOrdered: false,
}
const colour: Column = {
  ...job,
  name: 'colour',
  type: 'text',
  castType: 'text',
  family: 'text',
  nullable: true,
}
const jobs: Table = {
  schema: 'public',
  name: 'jobs',
  kind: 'table',
  columns: [job, colour],
  primaryKey: ['job'],
  uniqueKeys: [['job']],
  triggers: [],
  rowSecurity: false,
}

/** A structure that differs from `jobs`, and what is said of it. */
const changes: readonly (readonly [string, Table | undefined, string])[] = [
  ['no table', undefined, 'table "public.jobs" no longer exists'],
  ['a column less', { ...jobs, columns: [job] }, 'table "public.jobs": column "colour" is gone'],
  [
    'a column more',
    { ...jobs, columns: [job, colour, { ...colour, name: 'size' }] },
    'table "public.jobs": column "size" is new',
  ],
  [
    'another type',
    { ...jobs, columns: [job, { ...colour, type: 'character varying(9)' }] },
    'table "public.jobs": column "colour" was text and is character varying(9)',
  ],
  [
    'another collation, no null and a computed value',
    {
      ...jobs,
      columns: [job, { ...colour, collation: '"de-x-icu"', nullable: false, generated: true }],
    },
    'table "public.jobs": column "colour" was text and is text collate "de-x-icu" not null generated',
  ],
  [
    'another order of columns',
    { ...jobs, columns: [colour, job] },
    'table "public.jobs": the order of its columns has changed',
  ],
  ['a view', { ...jobs, kind: 'view' }, 'table "public.jobs": it was a table and is a view'],
  [
    'other unique keys',
    { ...jobs, uniqueKeys: [] },
    'table "public.jobs": its unique keys have changed',
  ],
  [
    'another primary key',
    { ...jobs, primaryKey: [] },
    'table "public.jobs": its primary key has changed',
  ],
  ['a trigger', { ...jobs, triggers: ['audit'] }, 'table "public.jobs": its triggers have changed'],
  [
    'row security',
    { ...jobs, rowSecurity: true },
    'table "public.jobs": its row security has changed',
  ],
]

describe('structure', () => {
  for (const [what, present, expected] of changes)
    it(`is told apart by ${what}`, () => {
      assert.deepEqual(describeStructureChanges(jobs, present), [expected])
      if (present !== undefined) assert.notEqual(structureHash(jobs), structureHash(present))
    })

  it('is the same however its parts were put together', () => {
    const again = JSON.parse(JSON.stringify({ ...jobs, rowSecurity: false })) as Table
    const reversed = Object.fromEntries(Object.entries(again).reverse()) as unknown as Table
    assert.equal(structureHash(reversed), structureHash(jobs))
    assert.deepEqual(describeStructureChanges(jobs, reversed), [])
  })

  it('never differs without a word, nor is told of without a difference', () => {
    const column = fc.record({
      name: fc.constantFrom('a', 'b', 'c'),
      type: fc.constantFrom('text', 'integer'),
      castType: fc.constantFrom('text', 'integer'),
      family: fc.constantFrom('text' as const, 'integer' as const),
      nullable: fc.boolean(),
      generated: fc.boolean(),
      deterministic: fc.boolean(),
      byteOrdered: fc.boolean(),
    })
    const table: fc.Arbitrary<Table> = fc.record({
      schema: fc.constant('public'),
      name: fc.constant('t'),
      kind: fc.constantFrom('table' as const, 'view' as const),
      columns: fc.uniqueArray(column, { selector: ({ name }) => name, maxLength: 3 }),
      primaryKey: fc.subarray(['a', 'b']),
      uniqueKeys: fc.array(fc.subarray(['a', 'b']), { maxLength: 2 }),
      triggers: fc.subarray(['x', 'y']),
      rowSecurity: fc.boolean(),
    })
    fc.assert(
      fc.property(table, table, fc.boolean(), (planned, other, equal) => {
        const present = equal ? structuredClone(planned) : other
        const differs = JSON.stringify(planned) !== JSON.stringify(present)
        assert.equal(describeStructureChanges(planned, present).length > 0, differs)
        assert.equal(structureHash(planned) !== structureHash(present), differs)
      }),
      { numRuns: 1000 },
    )
  })
})
