/**
 * Kills an apply again and again: `SOAK_KILLS` times (100 where it is not set) on a server and a fifth as often
 * on the embedded database. `SOAK_SEED` repeats a run.
 */
import { ok } from 'node:assert/strict'
import { allEngines, describeEngines } from '../helpers/engines'
import { crashOnce, createCrashSite, seeded, type CrashSite, type Found } from '../crash/crashes'

const kills = Number(process.env['SOAK_KILLS'] ?? 100)
const seed = Number(process.env['SOAK_SEED'] ?? 1)
const server = allEngines()
  .filter(({ kind }) => kind === 'postgres')
  .at(-1)

for (const refusing of [false, true])
  describeEngines(
    `kills with seed ${seed}${refusing ? ' of runs with refused rows' : ''}`,
    (engine) => {
      const count = engine.kind === 'pglite' ? Math.ceil(kills / 5) : kills
      const random = seeded(seed)
      const found: Record<Found, number> = {
        'before the run': 0,
        'in mid-run': 0,
        'after the run': 0,
      }
      let site: CrashSite

      before(async function () {
        this.timeout(120_000)
        site = await createCrashSite(engine, refusing)
      })

      for (let kill = 1; kill <= count; kill++) {
        // Most of the time before 0.25 goes into starting the process.
        const at = 0.25 + random() * 0.85
        const wayOn = kill % 2 === 0 ? 'undo' : 'resume'
        it(`kill ${kill} of ${count}, at ${(at * 100).toFixed(0)} % of the time, then ${wayOn}`, async function () {
          this.timeout(120_000)
          found[await crashOnce(site, at, wayOn)]++
        })
      }

      it('hits runs in their middle', () => {
        console.log(`      ${JSON.stringify(found)}`)
        ok(found['in mid-run'] > 0)
      })
    },
    {
      where: (engine) => engine.id === server?.id || engine.kind !== 'postgres',
      languages: ['postgres', 'mysql'],
    },
  )
