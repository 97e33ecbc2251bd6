import {
  crashWhileDeleting,
  crashWhileMaking,
  createEnvironmentCrashSite,
  type EnvironmentCrashSite,
} from '../../crash/environmentCrashes'
import { describeEngines, ownsServer } from '../../helpers/engines'

describeEngines(
  'an environment whose process is killed',
  (engine) => {
    let crashes: EnvironmentCrashSite

    before(async () => {
      crashes = await createEnvironmentCrashSite(engine)
    })
    after(() => crashes.site.close())

    for (const at of [0.35, 0.5, 0.65, 0.8, 0.95])
      it(`is made by the same command again, killed after ${at} of its time`, () =>
        crashWhileMaking(crashes, at))

    for (const at of [0.5, 0.75, 0.9])
      it(`is gone by the same command again, killed after ${at} of its time`, () =>
        crashWhileDeleting(crashes, at))
  },
  { where: ownsServer, languages: ['postgres', 'mysql'] },
)
