import assert from 'node:assert/strict'
import type { Theme, Workbench } from './workbench'
import { openWorkbench } from './workbench'
import { PlanPage, reloadWindow } from './planPage'
import { createVoyageWorkspace, readTables } from './voyageWorkspace'

/** The pictures of each step; the fourth theme is looked at once. */
const THEMES: readonly Theme[] = ['dark', 'light', 'highContrast']
const TITLE = 'jobs: production → sandbox'

describe('the first voyage in VS Code', function () {
  this.timeout(180_000)
  let folder: string
  let start: Readonly<Record<string, string>>
  let workbench: Workbench
  let plan: PlanPage

  before(async () => {
    folder = await createVoyageWorkspace()
    start = await readTables(folder)
    workbench = await openWorkbench({ folder })
    workbench.page.setDefaultTimeout(30_000)
    plan = new PlanPage(workbench)
  })

  after(() => workbench.close())

  afterEach(async function () {
    if (this.currentTest?.state !== 'failed') return
    await workbench.screenshot(`failed-${this.currentTest.title.replace(/\W+/g, '-')}`)
    console.log(workbench.log())
  })

  /** Pictures of a step without the messages of the one before. */
  async function picture(name: string): Promise<void> {
    await workbench.command('Notifications: Clear All Notifications')
    await workbench.screenshot(name, THEMES)
  }

  it('shows the environments and what is in them', async () => {
    await workbench.openContainer('Drydock')
    await workbench.treeRows('Environments', 'sandbox').first().click()
    await workbench.treeRows('Environments', /jobs.*890 rows/).waitFor()
    assert.match(await workbench.treeRows('Environments', 'production').innerText(), /locked/)
    await workbench.treeRows('Runs', 'nothing was applied yet').waitFor()
    await workbench.screenshot('1-environments', THEMES)
  })

  it('plans a mapping from the palette, and the panel shows 42 changes', async () => {
    await workbench.commandAndPick('Drydock: Dry Run Mapping', 'fab-order')
    await plan.shows(TITLE)
    assert.equal(await plan.rowText(0), '10001 A 500.0→510.0')
    assert.equal(await plan.rowText(1), '10002 B 750.0→800.0')
    for (const [label, count] of [
      ['Source rows', '1,250'],
      ['Target rows', '890'],
      ['Matched', '850'],
      ['Not found', '400'],
      ['To update', '42'],
      ['Errors', '0'],
      ['fab_order', '42'],
    ] as const)
      assert.equal(await plan.counter(label), count, label)
    await plan.button('Apply 42 changes…').waitFor()
    await workbench.treeRows('Mapping Results', /Updates.*42 rows/).waitFor()
    await workbench.treeRows('Mapping Results', /Not found.*400/).waitFor()
    await workbench.screenshot('2-plan', [...THEMES, 'highContrastLight'])
  })

  it("opens a row in the editor's own diff", async () => {
    await plan.row(0).dblclick()
    await workbench.tab('10001-A').waitFor()
    const side = (name: string) => workbench.page.locator(`.editor.${name} .view-lines`)
    await side('original')
      .filter({ hasText: /fab_order:\s500\.0/ })
      .waitFor()
    await side('modified')
      .filter({ hasText: /fab_order:\s510\.0/ })
      .waitFor()
    await workbench.screenshot('3-row-diff', THEMES)
  })

  it('applies the plan after one question, and says what became of it', async () => {
    await workbench.tab(/^Plan/).click()
    await plan.shows(TITLE)
    await plan.button('Apply 42 changes…').click()
    await workbench.dialog().filter({ hasText: 'Update 42 rows of sandbox?' }).waitFor()
    await workbench.screenshot('4-confirm', THEMES)
    await workbench.dialog().getByRole('button', { name: 'Apply' }).click()
    await plan.banner.filter({ hasText: 'Applied 42 changes.' }).waitFor()
    assert.equal(await plan.button('Apply').getAttribute('disabled'), '')
    await workbench.treeRows('Runs', /jobs: production → sandbox.*42 applied/).waitFor()
    await picture('5-applied')
  })

  it('opens the log of the run', async () => {
    await workbench.treeRows('Runs', TITLE).first().click()
    const text = workbench.page.locator('.editor-instance .view-lines')
    await text.filter({ hasText: /status\s+completed/ }).waitFor()
    await text.filter({ hasText: /10001-A\s+fab_order\s500\.0\s→\s510\.0/ }).waitFor()
    await picture('6-run-log')
  })

  it('takes the run back, and Mapping Results is empty', async () => {
    await workbench.commandAndPick('Drydock: Undo Run', TITLE)
    await workbench.dialog().filter({ hasText: 'Take back 42 rows in sandbox?' }).waitFor()
    await workbench.screenshot('7-undo', THEMES)
    await workbench.dialog().getByRole('button', { name: 'Take Back' }).click()
    await plan.banner.filter({ hasText: 'Took back 42 changes.' }).waitFor()
    await workbench.treeRows('Runs', /undone/).waitFor()
    await workbench.page.getByText(/Run \S+ was undone\./).waitFor()
    await workbench.treeRows('Mapping Results').first().waitFor({ state: 'detached' })
    await picture('8-undone')
  })

  it('shows 42 changes again in a second dry run', async () => {
    await workbench.commandAndPick('Drydock: Dry Run Mapping', 'fab-order')
    await plan.shows(TITLE)
    await plan.button('Apply 42 changes…').waitFor()
    assert.equal(await plan.rowText(0), '10001 A 500.0→510.0')
  })

  it('comes back after a reload of the window, with what its reader was looking at', async () => {
    await plan.filter.fill('10041')
    await plan.frame.getByText('1 of 42 changes').waitFor()
    await reloadWindow(workbench)
    await plan.shows(TITLE)
    assert.equal(await plan.filter.inputValue(), '10041')
    assert.match(await plan.rowText(0), /^10041 B/)
    await plan.button('Clear').click()
    await plan.frame.getByText('42 changes', { exact: true }).waitFor()
  })

  it('leaves both tables as they were, byte by byte', async () => {
    await workbench.close()
    assert.deepEqual(await readTables(folder), start)
  })
})
