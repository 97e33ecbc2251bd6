import { deepEqual, equal } from 'node:assert/strict'
import { decideConflicts, type Side } from '../../../src/core/index'
import { describeEngines, isNewest, manySessions } from '../../helpers/engines'
import { changesOf, rulesSite, sheet, things, type RulesSite } from './rulesSite'

const ROWS = 'select name, size, note from things order by name'
const PARENT = `select p.name from things t join things p on p.id = t.parent_id where t.name = 'One'`

async function decide(site: RulesSite, side: Side) {
  const { path } = await site.plan()
  const decided = await decideConflicts(site.workspace, path, { rows: {}, otherwise: side })
  equal(decided.plan.undecided, 0)
  return site.applied({ ...decided, changes: [], findings: [] })
}

describeEngines(
  'decided conflicts of an Airtable base',
  (engine) => {
    const SIDES = [
      ['source', 'One 3 theirs', 'Three'],
      ['target', 'One 3 mine', 'Two'],
    ] as const
    for (const [side, row, parent] of SIDES) {
      it(`for the ${side} are written down as any sync is`, async () => {
        const site = await rulesSite(engine, { conflict: 'ask', tables: things() })
        site.exported({ Things: sheet('Name|Size|Note', 'One|1|old', 'Two|2|x') })
        await site.synced()
        await site.query(`update things set note = 'mine' where name = 'One'`)
        const before = await site.everything()
        site.exported({ Things: sheet('Name|Size|Note', 'One|3|theirs', 'Two|2|x') })
        const { run } = await decide(site, side)
        deepEqual(await site.shown(ROWS), [row, 'Two 2 x'])
        deepEqual(await site.log(), { things: '2 0 1 0 0 completed' })
        site.exported({ Things: sheet('Name|Size', 'One|4', 'Two|2') })
        deepEqual(changesOf(await site.plan()), ['update One: size 4'])
        await site.undo(run.id)
        deepEqual(await site.everything(), before)
      })

      it(`about a link to a row that comes with the sync are for the ${side}`, async () => {
        const site = await rulesSite(engine, { conflict: 'ask', tables: things() })
        site.exported({ Things: sheet('Name|Size|Parent', 'One|1|One', 'Two|2|') })
        await site.synced()
        const two = `(select id from things where name = 'Two')`
        await site.query(`update things set parent_id = ${two} where name = 'One'`)
        site.exported({ Things: sheet('Name|Size|Parent', 'One|3|Three', 'Two|2|', 'Three|3|') })
        await decide(site, side)
        deepEqual(await site.shown(PARENT), [parent])
      })
    }
  },
  { where: (engine) => manySessions(engine) && isNewest(engine) },
)
