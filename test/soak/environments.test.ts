/**
 * Kills the making and the deleting of environments again and again: `SOAK_KILLS` times (50 where it is not set) on each
 * server, spread evenly over the time of a create and of a delete. `SOAK_SEED` repeats a run.
 */
import { ok } from 'node:assert/strict'
import { seeded, type Found } from '../crash/crashes'
import {
  crashWhileDeleting,
  crashWhileMaking,
  createEnvironmentCrashSite,
  type EnvironmentCrash,
  type EnvironmentCrashSite,
  type EnvironmentWayOn,
} from '../crash/environmentCrashes'
import { describeEngines, isNewest, ownsServer, type Engine } from '../helpers/engines'

const kills = Number(process.env['SOAK_KILLS'] ?? 50)
const seed = Number(process.env['SOAK_SEED'] ?? 1)

/** Of all kills, those while it is made. The others are while it is deleted. */
const MAKING = 0.6

const WAYS_ON: readonly EnvironmentWayOn[] = ['again', 'resume', 'again', 'undo', 'again', 'delete']

describeEngines(
  `environments under kills with seed ${seed}`,
  (engine) => {
    let crashes: EnvironmentCrashSite

    before(async function () {
      this.timeout(120_000)
      crashes = await createEnvironmentCrashSite(engine)
    })
    after(() => crashes.site.close())

    const making = Math.round(kills * MAKING)
    killed('while it is made', making, makingOf, (crash) => crashWhileMaking(crashes, crash))
    killed('while it is deleted', kills - making, deletingOf(engine), (crash) =>
      crashWhileDeleting(crashes, crash),
    )
  },
  {
    where: (engine) => ownsServer(engine) && isNewest(engine),
    languages: ['postgres', 'mysql'],
  },
)

function killed(
  when: string,
  count: number,
  crashOf: (index: number, at: number) => EnvironmentCrash,
  crashOnce: (crash: EnvironmentCrash) => Promise<Found>,
): void {
  const random = seeded(seed)
  const found: Record<Found, number> = { 'before the run': 0, 'in mid-run': 0, 'after the run': 0 }

  for (let index = 0; index < count; index++) {
    const at = (index + random()) / count
    const crash = crashOf(index, at)
    const { source, purge, wayOn } = crash
    const how = source ?? (purge === true ? 'purge' : 'trash')
    it(`kill ${index + 1} of ${count} ${when} (${how}), at ${(at * 100).toFixed(0)} % of the time, then ${wayOn}`, async function () {
      this.timeout(120_000)
      found[await crashOnce(crash)]++
    })
  }

  it(`some hit in the middle ${when}`, () => {
    console.log(`      ${when}: ${JSON.stringify(found)}`)
    ok(found['in mid-run'] > 0)
  })
}

/** Two kills after each other are close in time: one of the server's own copy, one of a relay. */
function makingOf(index: number, at: number): EnvironmentCrash {
  const wayOn = WAYS_ON[Math.floor(index / 2) % WAYS_ON.length]
  return { at, source: index % 2 === 0 ? 'idle' : 'busy', ...(wayOn !== undefined && { wayOn }) }
}

/** Without a trash it goes for good. */
function deletingOf({ kind }: Engine): (index: number, at: number) => EnvironmentCrash {
  return (index, at) => {
    const purge = kind === 'mysql' || index % 2 === 1
    return { at, purge, wayOn: !purge && index % 4 === 0 ? 'undo' : 'again' }
  }
}
