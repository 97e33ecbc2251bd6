import { ok } from 'node:assert/strict'
import { describeEngines, isNewest, manySessions } from '../../helpers/engines'
import { runHistory, type HistoryTally } from './histories'

const HISTORIES = 10

describeEngines(
  'random histories of an Airtable base and its tables',
  (engine) => {
    const tally: HistoryTally = {}

    for (let seed = 1; seed <= HISTORIES; seed++)
      it(`leave what the rules say, with seed ${seed}`, () => runHistory(engine, seed, tally))

    it('take every kind of step', () => {
      for (const kind of ['undo the latest sync', 'undo an older sync', 'rows refused'])
        ok((tally[kind] ?? 0) > 0, kind)
    })
  },
  { where: (engine) => manySessions(engine) && isNewest(engine) },
)
