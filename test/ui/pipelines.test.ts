import assert from 'node:assert/strict'
import type { Locator } from 'playwright-core'
import type { Theme, Workbench } from './workbench'
import { openWorkbench } from './workbench'
import { PlanPage } from './planPage'
import { createPipelineWorkspace } from './pipelineWorkspace'

const THEMES: readonly Theme[] = ['dark', 'highContrast']

describe('pipelines in VS Code', function () {
  this.timeout(180_000)
  let workbench: Workbench
  let plan: PlanPage

  before(async () => {
    workbench = await openWorkbench({ folder: await createPipelineWorkspace() })
    workbench.page.setDefaultTimeout(30_000)
    plan = new PlanPage(workbench)
    await workbench.openContainer('Drydock')
    await workbench.treeRows('Runs', 'nothing was applied yet').waitFor()
    await openFile()
  })

  after(() => workbench.close())

  afterEach(async function () {
    if (this.currentTest?.state !== 'failed') return
    await workbench.screenshot(`failed-${this.currentTest.title.replace(/\W+/g, '-')}`)
    console.log(workbench.log())
  })

  async function openFile(): Promise<void> {
    await workbench.page.keyboard.press('Control+P')
    await workbench.page.locator('.quick-input-widget input.input').fill('people.pipeline')
    await workbench.pick('people.pipeline.jsonc')
    await lens(/Check quality/).waitFor()
  }

  const lens = (text: RegExp): Locator =>
    workbench.page.locator('.codelens-decoration a').filter({ hasText: text })

  const answer = (button: string): Promise<void> =>
    workbench.dialog().getByRole('button', { name: button }).click()

  it('offers above the file what can be done with it, and above each source to ingest it', async () => {
    assert.equal(await lens(/Ingest…/).count(), 3)
    assert.equal(await lens(/Dry run$/).count(), 2)
    for (const title of [/Dry run ingest/, /Dry run transform/, /Transform…/, /Check quality/])
      assert.equal(await lens(title).count(), 1, String(title))
    await workbench.screenshot('pipeline-1-lenses', THEMES)
  })

  it('ingests one source from its line, and tells what became of its records', async () => {
    await lens(/Ingest…/)
      .nth(1)
      .click()
    await workbench.dialog().filter({ hasText: 'Ingest crm into sandbox?' }).waitFor()
    await workbench.screenshot('pipeline-2-ask', THEMES)
    await answer('Ingest')
    const message = workbench.notification('crm: 4 new, 0 changed, 1 error')
    await message.waitFor()
    await workbench.treeRows('Runs', /person: crm → bronze.*4 new, 0 changed, 1 error/).waitFor()
    await workbench.screenshot('pipeline-3-ingested', THEMES)
    await message.getByRole('button', { name: 'Open Log' }).click()
    const text = workbench.page.locator('.editor-instance .view-lines')
    await text.filter({ hasText: /📊\sSummary/ }).waitFor()
    await text.filter({ hasText: /Total\sProcessed:\s5/ }).waitFor()
    await text.filter({ hasText: /🆕\scrm\sA1/ }).waitFor()
    await workbench.screenshot('pipeline-4-log', THEMES)
  })

  it('says it in words to whoever uses a screen reader', async () => {
    workbench.changeSettings({ 'editor.accessibilitySupport': 'on' })
    const text = workbench.page.locator('.editor-instance .view-lines')
    await text.filter({ hasText: /new:\scrm\sA1/ }).waitFor()
    await workbench.screenshot('pipeline-5-words')
    workbench.changeSettings({ 'editor.accessibilitySupport': 'off' })
    await text.filter({ hasText: /🆕\scrm\sA1/ }).waitFor()
  })

  it('shows what an ingestion would put into bronze, and applies it', async () => {
    await workbench.tab('people.pipeline').click()
    await lens(/Dry run$/)
      .nth(1)
      .click()
    await plan.shows('person: hr → bronze')
    assert.equal(await plan.counter('New'), '3')
    await workbench.screenshot('pipeline-6-plan-of-ingest', THEMES)
    await plan.button('Apply 3 changes…').click()
    await answer('Apply')
    await plan.banner.filter({ hasText: 'Applied 3 changes.' }).waitFor()
    await workbench.treeRows('Runs', /person: hr → bronze.*3 new, 0 changed/).waitFor()
    await workbench.command('Notifications: Clear All Notifications')
  })

  it('makes the tables that a dry run needs, once that is confirmed, and shows the plan', async () => {
    await workbench.tab('people.pipeline').click()
    await lens(/Dry run transform/).click()
    await workbench
      .notification('there is no silver.people yet')
      .getByRole('button', { name: 'Make Tables…' })
      .click()
    await workbench.dialog().filter({ hasText: 'create table' }).waitFor()
    await workbench.screenshot('pipeline-7-tables', THEMES)
    await answer('Make')
    await plan.shows('person: bronze → silver.people')
    assert.equal(await plan.counter('To insert'), '5')
    await workbench.screenshot('pipeline-8-plan', THEMES)
  })

  it('applies the plan, and shows the rules that entities fail where the file says so', async () => {
    await plan.button('Apply 5 changes…').click()
    await answer('Apply')
    await plan.banner.filter({ hasText: 'Applied 5 changes.' }).waitFor()
    await workbench.treeRows('Runs', /person: bronze → silver.people.*5 new, 0 changed/).waitFor()
    await workbench.tab('people.pipeline').click()
    await workbench.command('View: Toggle Problems')
    const problem = (text: RegExp): Locator =>
      workbench.page.locator('.markers-panel .monaco-list-row').filter({ hasText: text })
    await problem(/missing_email: 2 of 5 entities \(40\.0 %\)/).waitFor()
    await problem(/name_mismatch: 1 of 5 entities \(20\.0 %\)/).waitFor()
    await workbench.command('Notifications: Clear All Notifications')
    await workbench.screenshot('pipeline-9-problems', THEMES)
  })

  it('has its rules in the Test Explorer, where they can be checked again', async () => {
    await workbench.command('Testing: Focus on Test Explorer View')
    const row = (text: RegExp): Locator =>
      workbench.page.locator('.test-explorer .monaco-list-row').filter({ hasText: text })
    const pipeline = row(/people\.pipeline\.jsonc/)
    await pipeline.locator('.monaco-tl-twistie').click()
    await row(/missing_email.*2 of 5 entities/).waitFor()
    await workbench.command('Test: Run All Tests')
    await workbench.page
      .locator('.test-explorer .monaco-list-row[aria-label*="Failed"]')
      .filter({ hasText: 'missing_email' })
      .waitFor()
    await workbench.page
      .locator('.test-explorer .monaco-list-row[aria-label*="Passed"]')
      .filter({ hasText: 'missing_name' })
      .waitFor()
    await workbench.screenshot('pipeline-10-tests', THEMES)
  })

  it('says that there is nothing to do where nothing is new', async () => {
    await workbench.command('Notifications: Clear All Notifications')
    await workbench.commandAndPick('Drydock: Transform', 'people.pipeline')
    await workbench.dialog().filter({ hasText: 'Transform people.pipeline.jsonc in' }).waitFor()
    await answer('Transform')
    await workbench.notification('silver.people: there is nothing new in bronze').waitFor()
  })
})
