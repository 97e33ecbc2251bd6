import { deepEqual, equal, match } from 'node:assert/strict'
import { describeEngines, isNewest, manySessions } from '../../helpers/engines'
import { changesOf, COLUMNS, rulesSite, sheet, things, told } from './rulesSite'
import { exportText } from './syncSite'

const ROWS = 'select name, size, note, colour, done, score, files from things order by name'
const SYNC = { tables: things() }
const FILE = 'Things-Grid view.csv'
const WHOLE = sheet(
  'Name|Size|Note|Colour|Done|Files',
  'One|1|a|red|checked|x.png (https://a/1)',
  'Two|2|b|blue||',
)

/** Of each record, its columns in other places. */
const shuffled = WHOLE.map((row) => [2, 0, 5, 3, 1, 4].map((at) => row[at] ?? ''))
/** Without its last columns. */
const narrow = (columns: number) => WHOLE.map((row) => row.slice(0, columns))

describeEngines(
  'exports of an Airtable base',
  (engine) => {
    const setUp = async () => {
      const site = await rulesSite(engine, SYNC)
      site.exported({ Things: WHOLE })
      await site.synced()
      return site
    }

    it('that hide columns leave what the rows have in them', async () => {
      const site = await setUp()
      const before = await site.everything()
      site.exported({ Things: narrow(2) })
      const done = await site.synced({ mode: 'full' })
      deepEqual(changesOf(done), [])
      match(
        done.plan.hazards.map(({ message }) => message).join(),
        /does not have "Note", "Colour", "Done", "Files", "Parent"/,
      )
      deepEqual(await site.everything(), before)
      site.exported({ Things: WHOLE })
      deepEqual(changesOf(await site.synced({ mode: 'merge' })), [])
    })

    it('that show a column again fill it, and leave what somebody wrote there meanwhile', async () => {
      const site = await rulesSite(engine, SYNC)
      site.exported({ Things: narrow(2) })
      await site.synced()
      await site.query(`update things set note = 'mine' where name = 'Two'`)
      site.exported({ Things: WHOLE })
      const done = await site.synced()
      match(told(done).join(), /"note" was changed in both: it keeps "mine", Airtable has "b"/)
      deepEqual(await site.shown(ROWS), [
        'One 1 a red t 7 {x.png#https://a/1}'.replace('x.png#https://a/1', await fileOf(site)),
        'Two 2 mine blue f 7 –',
      ])
    })

    it('in another order of columns and of records say nothing new', async () => {
      const site = await setUp()
      site.exported({ Things: [shuffled[0] ?? [], ...shuffled.slice(1).reverse()] })
      deepEqual(changesOf(await site.synced({ mode: 'full' })), [])
    })

    it('with columns that nobody knows are told of', async () => {
      const site = await rulesSite(engine, SYNC)
      site.exported({ Things: sheet('Name|Size|More|Other', 'One|1|x|y') })
      const done = await site.synced()
      match(
        done.plan.hazards.map(({ message }) => message).join(),
        /has "More", "Other", which the definition neither imports nor ignores/,
      )
    })

    it('of nothing but a header have no records', async () => {
      const site = await setUp()
      site.exported({ Things: WHOLE.slice(0, 1) })
      const done = await site.synced({ mode: 'full' })
      deepEqual(changesOf(done), [])
      deepEqual(await site.log(), { things: '0 0 0 0 0 completed' })
    })

    const text = exportText(WHOLE)
    const WRITTEN: readonly (readonly [string, string | Uint8Array])[] = [
      ['with a byte order mark', text],
      ['without a byte order mark', text.slice(1)],
      ['with the line ends of Windows', text.replaceAll('\n', '\r\n')],
      ['with a line end behind the last record', text + '\n'],
      ['in windows-1252', Buffer.from(text.slice(1), 'latin1')],
    ]
    for (const [how, bytes] of WRITTEN)
      it(`are read ${how}`, async () => {
        const site = await setUp()
        site.exported({})
        site.file(FILE, bytes)
        const done = await site.synced({ mode: 'merge' })
        deepEqual([changesOf(done), told(done)], [[], []])
      })

    it('in windows-1252 keep their letters', async () => {
      const site = await rulesSite(engine, SYNC)
      site.exported({})
      site.file(FILE, Buffer.from('Name,Note\nSmörgås,\x80uro', 'latin1'))
      await site.synced()
      deepEqual(await site.shown('select name, note from things'), ['Smörgås €uro'])
    })

    it('with rows that have more or fewer cells import the others', async () => {
      const site = await rulesSite(engine, SYNC)
      site.exported({})
      site.file(FILE, 'Name,Size\nOne,1\nTwo,2,3\nThree\nFour,4')
      const done = await site.synced()
      equal(told(done).length, 2)
      deepEqual(await site.shown('select name from things order by 1'), ['Four', 'One'])
      deepEqual(await site.log(), { things: '4 2 0 0 2 completed' })
    })

    it('whose record has nothing where the database takes no null leave it at its default', async () => {
      const columns = {
        Name: 'name',
        Score: { type: 'number', column: 'score' },
        Rank: { type: 'number', column: 'rank' },
      }
      const site = await rulesSite(engine, { tables: things({ columns }) })
      const exported = (number: string) =>
        site.exported({ Things: sheet('Name|Score|Rank', `One|${number}|${number}`, 'Two|1|1') })
      const numbers = () => site.shown(`select score, rank from things where name = 'One'`)
      exported('')
      await site.synced()
      deepEqual(await numbers(), ['7 –'])
      deepEqual(changesOf(await site.synced({ mode: 'merge' })), [])
      exported('3')
      await site.synced()
      deepEqual(await numbers(), ['3 3'])
      exported('')
      await site.synced()
      deepEqual(await numbers(), ['3 –'])
    })

    it('that get to a column which is younger than their rows leave what somebody wrote there', async () => {
      const site = await setUp()
      await site.query(
        `alter table things add column age text; update things set age = 'mine' where name = 'One'`,
      )
      const columns = { ...COLUMNS, Age: 'age' }
      site.define({ tables: things({ columns }) })
      site.exported({ Things: sheet('Name|Age', 'One|x', 'Two|y') })
      deepEqual(changesOf(await site.synced()), ['update Two: age y'])
    })

    it('in which formulas have failed are imported without those cells', async () => {
      const columns = { Name: 'name', Score: { type: 'number', column: 'score' } }
      const site = await rulesSite(engine, { tables: things({ columns }) })
      site.exported({ Things: sheet('Name|Score', 'One|#ERROR!', 'Two|NaN', 'Three|3') })
      const done = await site.synced()
      equal(done.plan.summary['formulaErrors'], 2)
      deepEqual(await site.log(), { things: '3 3 0 0 0 completed' })
    })
  },
  { where: (engine) => manySessions(engine) && isNewest(engine) },
)

async function fileOf(site: { shown(sql: string): Promise<readonly string[]> }): Promise<string> {
  const [file = ''] = await site.shown(`select files[1] from things where name = 'One'`)
  return file
}
