import assert from 'node:assert/strict'
import { activateDrydock, eventually, fixtureFolder, lines } from './drydock'

describe('the view Runs', () => {
  it('shows a run from its first moment, with its progress, until its ledger has it', async () => {
    const { runs } = await activateDrydock()
    const before = await eventually(() => {
      const nodes = lines(runs.getRoots())
      assert.ok(!nodes.includes('Loading…'))
      return nodes
    })
    const run = runs.begin(fixtureFolder(), {
      ...{ id: 'p1', title: 'jobs: here → there' },
      isRun: () => false,
    })
    assert.equal(lines(runs.getRoots())[0], 'jobs: here → there | starting…')
    run.report('applying, 500 of 1,250')
    assert.equal(lines(runs.getRoots())[0], 'jobs: here → there | applying, 500 of 1,250')
    assert.ok(!lines(runs.getRoots()).includes('nothing was applied yet'))
    run.end()
    await eventually(() => assert.deepEqual(lines(runs.getRoots()), before))
  })
})
