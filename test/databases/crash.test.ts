/** A handful of kills in mid-apply. `npm run soak` has many. */
import { describeEngines } from '../helpers/engines'
import { crashOnce, createCrashSite, type CrashSite } from '../crash/crashes'

describeEngines(
  'an apply that is killed',
  (engine) => {
    let site: CrashSite

    before(async function () {
      this.timeout(120_000)
      site = await createCrashSite(engine)
    })

    const kills = [
      { at: 0.45, wayOn: 'resume' },
      { at: 0.7, wayOn: 'undo' },
      { at: 0.9, wayOn: 'resume' },
    ] as const
    for (const { at, wayOn } of kills)
      it(`leaves whole batches and can be taken on by ${wayOn}, killed at ${at * 100} % of its time`, async function () {
        this.timeout(120_000)
        await crashOnce(site, at, wayOn)
      })
  },
  { languages: ['postgres', 'mysql'] },
)

describeEngines(
  'an apply of which rows are refused, and that is killed',
  (engine) => {
    it('leaves whole batches, and each refused row told once', async function () {
      this.timeout(120_000)
      const site = await createCrashSite(engine, true)
      await crashOnce(site, 0.7, 'resume')
    })
  },
  { languages: ['postgres', 'mysql'] },
)
