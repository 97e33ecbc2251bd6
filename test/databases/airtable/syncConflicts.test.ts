import { deepEqual, equal, match } from 'node:assert/strict'
import { describeEngines, isNewest, manySessions } from '../../helpers/engines'
import { changesOf, hazardsOf, rulesSite, sheet, things, told } from './rulesSite'
import type { Json } from './syncSite'

const ROWS = 'select name, size, note from things order by name'
const define = (conflict: string): Json => ({ conflict, tables: things() })

describeEngines(
  'values of an Airtable base that were edited',
  (engine) => {
    const setUp = async (conflict = 'keep') => {
      const site = await rulesSite(engine, define(conflict))
      const exported = (one: string) =>
        site.exported({ Things: sheet('Name|Size|Note', `One|${one}`, 'Two|2|x') })
      exported('1|old')
      await site.synced()
      const edit = (set: string) => site.query(`update things set ${set} where name = 'One'`)
      return { ...site, exportedOne: exported, edit }
    }

    for (const conflict of ['keep', 'ask', 'airtable'])
      it(`in the database only are kept and told, with "${conflict}"`, async () => {
        const site = await setUp(conflict)
        await site.edit(`note = 'mine'`)
        site.exportedOne('7|old')
        const done = await site.synced()
        deepEqual(changesOf(done), ['update One: size 7'])
        deepEqual(told(done), [
          'kept: "note" was changed in the database: it keeps "mine", Airtable has "old"',
        ])
        deepEqual(await site.shown(ROWS), ['One 7 mine', 'Two 2 x'])
        // And Airtable's turn comes when the two are the same again.
        await site.edit(`note = 'old'`)
        site.exportedOne('7|new')
        deepEqual(changesOf(await site.synced()), ['update One: note new'])
      })

    it('in both are kept and told, with "keep"', async () => {
      const site = await setUp()
      await site.edit(`note = 'mine'`)
      site.exportedOne('1|theirs')
      for (const _ of [1, 2]) {
        const done = await site.synced({ mode: 'merge' })
        deepEqual(changesOf(done), [])
        deepEqual(told(done), [
          'kept: "note" was changed in both: it keeps "mine", Airtable has "theirs"',
        ])
      }
    })

    it('in both get what Airtable has, with "airtable", and are taken back', async () => {
      const site = await setUp('airtable')
      await site.edit(`note = 'mine'`)
      site.exportedOne('1|theirs')
      const before = await site.everything()
      const { run } = await site.synced()
      deepEqual(await site.shown(ROWS), ['One 1 theirs', 'Two 2 x'])
      await site.undo(run.id)
      deepEqual(await site.everything(), before)
    })

    it('in both to the same value are no conflict', async () => {
      const site = await setUp('ask')
      await site.edit(`note = 'same'`)
      site.exportedOne('1|same')
      const done = await site.synced()
      deepEqual([changesOf(done), told(done), done.plan.undecided], [[], [], 0])
    })

    it('to nothing in the database are kept, too', async () => {
      const site = await setUp()
      await site.edit(`note = null, size = 9`)
      site.exportedOne('1|old')
      const done = await site.synced({ mode: 'merge' })
      deepEqual(changesOf(done), [])
      equal(told(done).length, 2)
    })

    it('in both are for somebody to decide, with "ask"', async () => {
      const site = await setUp('ask')
      await site.edit(`note = 'mine'`)
      site.exportedOne('3|theirs')
      const { plan, path } = await site.plan()
      equal(plan.undecided, 1)
      await site.apply(path).then(
        () => equal(true, false),
        (error: Error) => match(error.message, /nobody has decided/),
      )
    })

    it('before the first sync get what Airtable has, and the plan tells so', async () => {
      const site = await rulesSite(engine, define('keep'))
      site.exported({ Things: sheet('Name|Size|Note', 'One|1|x', 'Two|2|y') })
      await site.query(`insert into things (name, size, airtable_id) values ('One', 9, 'old')`)
      const done = await site.synced()
      deepEqual(hazardsOf(done), ['first-sync'])
      deepEqual(await site.shown(ROWS), ['One 1 x', 'Two 2 y'])
      await site.query(`update things set note = 'mine' where name = 'One'`)
      deepEqual(changesOf(await site.plan({ mode: 'merge' })), [])
    })
  },
  { where: (engine) => manySessions(engine) && isNewest(engine) },
)
