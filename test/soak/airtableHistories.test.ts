/**
 * Random histories of an Airtable base and its tables: `SOAK_HISTORIES` of them (1,000 where it is not set) on the newest server, from
 * the seed `SOAK_SEED` on.
 */
import { describeEngines, isNewest, manySessions } from '../helpers/engines'
import { runHistory, type HistoryTally } from '../databases/airtable/histories'

const histories = Number(process.env['SOAK_HISTORIES'] ?? 1000)
const first = Number(process.env['SOAK_SEED'] ?? 1)

describeEngines(
  `random histories of an Airtable base from seed ${first} on`,
  (engine) => {
    const tally: HistoryTally = {}

    for (let seed = first; seed < first + histories; seed++)
      it(`leave what the rules say, with seed ${seed}`, function () {
        this.timeout(120_000)
        return runHistory(engine, seed, tally)
      })

    after(() => console.log(`      ${JSON.stringify(tally)}`))
  },
  { where: (engine) => manySessions(engine) && isNewest(engine) },
)
