import assert from 'node:assert/strict'
import { appendFileSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { FrameLocator, Locator } from 'playwright-core'
import { runCli } from '../helpers/cli'
import { createPipelineWorkspace } from './pipelineWorkspace'
import { PlanPage, reloadWindow } from './planPage'
import type { Theme, Workbench } from './workbench'
import { openWorkbench } from './workbench'

const THEMES: readonly Theme[] = ['dark', 'light', 'highContrast', 'highContrastLight']

describe('the Quality Report in VS Code', function () {
  this.timeout(180_000)
  let folder: string
  let workbench: Workbench

  before(async () => {
    folder = await createPipelineWorkspace()
    await run()
    // Another system learns of somebody, so that there is something to compare with.
    appendFileSync(join(folder, 'data/hr.ndjson'), '{"code":"D4","name":"Dora","room":"1.04"}\n')
    await run()
    workbench = await openWorkbench({ folder, viewport: { width: 1400, height: 1500 } })
    workbench.page.setDefaultTimeout(30_000)
  })

  after(() => workbench.close())

  afterEach(async function () {
    if (this.currentTest?.state !== 'failed') return
    await workbench.screenshot(`failed-${this.currentTest.title.replace(/\W+/g, '-')}`)
    console.log(workbench.log())
  })

  async function run(): Promise<void> {
    for (const command of ['ingest', 'transform']) {
      const { code, stderr } = await runCli(
        [command, 'people.pipeline.jsonc', '--yes', '--quiet'],
        {
          cwd: folder,
        },
      )
      assert.ok(code === 0 || code === 3, stderr)
    }
  }

  const page = (): FrameLocator => workbench.webview()

  const section = (title: string): Locator => page().getByRole('region', { name: title }).first()

  /** The texts of a table's rows, their cells divided by bars. */
  async function rowsOf(table: string): Promise<readonly string[]> {
    const rows = await page().locator(`#table-${table} tbody tr`).all()
    return Promise.all(
      rows.map(async (row) =>
        (await row.locator('th, td').allTextContents()).map((text) => text.trim()).join('|'),
      ),
    )
  }

  /** Accepts the path that the editor's own dialog proposes, once it has come up with one. */
  async function acceptPath(file: string): Promise<void> {
    const input = workbench.page.locator('.quick-input-widget input.input')
    await workbench.page
      .locator('.quick-input-widget .quick-input-list .monaco-list-row')
      .first()
      .waitFor()
    assert.ok((await input.inputValue()).endsWith(file), await input.inputValue())
    await input.press('Enter')
  }

  it('shows what the quality is, drawn and as tables', async () => {
    await workbench.commandAndPick('Drydock: Show Quality Report', 'people')
    await page().getByRole('heading', { name: 'Quality Report: silver.people' }).waitFor()
    await workbench.tab('Quality: people').waitFor()
    assert.deepEqual(await page().locator('dl dd').first().textContent(), '5')
    assert.ok(
      (await rowsOf('rules')).includes(
        'name_mismatch|fails|1|5|20.0 %|0|0.05|sources differ in "name"',
      ),
    )
    assert.deepEqual(await rowsOf('agreement'), ['crm|4|66.7 %', 'hr|66.7 %|4'])
    assert.equal(await page().locator('drydock-chart canvas').count(), 2)
  })

  it('says of each chart in a table what it draws, by the keyboard, too', async () => {
    assert.equal(await page().locator('#table-scores').isVisible(), false)
    await page().locator('summary', { hasText: 'Score Distribution as a Table' }).focus()
    await workbench.page.keyboard.press('Enter')
    await page().locator('#table-scores').waitFor({ state: 'visible' })
    const scores = await rowsOf('scores')
    assert.equal(
      scores.reduce((sum, row) => sum + Number(row.split('|')[1]), 0),
      5,
    )
    await page().locator('summary', { hasText: 'Trend as a Table' }).click()
    assert.equal((await rowsOf('trend')).length, 2)
    await workbench.screenshot('quality-1-report', THEMES)
  })

  it('tells why a value is what it is, by a click on it and by a key that is typed', async () => {
    const worst = page().locator('#table-worst tbody tr', { hasText: 'A1' })
    await worst.getByRole('button', { name: 'Ann', exact: true }).click()
    await page().getByRole('heading', { name: 'Why name of A1 is Ann' }).waitFor()
    assert.deepEqual(
      (await rowsOf('why')).map((row) => row.split('|').slice(0, 4).join('|')),
      ['crm|won|Ann|Ann', 'hr|lost|Anna|Anna'],
    )
    await workbench.screenshot('quality-2-why', THEMES)
    await page().locator('input[name=key]').fill('E5')
    await page().locator('select').selectOption('room')
    await page().locator('input[name=key]').press('Enter')
    await page().getByRole('heading', { name: 'Why room of E5 is NULL' }).waitFor()
    await page().getByText('silver.people: no source has a value').waitFor()
    await page().locator('input[name=key]').fill('nobody')
    await page().getByRole('button', { name: 'Why This Value?' }).click()
    await page().getByText('has no row whose code is "nobody"').waitFor()
  })

  it('is exported as it is shown', async () => {
    for (const [label, ending, start] of [
      ['Export as Markdown', 'md', '# Quality Report: silver.people\n'],
      ['Export as HTML', 'html', '<!doctype html>\n'],
    ] as const) {
      const file = `people.quality.${ending}`
      await page().locator('vscode-button').filter({ hasText: label }).click()
      await acceptPath(file)
      await workbench.notification(`exported to ${file}`).waitFor()
      const text = readFileSync(join(folder, file), 'utf8')
      assert.ok(text.startsWith(start), text.slice(0, 200))
      assert.match(text, /name_mismatch/)
    }
  })

  it('is read again when the pipeline is transformed while it is open', async () => {
    appendFileSync(
      join(folder, 'data/hr.ndjson'),
      '{"code":"F6","name":"Fay","room":"1.06"}\n{"code":"G7","name":"Gus","room":"1.07"}\n',
    )
    for (const step of ['Ingest', 'Transform']) {
      await workbench.commandAndPick(`Drydock: ${step}`, 'people.pipeline')
      await workbench.dialog().getByRole('button', { name: step }).click()
      await workbench.notification(/(2 sources|silver\.people): .*2 new/).waitFor()
      await workbench.command('Notifications: Clear All Notifications')
    }
    await page().locator('dl dd').first().filter({ hasText: '7' }).waitFor()
    assert.equal((await rowsOf('trend')).length, 3)
  })

  it('takes a transform back but for what was edited since, of which the plan tells', async () => {
    const plan = new PlanPage(workbench)
    await workbench.commandAndPick('Drydock: Find Row…', 'sandbox')
    await workbench.pick('people')
    await workbench.pick('primary key')
    await workbench.answer('F6')
    await workbench.page.locator('.codelens-decoration a', { hasText: 'Set Field…' }).click()
    await workbench.pick('room')
    await workbench.answer('2.22')
    await plan.button('Apply 1 change…').click()
    await workbench.dialog().getByRole('button', { name: 'Apply' }).click()
    await plan.banner.filter({ hasText: 'Applied 1 change.' }).waitFor()
    await workbench.commandAndPick('Drydock: Undo Run', 'person: bronze → silver.people')
    await workbench.dialog().filter({ hasText: '1 row edited or gone since the run' }).waitFor()
    await workbench.screenshot('quality-3-ask', THEMES)
    await workbench.dialog().getByRole('button', { name: 'Take Back' }).click()
    await plan.banner.filter({ hasText: 'Took back' }).waitFor()
    assert.deepEqual(
      [await plan.counter('To delete'), await plan.counter('Edited since the run')],
      ['1', '1'],
    )
    await plan.tab('Problems').click()
    await plan.row(0).filter({ hasText: 'F6' }).waitFor()
    await workbench.command('Notifications: Clear All Notifications')
    await workbench.screenshot('quality-4-edited', THEMES)
    await workbench.tab('Quality: people').click()
    await page().locator('dl dd').first().filter({ hasText: '6' }).waitFor()
  })

  it('is there again after a reload of the window', async () => {
    await reloadWindow(workbench)
    await page().getByRole('heading', { name: 'Quality Report: silver.people' }).waitFor()
    await section('Rules').waitFor()
    assert.equal(await page().locator('drydock-chart canvas').count(), 2)
  })
})
