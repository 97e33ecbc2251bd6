import assert from 'node:assert/strict'
import { setTimeout as sleep } from 'node:timers/promises'
import { commands, workspace } from 'vscode'
import { activateDrydock, eventually, fixture } from './drydock'

const FILE = 'minutely.mapping.jsonc'

describe('schedules in the editor', function () {
  // A schedule is due once a minute at most.
  this.timeout(120_000)

  async function writeMapping(schedule: unknown): Promise<void> {
    const text = await workspace.fs.readFile(fixture('fab-order.mapping.jsonc'))
    const body = Buffer.from(text)
      .toString('utf8')
      .replace('{', `{ "schedule": ${JSON.stringify(schedule)},`)
    await workspace.fs.writeFile(fixture(FILE), Buffer.from(body))
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

  it('run a dry run when they are due, and apply nothing that nobody has allowed', async () => {
    const { results, core, schedules } = await activateDrydock()
    const folder = fixture('').fsPath.replace(/[/\\]$/, '')
    const before = await core.request('listRuns', { folder })
    await writeMapping({ cron: '* * * * *', apply: true })
    await eventually(() => assert.equal(results.plan?.plan.definition?.path, FILE), 90_000)
    await commands.executeCommand('drydock.pauseSchedules')
    assert.equal(schedules.paused, true)
    await sleep(1_000)
    const after = await core.request('listRuns', { folder })
    assert.deepEqual(after.runs, before.runs)
    await commands.executeCommand('drydock.discardPlan', results.plan)
    await commands.executeCommand('drydock.resumeSchedules')
  })
})
