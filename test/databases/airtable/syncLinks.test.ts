import { deepEqual, equal, match } from 'node:assert/strict'
import { describeEngines, isNewest, manySessions } from '../../helpers/engines'
import {
  BY_ID,
  changesOf,
  rulesSite,
  sheet,
  things,
  thingsAndParts,
  told,
  type RulesSite,
} from './rulesSite'
import type { Json } from './syncSite'

const define = (tables: Json): Json => ({ tables })

/** Parts that are told apart by their codes, so that a link of theirs may be missing. */
const BY_CODE = { identity: 'Code' }
const REQUIRED = {
  ...BY_CODE,
  columns: {
    Code: 'code',
    Thing: { type: 'link', table: 'Things', column: 'thing_id', required: true },
  },
}

const LINKS = `select code, coalesce(t.name, '–') as thing
  from parts p left join things t on t.id = thing_id order by code`
const PARENTS = `select t.name, coalesce(p.name, '–') as parent
  from things t left join things p on p.id = t.parent_id order by t.name`

const CELLS: readonly (readonly [string, string, readonly string[], string])[] = [
  ['a name', 'One', ['One', 'Two'], 'One'],
  ['a name with a comma, as it is', 'One, Two', ['One', 'One, Two'], 'One, Two'],
  ['a name with a comma, in quotes', '"One, Two"', ['One', 'One, Two'], 'One, Two'],
  ['a name with quotes', '"The ""One"""', ['The "One"'], 'The "One"'],
  ['a name with a line end', 'One\nTwo', ['One\nTwo', 'One'], 'One\nTwo'],
  ['a name that begins with a blank', ' One', [' One', 'One'], ' One'],
]

const LOST: readonly (readonly [string, string, readonly string[], RegExp])[] = [
  ['a name that nobody has', 'Three', ['One'], /"Things" has no record "Three"/],
  ['a name that several have', 'One', ['One', 'One'], /"Things" has several records "One"/],
  ['two records', 'One,Two', ['One', 'Two'], /it links to 2 records, and the column takes one/],
  ['two, of which one has a comma', 'a,b,c', ['a,b', 'c'], /it links to 2 records/],
  ['another way to write it', 'one', ['One'], /"Things" has no record "one"/],
]

describeEngines('links of an Airtable base to rows of the same plan', (engine) => {
  it('lead to rows that come with them, in a table and back to it', async () => {
    const site = await rulesSite(engine, define(thingsAndParts()))
    site.exported({
      Things: sheet('Name|Parent', 'One|Two', 'Two|Two', 'Three|'),
      Parts: sheet('Code|Thing|No', 'a|One|1', 'b|Three|1'),
    })
    deepEqual(await site.synced().then(told), [])
    deepEqual(await site.shown(LINKS), ['a One', 'b Three'])
    deepEqual(await site.shown(PARENTS), ['One Two', 'Three –', 'Two Two'])
    deepEqual(changesOf(await site.plan({ mode: 'merge' })), [])
  })
})

describeEngines(
  'links of an Airtable base',
  (engine) => {
    const setUp = async (names: readonly string[], parts: Json = BY_CODE) => {
      const site = await rulesSite(engine, define(thingsAndParts(BY_ID, parts)))
      const exported = (cell: string) =>
        site.exported({
          Things: [['Name', 'ID'], ...names.map((name, index) => [name, `rec${index}`])],
          Parts: [
            ['Code', 'Thing'],
            ['a', names[0] ?? ''],
            ['b', cell],
          ],
        })
      return { ...site, exportedLink: exported }
    }

    for (const [what, cell, names, name] of CELLS)
      it(`are followed by ${what}`, async () => {
        const site = await setUp(names)
        site.exportedLink(cell)
        await site.synced()
        const [, link] = await site.shown(LINKS)
        equal(link, `b ${name}`)
      })

    for (const [what, cell, names, message] of LOST) {
      it(`by ${what} are lost, and the record is imported without them`, async () => {
        const site = await setUp(['First', ...names])
        site.exportedLink(cell)
        const done = await site.synced()
        match(told(done).join(), message)
        deepEqual(await site.shown(LINKS), ['a First', 'b –'])
        equal((await site.log())['parts'], '2 2 0 0 0 completed')
      })

      it(`by ${what} take nothing from the row that there is`, async () => {
        const site = await setUp(['First', ...names])
        site.exportedLink('First')
        await site.synced()
        site.exportedLink(cell)
        const done = await site.synced()
        match(told(done).join(), message)
        deepEqual(changesOf(done), [])
        site.exportedLink('')
        deepEqual(changesOf(await site.synced()), ['update b: thing_id –'])
      })

      it(`by ${what} fail their record where they are required`, async () => {
        const site = await setUp(['First', ...names], REQUIRED)
        site.exportedLink(cell)
        match(told(await site.synced()).join(), message)
        deepEqual(await site.shown(LINKS), ['a First'])
        equal((await site.log())['parts'], '2 1 0 0 1 completed')
      })
    }

    it('of two records are followed by the longest names that there are', async () => {
      const site = await rulesSite(
        engine,
        define({ ...things({ identity: 'Name' }), Parts: { ...PARTS_BY_CODE } }),
      )
      site.exported({
        Things: sheet('Name', 'a', 'a,b', 'c'),
        Parts: [
          ['Code', 'Thing'],
          ['x', 'a,b,c'],
        ],
      })
      match(told(await site.synced()).join(), /it links to 2 records/)
    })
  },
  { where: (engine) => manySessions(engine) && isNewest(engine) },
)

const PARTS_BY_CODE = {
  table: 'parts',
  identity: 'Code',
  columns: { Code: 'code', Thing: { type: 'link', table: 'Things', column: 'thing_id' } },
}

describeEngines(
  'links of an Airtable base within a table, and in a circle',
  (engine) => {
    const CIRCLE = {
      ...things({
        columns: {
          Name: 'name',
          Part: { type: 'link', table: 'Parts', column: 'part_id' },
        },
      }),
      Parts: PARTS_BY_CODE,
    }

    it('are made once all rows are there', async () => {
      const site = await rulesSite(engine, define(CIRCLE))
      const exported = (part: string) =>
        site.exported({
          Things: sheet('Name|Part', `One|${part}`, 'Two|a'),
          Parts: sheet('Code|Thing', 'a|Two', 'b|One'),
        })
      exported('b')
      await site.synced()
      const circle =
        'select t.name, p.code from things t left join parts p on p.id = t.part_id order by 1'
      deepEqual(await site.shown(circle), ['One b', 'Two a'])
      deepEqual(await site.shown(LINKS), ['a Two', 'b One'])
      exported('a')
      deepEqual(changesOf(await site.synced()), ['update One: part_id 1'])
      deepEqual(await site.shown(circle), ['One a', 'Two a'])
    })

    it('are changed and taken away', async () => {
      const site = await rulesSite(engine, define(things()))
      const exported = (one: string, two: string) =>
        site.exported({ Things: sheet('Name|Size|Parent', `One|1|${one}`, `Two|2|${two}`) })
      exported('One', 'One')
      await site.synced()
      exported('Two', '')
      await site.synced()
      deepEqual(await site.shown(PARENTS), ['One Two', 'Two –'])
      deepEqual(await site.shown('select name, sync_version from things order by name'), [
        'One 2',
        'Two 2',
      ])
      equal((await site.log())['things'], '2 0 2 0 0 completed')
    })

    it('lead from a row that was there to one that comes', async () => {
      const site = await rulesSite(engine, define(things()))
      site.exported({ Things: sheet('Name|Parent', 'One|', 'Two|One') })
      await site.synced()
      site.exported({ Things: sheet('Name|Parent', 'One|Three', 'Two|One', 'Three|') })
      equal((await site.synced()).run.counts.failed, 0)
      deepEqual(await site.shown(PARENTS), ['One Three', 'Three –', 'Two One'])
    })

    it('are taken back with their rows', async () => {
      const site = await rulesSite(engine, define(things()))
      site.exported({ Things: sheet('Name|Parent', 'One|Two', 'Two|One') })
      const empty = await site.everything()
      const first = await site.synced()
      const before = await site.everything()
      site.exported({ Things: sheet('Name|Size|Parent', 'One|3|Three', 'Two||', 'Three||One') })
      const { run } = await site.synced()
      await site.undo(run.id)
      deepEqual(await site.everything(), before)
      await site.undo(first.run.id)
      deepEqual(await site.everything(), empty)
    })

    it('are lost where nobody has the name, and take nothing from the row', async () => {
      const site = await rulesSite(engine, define(things()))
      site.exported({ Things: sheet('Name|Size|Parent', 'One|1|Two', 'Two|2|') })
      await site.synced()
      site.exported({ Things: sheet('Name|Size|Parent', 'One|3|Four', 'Two|2|Four') })
      const done = await site.synced()
      equal(told(done).length, 2)
      deepEqual(changesOf(done), ['update One: size 3'])
      deepEqual(await site.shown(PARENTS), ['One Two', 'Two –'])
    })

    it('of a record that needs one fail it where it has none', async () => {
      const columns = {
        Name: 'name',
        Parent: { type: 'link', table: 'Things', column: 'parent_id', required: true },
      }
      const site = await rulesSite(engine, define(things({ columns })))
      site.exported({ Things: sheet('Name|Parent', 'One|One', 'Two|') })
      const done = await site.synced()
      deepEqual(told(done), ['invalid: "Parent" links to nothing, and is required'])
      deepEqual(await site.shown(PARENTS), ['One One'])
    })
  },
  { where: (engine) => manySessions(engine) && isNewest(engine) },
)

describeEngines(
  'links of an Airtable base to rows that are not written',
  (engine) => {
    const setUp = async (): Promise<RulesSite> => {
      const site = await rulesSite(engine, define(thingsAndParts()))
      site.exported({
        Things: sheet('Name|Size|Parent', 'One|1|Big', 'Big|5000|', 'Two|2|'),
        Parts: sheet('Code|Thing|No', 'a|One|1', 'b|Big|1', 'c|Two|1'),
      })
      return site
    }

    it('fail with them, and all else is written', async () => {
      const site = await setUp()
      const { run } = await site.synced()
      // The row itself, the part of it, and the link to it.
      equal(run.counts.failed, 3)
      deepEqual(await site.shown(LINKS), ['a One', 'c Two'])
      deepEqual(await site.shown(PARENTS), ['One –', 'Two –'])
      deepEqual(await site.log(), {
        things: '3 1 0 0 2 completed',
        parts: '3 2 0 0 1 completed',
      })
      match(
        (
          await site.shown(
            `select error ->> 'message' from drydock.row_changes where table_name = 'public.parts' and outcome = 'failed'`,
          )
        ).join(),
        /it refers to the row of "public.things" with airtable_id drv\w+, which is not there/,
      )
    })

    it('are made once those can be written', async () => {
      const site = await setUp()
      await site.synced()
      site.exported({
        Things: sheet('Name|Size|Parent', 'One|1|Big', 'Big|500|', 'Two|2|'),
        Parts: sheet('Code|Thing|No', 'a|One|1', 'b|Big|1', 'c|Two|1'),
      })
      equal((await site.synced()).run.counts.failed, 0)
      deepEqual(await site.shown(LINKS), ['a One', 'b Big', 'c Two'])
      deepEqual(await site.shown(PARENTS), ['Big –', 'One Big', 'Two –'])
    })

    it('stay where they are while the record that they lead to cannot be read', async () => {
      const site = await rulesSite(engine, define(thingsAndParts()))
      const exported = (size: string) =>
        site.exported({
          Things: sheet('Name|Size|Parent', `One|${size}|`, 'Two|2|One'),
          Parts: sheet('Code|Thing|No', 'a|One|1', 'b|Two|1'),
        })
      exported('1')
      await site.synced()
      exported('many')
      const done = await site.synced({ mode: 'full', acceptVanished: true })
      deepEqual(changesOf(done), [])
      equal(told(done).length, 1)
      deepEqual(await site.log(), { things: '2 0 0 0 1 completed', parts: '2 0 0 0 0 completed' })
    })
  },
  { where: (engine) => manySessions(engine) && isNewest(engine) },
)
