/** Plays `scenarios/*.txt` on every engine. `UPDATE_GOLDEN=1` writes what comes of them into the files. */
import assert from 'node:assert/strict'
import { describeEngines } from '../helpers/engines'
import { checkOperation } from './harness'
import { readScenarios } from './scenario'
import { createSpineWorkspace } from './spineWorkspace'
import { runTogether } from './turns'

describeEngines('scenarios', (engine) => {
  const scenarios = readScenarios(engine)
  let played: ReturnType<typeof runTogether> = new Map()

  before(async () => {
    assert.ok(scenarios.length > 0)
    const [source, target] = [await engine.createDatabase(), await engine.createDatabase()]
    const urls = { source: source.url, target: target.url }
    const workspace = await createSpineWorkspace(urls)
    played = runTogether(engine, urls, scenarios, (scenario, turns) =>
      checkOperation(workspace, scenario, turns),
    )
  })

  for (const scenario of scenarios)
    it(scenario.title, async function () {
      this.timeout(180_000)
      await played.get(scenario)
    })
})
