import { deepEqual, equal, match } from 'node:assert/strict'
import { describeEngines, isNewest, manySessions, type Engine } from '../../helpers/engines'
import {
  BY_ID,
  changesOf,
  hazardsOf,
  rulesSite,
  sheet,
  things,
  thingsAndParts,
  told,
  type RulesSite,
} from './rulesSite'
import type { Json } from './syncSite'

const define = (tables: Json): Json => ({ tables })
const named = (count: number) =>
  Array.from(
    { length: count },
    (_, index) => `${'abcdefghijkl'[index % 12] ?? ''}${index}|${index}`,
  )
const ACTIVE = 'select count(*) filter (where is_active) as active, count(*) as all from things'

/** A synced table of so many rows. */
async function manyThings(engine: Engine, count: number): Promise<RulesSite> {
  const site = await rulesSite(engine, define(things()))
  site.exported({ Things: sheet('Name|Size', ...named(count)) })
  await site.synced()
  return site
}

describeEngines('rows of an Airtable base whose records are gone', (engine) => {
  it('stay as they are, and in full mode become inactive until their records are back', async () => {
    const site = await manyThings(engine, 12)
    site.exported({ Things: sheet('Name|Size', ...named(11)) })
    deepEqual(changesOf(await site.synced()), [])
    const gone = await site.synced({ mode: 'full' })
    deepEqual(changesOf(gone), ['update l11: is_active f'])
    deepEqual(await site.log(), { things: '11 0 0 1 0 completed' })
    deepEqual(changesOf(await site.synced({ mode: 'full' })), [])
    site.exported({ Things: sheet('Name|Size', ...named(12)) })
    deepEqual(changesOf(await site.synced()), ['update l11: is_active t'])
    deepEqual(await site.log(), { things: '12 0 1 0 0 completed' })
    deepEqual(await site.shown(`select sync_version from things where name = 'l11'`), ['3'])
  })
})

describeEngines(
  'modes of syncs of an Airtable base',
  (engine) => {
    const GUARD: readonly (readonly [number, number, boolean])[] = [
      [10, 1, true],
      [9, 1, false],
      [600, 50, true],
      [600, 51, false],
    ]
    for (const [rows, gone, marks] of GUARD)
      it(`${marks ? 'mark' : 'do not mark'} ${gone} of ${rows} rows as gone`, async () => {
        const site = await manyThings(engine, rows)
        site.exported({ Things: sheet('Name|Size', ...named(rows - gone)) })
        const done = await site.synced({ mode: 'full' })
        deepEqual(hazardsOf(done), marks ? [] : ['vanished-left'])
        deepEqual(await site.shown(ACTIVE), [`${rows - (marks ? gone : 0)} ${rows}`])
        if (marks) return
        await site.synced({ mode: 'full', acceptVanished: true })
        deepEqual(await site.shown(ACTIVE), [`${rows - gone} ${rows}`])
      })

    it('mark nothing as gone where the definition says that it is kept', async () => {
      const site = await rulesSite(engine, define(things({ vanished: 'keep' })))
      site.exported({ Things: sheet('Name|Size', ...named(12)) })
      await site.synced()
      site.exported({ Things: sheet('Name|Size', ...named(11)) })
      deepEqual(changesOf(await site.synced({ mode: 'full', acceptVanished: true })), [])
    })

    it('mark nothing as gone where the other side of a link names what is not there', async () => {
      const columns = { Name: 'name', Parts: { reverse: { table: 'Parts', column: 'Thing' } } }
      const both = thingsAndParts({ columns, identity: 'Name' }, { identity: 'Code' })
      const site = await rulesSite(engine, define(both))
      const codes = Array.from({ length: 20 }, (_, index) => `p${index}`)
      const exported = (named: readonly string[], there: readonly string[]) =>
        site.exported({
          Things: [
            ['Name', 'Parts'],
            ['One', named.join()],
          ],
          Parts: sheet('Code|Thing', ...there.map((code) => `${code}|One`)),
        })
      exported(codes, codes)
      await site.synced()
      exported(codes, codes.slice(1))
      const filtered = await site.synced({ mode: 'full' })
      deepEqual(changesOf(filtered), [])
      match(filtered.plan.hazards.map(({ message }) => message).join(), /of a filtered view/)
      exported(codes.slice(1), codes.slice(1))
      deepEqual(changesOf(await site.synced({ mode: 'full' })), ['update p0: is_active f'])
    })

    it('mark no row as gone whose record is there and cannot be read', async () => {
      const site = await manyThings(engine, 12)
      const [, ...others] = named(12)
      site.exported({ Things: sheet('Name|Size', 'a0|many', ...others) })
      const done = await site.synced({ mode: 'full' })
      deepEqual(changesOf(done), [])
      deepEqual(hazardsOf(done), [])
      deepEqual(await site.log(), { things: '12 0 0 0 1 completed' })
    })

    it('mark nothing as gone where records cannot be told apart', async () => {
      const site = await manyThings(engine, 12)
      const [, ...others] = named(12)
      site.exported({ Things: sheet('Name|Size', 'a0|1|2', ...others) })
      const done = await site.synced({ mode: 'full' })
      deepEqual(hazardsOf(done), ['vanished-left'])
      match(told(done).join(), /invalid/)
      // A record without a name is none of those that had one.
      site.exported({ Things: sheet('Name|Size', '|1', ...others) })
      deepEqual(changesOf(await site.synced({ mode: 'full' })), ['update a0: is_active f'])
    })

    it('add rows again that were deleted by hand in merge mode only', async () => {
      const site = await manyThings(engine, 3)
      await site.query(`delete from things where name = 'a0'`)
      site.exported({ Things: sheet('Name|Size', 'a0|5', ...named(3).slice(1)) })
      for (const mode of ['incremental', 'full'] as const) {
        const done = await site.synced({ mode })
        deepEqual(changesOf(done), [])
        deepEqual(told(done), ['kept: its row was deleted in the database: it is not added again'])
        deepEqual(await site.log(), { things: '3 0 0 0 0 completed' })
      }
      deepEqual(changesOf(await site.synced({ mode: 'merge' })), [
        'insert a0: name a0, size 5, is_active t',
      ])
      deepEqual(await site.log(), { things: '3 1 0 0 0 completed' })
      deepEqual(changesOf(await site.synced({ mode: 'merge' })), [])
    })

    it('know nothing more of a row that was deleted by hand once it was added again', async () => {
      const site = await rulesSite(engine, define(things()))
      site.exported({ Things: sheet('Name|Size|Note', 'One|1|first', 'Two|2|second') })
      await site.synced()
      await site.query(`delete from things where name = 'One'`)
      site.exported({ Things: sheet('Name|Size', 'One|1', 'Two|2') })
      await site.synced({ mode: 'merge' })
      site.exported({ Things: sheet('Name|Size|Note', 'One|1|first', 'Two|2|second') })
      deepEqual(changesOf(await site.synced()), ['update One: note first'])
    })

    it('touch no row that has no id, and none that is as Airtable has it', async () => {
      const site = await rulesSite(engine, define(things(BY_ID)))
      site.exported({ Things: sheet('Name|ID|Size', 'One|rec1|1', 'Two|rec2|2') })
      await site.query(`insert into things (name, size) values ('One', 5), ('Three', 6)`)
      await site.synced({ mode: 'merge' })
      site.exported({ Things: sheet('Name|ID|Size', 'One|rec1|1', 'Two|rec2|3') })
      await site.synced({ mode: 'full', acceptVanished: true })
      deepEqual(
        await site.shown(
          'select name, size, airtable_id, sync_version, is_active from things order by 3 nulls first, 2',
        ),
        ['One 5 – 1 t', 'Three 6 – 1 t', 'One 1 rec1 1 t', 'Two 3 rec2 2 t'],
      )
    })

    it('import rows that were refused once they are corrected', async () => {
      const site = await rulesSite(engine, define(things()))
      site.exported({ Things: sheet('Name|Size', 'One|1', 'Two|5000', 'Three|3') })
      const { run } = await site.synced()
      equal(run.status, 'completed')
      equal(run.counts.failed, 1)
      deepEqual(await site.log(), { things: '3 2 0 0 1 completed' })
      const again = await site.synced()
      equal(again.run.counts.failed, 1)
      site.exported({ Things: sheet('Name|Size', 'One|6000', 'Two|5', 'Three|3') })
      await site.synced()
      deepEqual(await site.shown('select name, size from things order by 1'), [
        'One 1',
        'Three 3',
        'Two 5',
      ])
      deepEqual(await site.log(), { things: '3 1 0 0 1 completed' })
      // What was refused was never in the row: it comes again, whoever has to correct it.
      site.exported({ Things: sheet('Name|Size', 'One|600', 'Two|5', 'Three|3') })
      deepEqual(changesOf(await site.synced()), ['update One: size 600'])
    })
  },
  { where: (engine) => manySessions(engine) && isNewest(engine) },
)
