/** Every scenario on every engine. `UPDATE_GOLDEN=1` rewrites what is expected; read the difference. */
import { equal, ok } from 'node:assert/strict'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { releaseDatabases } from '../../src/core/index'
import { describeEngines, manySessions } from '../helpers/engines'
import { tellStory } from './harness'
import { readScenario, writeExpected } from './scenario'

const folder = join(import.meta.dirname, 'scenarios')
const files = readdirSync(folder)
  .filter((name) => name.endsWith('.txt'))
  .sort()

describeEngines('plan, apply, undo, apply again', (engine) => {
  after(() => releaseDatabases())

  for (const name of files) {
    const file = join(folder, name)
    const scenario = readScenario(file)
    if (scenario.engines === 'servers' && !manySessions(engine)) continue
    it(scenario.title, async function () {
      this.timeout(60_000)
      const story = await tellStory(engine, scenario)
      if (process.env['UPDATE_GOLDEN'] === '1') writeExpected(file, { ...story })
      const { sections } = readScenario(file)
      for (const [section, text] of Object.entries(story))
        equal(text, sections.get(section), `${name}: ${section}`)
    })
  }

  it('has its scenarios', () => ok(files.length >= 25, `${files.length} found`))
})
