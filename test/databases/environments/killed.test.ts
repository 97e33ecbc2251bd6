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

    for (const at of [0.1, 0.3, 0.5, 0.7, 0.9])
      it(`is made by the same command again, killed after ${at} of its time`, () =>
        crashWhileMaking(crashes, { at, source: 'busy' }))

    for (const at of [0.2, 0.5, 0.8])
      it(`is gone by the same command again, killed after ${at} of its time`, () =>
        crashWhileDeleting(crashes, { at }))
  },
  { where: ownsServer, languages: ['postgres', 'mysql'] },
)
