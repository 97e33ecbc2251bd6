import { deepEqual, equal, match } from 'node:assert/strict'
import { describeEngines, isNewest, manySessions } from '../../helpers/engines'
import {
  BY_ID,
  BY_NAME,
  changesOf,
  hazardsOf,
  rulesSite,
  sheet,
  things,
  thingsAndParts,
  told,
} from './rulesSite'
import type { Json } from './syncSite'

const NAMES = 'select name, size from things order by name, size'
const HEADER = 'Name|Size|Note|Colour'
const FOUR = [HEADER, 'One|1|first|red', 'Two|2|second|blue', 'Three|3|third|green'] as const

const define = (tables: Json): Json => ({ tables })

describeEngines('what tells records of an Airtable base apart: ids', (engine) => {
  it('by record ids: a renamed record keeps its row, and another one may have its old name', async () => {
    const site = await rulesSite(engine, define(things(BY_ID)))
    site.exported({ Things: sheet('Name|ID|Size', 'One|rec0001|1', 'Two|rec0002|2') })
    await site.synced()
    site.exported({
      Things: sheet(
        'Name|ID|Size',
        'Uno|rec0001|1',
        'Two|rec0002|2',
        'One|rec0003|3',
        '|rec0004|4',
      ),
    })
    deepEqual(changesOf(await site.synced()), [
      'update Uno: name Uno',
      'insert One: name One, size 3, is_active t',
      'insert –: name –, size 4, is_active t',
    ])
    deepEqual(await site.shown('select airtable_id, name from things order by 1'), [
      'rec0001 Uno',
      'rec0002 Two',
      'rec0003 One',
      'rec0004 –',
    ])
  })
})

describeEngines(
  'what tells records of an Airtable base apart',
  (engine) => {
    it('by record ids: a record without one and a second one with the same are not imported', async () => {
      const site = await rulesSite(engine, define(things(BY_ID)))
      site.exported({ Things: sheet('Name|ID', 'One|rec0001', 'Two|', 'Three|rec0001') })
      const done = await site.synced()
      deepEqual(told(done), [
        'invalid: it has nothing in "ID", by which records are told apart',
        `invalid: it has the same "ID" as the record at ${place(2)}`,
      ])
      deepEqual(await site.log(), { things: '3 1 0 0 2 completed' })
    })

    it('by a link and a number: the parent’s new name changes none of its children', async () => {
      const site = await rulesSite(engine, define(thingsAndParts(BY_ID)))
      const parts = (thing: string, cost: string) =>
        sheet('Code|Thing|No|Cost', `a|${thing}|1|${cost}`, `b|${thing}|2|5`, 'c|Two|1|6')
      const exported = (thing: string, cost: string) =>
        site.exported({
          Things: sheet('Name|ID', `${thing}|rec0001`, 'Two|rec0002'),
          Parts: parts(thing, cost),
        })
      exported('One', '4.50')
      await site.synced()
      exported('Uno', '4.5')
      deepEqual(changesOf(await site.synced()), ['update Uno: name Uno'])
      exported('Uno', '4.75')
      deepEqual(changesOf(await site.synced()), ['update a: cost 4.75'])
      deepEqual(
        await site.shown(
          'select t.name, number, cost from parts p join things t on t.id = thing_id order by 1, 2',
        ),
        ['Two 1 6.00', 'Uno 1 4.75', 'Uno 2 5.00'],
      )
    })

    it('by a number: it is the same with zeros at its end', async () => {
      const columns = { Code: 'code', Cost: { type: 'number', column: 'cost' } }
      const parts = { Parts: { table: 'parts', columns, identity: 'Cost' } }
      const site = await rulesSite(engine, define(parts))
      site.exported({ Parts: sheet('Code|Cost', 'a|1', 'b|2.50') })
      await site.synced()
      site.exported({ Parts: sheet('Code|Cost', 'a|1.00', 'c|2.5') })
      deepEqual(changesOf(await site.synced()), ['update c: code c'])
    })

    it('of two records with one name, one becomes a row, and the other is failed', async () => {
      const site = await rulesSite(engine, define(things()))
      site.exported({ Things: sheet(HEADER, 'One|1|x|', 'One|2|y|', 'Two|3|z|') })
      const done = await site.synced()
      deepEqual(told(done), [`invalid: it has the same "Name" as the record at ${place(2)}`])
      deepEqual(await site.shown(NAMES), ['One 1', 'Two 3'])
      deepEqual(await site.log(), { things: '3 2 0 0 1 completed' })
    })

    it('of two records with one name, the row goes on with the one that it is like', async () => {
      const site = await rulesSite(engine, define(things()))
      site.exported({ Things: sheet(HEADER, 'One|1|x|') })
      await site.synced()
      site.exported({ Things: sheet(HEADER, 'One|2|y|', 'One|1|x|') })
      const done = await site.synced()
      deepEqual(changesOf(done), [])
      deepEqual(told(done), [`invalid: it has the same "Name" as the record at ${place(3)}`])
    })

    it('without a name, a record is failed', async () => {
      const site = await rulesSite(engine, define(things()))
      site.exported({ Things: sheet(HEADER, '|1|x|', 'Two|2|y|') })
      deepEqual(told(await site.synced()), [
        'invalid: it has nothing in "Name", by which records are told apart',
      ])
      deepEqual(await site.log(), { things: '2 1 0 0 1 completed' })
    })

    it('blanks at a name’s end belong to it', async () => {
      const site = await rulesSite(engine, define(things()))
      site.exported({ Things: sheet('Name|Size|Parent', 'One |1|', 'One|2|One ', ' One|3|One') })
      await site.synced()
      const parents = `select '[' || t.name || ']' as name, '[' || p.name || ']' as parent
        from things t left join things p on p.id = t.parent_id order by t.size`
      deepEqual(await site.shown(parents), ['[One ] –', '[One] [One ]', '[ One] [One]'])
      deepEqual(changesOf(await site.plan({ mode: 'merge' })), [])
    })

    it('where somebody edits a name in the database, its row stays the record’s', async () => {
      const site = await rulesSite(engine, define(things()))
      site.exported({ Things: sheet(...FOUR) })
      await site.synced()
      await site.query(`update things set name = 'Zwei' where name = 'Two'`)
      site.exported({ Things: sheet(HEADER, ...FOUR.slice(1, 2), 'Two|22|second|blue', FOUR[3]) })
      const done = await site.synced()
      deepEqual(changesOf(done), ['update Two: size 22'])
      match(told(done).join(), /"name" was changed in the database: it keeps "Zwei"/)
      deepEqual(await site.shown(NAMES), ['One 1', 'Three 3', 'Zwei 22'])
    })
  },
  { where: (engine) => manySessions(engine) && isNewest(engine) },
)

describeEngines(
  'renamed records of an Airtable base',
  (engine) => {
    const renamed = [HEADER, FOUR[1], 'Zwei|2|second|blue', FOUR[3]] as const
    const setUp = async (more: Json = {}) => {
      const site = await rulesSite(engine, define(things({ ...BY_NAME, ...more })))
      site.exported({ Things: sheet(...FOUR) })
      await site.synced()
      const ids = await site.shown('select airtable_id from things order by size')
      site.exported({ Things: sheet(...renamed) })
      const rename = (renames: Json) => site.define(define(things({ ...BY_NAME, renames })))
      return { ...site, ids, rename }
    }

    it('are not imported before somebody says what they are', async () => {
      const site = await setUp()
      const done = await site.synced()
      deepEqual(changesOf(done), [])
      match(told(done).join(), /^renamed: it looks like "Two", which is gone/)
      deepEqual(hazardsOf(done), ['renames'])
      deepEqual(await site.log(), { things: '3 0 0 0 1 completed' })
    })

    it('keep their rows and their ids where they are known by "renames"', async () => {
      const site = await setUp()
      site.rename({ Two: 'Zwei' })
      deepEqual(changesOf(await site.synced()), ['update Zwei: name Zwei'])
      deepEqual(await site.shown('select airtable_id from things order by size'), site.ids)
      deepEqual(changesOf(await site.plan({ mode: 'merge' })), [])
    })

    it('get rows of their own where "renames" says that the old ones are gone', async () => {
      const site = await setUp()
      site.rename({ Two: null })
      deepEqual(changesOf(await site.synced()), [
        'insert Zwei: name Zwei, size 2, note second, colour blue, is_active t',
      ])
      deepEqual(await site.shown(NAMES), ['One 1', 'Three 3', 'Two 2', 'Zwei 2'])
    })

    for (const when of ['in the same export', 'later'])
      it(`leave their old name to a new record that comes ${when}`, async () => {
        const site = await setUp()
        site.rename({ Two: 'Zwei' })
        if (when === 'later') await site.synced()
        site.exported({ Things: sheet(...renamed, 'Two|9|other|white') })
        equal((await site.synced()).run.counts.failed, 0)
        deepEqual(await site.shown(NAMES), ['One 1', 'Three 3', 'Two 9', 'Zwei 2'])
        deepEqual(await site.shown(`select airtable_id from things where size = 2`), [site.ids[1]])
        deepEqual(changesOf(await site.plan({ mode: 'merge' })), [])
        // What has been renamed once is not again, whoever has the old name now.
        site.exported({ Things: sheet(...renamed, 'Two|10|other|white') })
        deepEqual(changesOf(await site.synced()), ['update Two: size 10'])
      })

    it('may take each other’s names one after the other', async () => {
      const site = await setUp()
      site.rename({ Two: 'Three', Three: 'Four' })
      site.exported({
        Things: sheet(HEADER, FOUR[1], 'Three|2|second|blue', 'Four|3|third|green'),
      })
      const done = await site.synced()
      deepEqual([...changesOf(done)].sort(), ['update Four: name Four', 'update Three: name Three'])
      deepEqual(await site.shown('select airtable_id from things order by size'), site.ids)
      deepEqual(changesOf(await site.plan({ mode: 'merge' })), [])
    })

    it('are not marked as gone while nobody has said what they are', async () => {
      const site = await setUp()
      const done = await site.synced({ mode: 'full', acceptVanished: true })
      deepEqual(changesOf(done), [])
      deepEqual(hazardsOf(done), ['renames'])
    })

    it('do not take their children with them while nobody has said what they are', async () => {
      const site = await rulesSite(engine, define(thingsAndParts()))
      const parts = (thing: string) =>
        sheet('Code|Thing|No|Cost', `a|${thing}|1|4`, `b|${thing}|2|5`, 'c|One|1|6')
      site.exported({ Things: sheet(...FOUR), Parts: parts('Two') })
      await site.synced()
      site.exported({ Things: sheet(...renamed), Parts: parts('Zwei') })
      const done = await site.synced({ mode: 'full', acceptVanished: true })
      deepEqual(changesOf(done), [])
      equal(done.plan.summary['unchanged'], 5)
    })
  },
  { where: (engine) => manySessions(engine) && isNewest(engine) },
)

function place(line: number): string {
  return `Things-Grid view.csv:${line}`
}
