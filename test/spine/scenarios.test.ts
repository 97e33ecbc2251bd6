/** Plays `scenarios/*.txt` on every pair. `UPDATE_GOLDEN=1` writes what comes of them into the files. */
import assert from 'node:assert/strict'
import { manySessions } from '../helpers/engines'
import { checkOperation } from './harness'
import { describePairs, type Pair } from './pairs'
import { surveyor } from './places'
import { readScenarios, type Scenario } from './scenario'
import { ownTurns, runTogether } from './turns'

describePairs('scenarios', (pair) => {
  const scenarios = readScenarios(pair)
  let play: (scenario: Scenario) => Promise<void>

  before(async () => {
    assert.ok(scenarios.length > 0)
    play = await playerOf(pair, scenarios)
  })

  for (const scenario of scenarios)
    it(scenario.title, async function () {
      this.timeout(180_000)
      await play(scenario)
    })
})

/** Servers play a scenario when its test wants it; on an embedded database all of them are played together. */
async function playerOf(
  pair: Pair,
  scenarios: readonly Scenario[],
): Promise<(scenario: Scenario) => Promise<void>> {
  const placesOf = await surveyor(pair)
  if (manySessions(pair.source) && manySessions(pair.target))
    return async (scenario) => {
      const places = await placesOf(scenario.name)
      await checkOperation(scenario, places, ownTurns(pair, places))
    }
  const stories = await Promise.all(
    scenarios.map(async (subject) => ({ subject, places: await placesOf(subject.name) })),
  )
  const played = runTogether(pair, stories, ({ subject, places }, turns) =>
    checkOperation(subject, places, turns),
  )
  return async (scenario) => played.get(scenario)
}
