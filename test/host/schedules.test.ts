import assert from 'node:assert/strict'
import { setTimeout as sleep } from 'node:timers/promises'
import { commands, workspace } from 'vscode'
import { activateDrydock, eventually, fixture, fixtureFolder } from './drydock'

const FILE = 'minutely.mapping.jsonc'

describe('schedules in the editor', function () {
  // A schedule is due once a minute at most, and has to be twice.
  this.timeout(200_000)

  async function writeMapping(schedule: unknown): Promise<void> {
    const text = await workspace.fs.readFile(fixture('fab-order.mapping.jsonc'))
    const body = Buffer.from(text)
      .toString('utf8')
      .replace('{', `{ "schedule": ${JSON.stringify(schedule)},`)
    await workspace.fs.writeFile(fixture(FILE), Buffer.from(body))
  }

  async function takeBack(runId: string): Promise<void> {
    const { core } = await activateDrydock()
    const folder = fixtureFolder()
    const undo = await core.request('planUndo', { folder, runId })
    await core.request('applyPlanFile', { folder, path: undo.path })
  }

  after(async () => {
    const drydock = await activateDrydock()
    await workspace.fs.delete(fixture(FILE))
    await eventually(() => assert.equal(drydock.schedules.entries.length, 0))
  })

  it('are read from definitions, paused and resumed', async () => {
    const { schedules } = await activateDrydock()
    await writeMapping({ cron: '0 6 1 1 *' })
    await eventually(() =>
      assert.deepEqual(
        schedules.entries.map(({ path }) => path),
        [FILE],
      ),
    )
    await commands.executeCommand('drydock.pauseSchedules')
    assert.equal(schedules.entries.length, 0)
    await commands.executeCommand('drydock.resumeSchedules')
    assert.equal(schedules.entries.length, 1)
  })

  it('run a dry run when they are due, and apply once somebody has allowed it', async () => {
    const { results, core, schedules } = await activateDrydock()
    const folder = fixtureFolder()
    await commands.executeCommand('notifications.clearAll')
    const before = await core.request('listRuns', { folder })
    await writeMapping({ cron: '* * * * *', apply: true })
    await eventually(() => assert.equal(results.plan?.plan.definition?.path, FILE), 90_000)
    await sleep(1_000)
    const planned = await core.request('listRuns', { folder })
    assert.deepEqual(planned.runs, before.runs, 'until then it only plans')

    // The question's first button.
    await commands.executeCommand('notification.acceptPrimaryAction')
    const applied = await eventually(async () => {
      const { runs } = await core.request('listRuns', { folder })
      const [run] = runs.filter(({ id }) => !before.runs.some((known) => known.id === id))
      assert.equal(run?.status, 'completed')
      return run
    }, 90_000)
    assert.equal(applied.definition, FILE)
    assert.equal(applied.counts.applied, 7)
    await commands.executeCommand('drydock.pauseSchedules')
    assert.equal(schedules.paused, true)
    await takeBack(applied.id)
    await commands.executeCommand('drydock.resumeSchedules')
  })
})
