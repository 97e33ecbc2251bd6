import assert from 'node:assert/strict'
import { readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { Workbench } from './workbench'
import { openWorkbench } from './workbench'
import { PlanPage, reloadWindow } from './planPage'
import { createGuardedWorkspace } from './voyageWorkspace'

describe('the Plan panel in VS Code', function () {
  this.timeout(180_000)
  let folder: string
  let workbench: Workbench
  let plan: PlanPage

  before(async () => {
    folder = await createGuardedWorkspace()
    workbench = await openWorkbench({ folder })
    workbench.page.setDefaultTimeout(30_000)
    plan = new PlanPage(workbench)
    await workbench.openContainer('Drydock')
    await workbench.treeRows('Environments', 'sandbox').waitFor()
  })

  after(() => workbench.close())

  afterEach(async function () {
    if (this.currentTest?.state !== 'failed') return
    await workbench.screenshot(`failed-${this.currentTest.title.replace(/\W+/g, '-')}`)
    console.log(workbench.log())
  })

  async function dryRun(mapping: string, title: string): Promise<void> {
    await workbench.commandAndPick('Drydock: Dry Run Mapping', mapping)
    await plan.shows(title)
  }

  const press = async (...keys: readonly string[]): Promise<void> => {
    for (const key of keys) await workbench.page.keyboard.press(key)
  }

  it('can be used by the keyboard alone', async () => {
    await dryRun('fab-order', 'jobs: production → sandbox')
    await plan.frame.locator('drydock-grid:focus').waitFor()
    await press('ArrowDown', 'ArrowDown', 'ArrowRight', 'ArrowRight')
    assert.equal(await plan.activeCell(), '1500.0→1507.5')
    await press('End')
    await plan.row(41).waitFor()
    assert.equal(await plan.activeCell(), '500.0→507.5')
    await press('PageUp', 'Home', 'Enter')
    await workbench.tab('10001-A').waitFor()
    await workbench.command('View: Close Editor')
    await plan.shows('jobs: production → sandbox')
    await plan.frame.locator('drydock-grid:focus').waitFor()
  })

  it('has the context menu of the active row on its key', async () => {
    await press('ArrowDown', 'Shift+F10')
    const entry = (label: string) =>
      workbench.page.locator('.monaco-menu .action-item').filter({ hasText: label })
    await entry('Set Field…').waitFor()
    await press('Escape')
    await entry('Set Field…').waitFor({ state: 'detached' })
    await plan.tab('Not found').click()
    await plan.row(0).filter({ hasText: '12345' }).click({ button: 'right' })
    await entry('Copy Key').waitFor()
    assert.equal(await entry('Set Field…').count(), 0, 'the row is not in the target')
    await press('Escape')
    await plan.tab('Changes').click()
    await plan.grid.focus()
  })

  it('has its stops for the Tab key in the order in which it is read', async () => {
    const stops: string[] = []
    for (let stop = 0; stop < 6; stop++) {
      await press('Shift+Tab')
      stops.unshift(await plan.focused())
    }
    assert.deepEqual(stops, [
      'fab-order.mapping.jsonc',
      'Apply 42 changes…',
      'Discard',
      'about',
      'tab-changes',
      'filter-text',
    ])
  })

  it('filters as its reader types, and Escape clears the filter', async () => {
    await press('Tab', 'Tab', 'Tab', 'Tab', 'Tab')
    assert.equal(await plan.focused(), 'filter-text')
    await workbench.page.keyboard.type('10041')
    await plan.frame.getByText('1 of 42 changes').waitFor()
    assert.match(await plan.rowText(0), /^10041 B/)
    await press('Escape')
    await plan.frame.getByText('42 changes', { exact: true }).waitFor()
    assert.equal(await plan.filter.inputValue(), '')
    await workbench.page.keyboard.type('no such row')
    await plan.frame.getByText('No change matches the filter.').waitFor()
    await press('Escape')
    await plan.row(0).waitFor()
  })

  it('changes its tabs by arrows', async () => {
    await press('Shift+Tab', 'ArrowRight')
    await plan.frame.locator('#tab-notFound[aria-selected="true"]:focus').waitFor()
    await plan.row(0).filter({ hasText: '12345' }).waitFor()
    await press('ArrowRight')
    await plan.frame.getByText('No duplicate keys, null keys or invalid values.').waitFor()
    await press('Home')
    await plan.row(0).filter({ hasText: '10001' }).waitFor()
  })

  it('applies nothing when the question is answered with Escape', async () => {
    await plan.button('Apply 42 changes…').focus()
    await press('Enter')
    await workbench.dialog().filter({ hasText: 'Update 42 rows of sandbox?' }).waitFor()
    await press('Escape')
    await workbench.dialog().waitFor({ state: 'detached' })
    await plan.frame.locator('vscode-button:not([disabled])').filter({ hasText: 'Apply' }).waitFor()
    assert.equal(await plan.banner.count(), 0)
  })

  it('wants the name of a guarded environment before it applies', async () => {
    await dryRun('to-staging', 'jobs: production → staging')
    await plan.reason.filter({ hasText: 'typed' }).waitFor()
    await plan.button('Apply 42 changes…').click()
    await workbench.answer('sandbox')
    await workbench.page.locator('.quick-input-message').filter({ hasText: 'staging' }).waitFor()
    await workbench.screenshot('9-guarded', ['dark', 'light', 'highContrast'])
    await workbench.answer('staging')
    await plan.banner.filter({ hasText: 'Applied 42 changes.' }).waitFor()
  })

  it('offers to restart a core that has died, and goes on where it was', async () => {
    await workbench.command('Notifications: Clear All Notifications')
    workbench.killCore()
    const message = workbench.notification("Drydock's core stopped")
    await message.getByRole('button', { name: 'Restart' }).click()
    await workbench.treeRows('Runs', /production → staging.*42 applied/).waitFor()
    await plan.tab('Not found').click()
    await plan.row(0).filter({ hasText: '12345' }).waitFor()
  })

  it('refuses a locked target and says why', async () => {
    await dryRun('to-production', 'jobs: sandbox → production')
    await plan.reason.filter({ hasText: '“production” is locked' }).waitFor()
    const apply = plan.button('Apply 42 changes…')
    assert.equal(await apply.getAttribute('disabled'), '')
    await workbench.screenshot('10-locked', ['dark', 'light', 'highContrast'])
    await workbench.command('Drydock: Apply Plan')
    await workbench.notification(/"production" is locked/).waitFor()
  })

  it('goes away when its plan is discarded', async () => {
    await plan.button('Discard').click()
    await workbench.tab('jobs: sandbox → production').waitFor({ state: 'detached' })
  })

  it('says after a reload that its plan is gone, when it is', async () => {
    await workbench.tab('jobs: production → staging').click()
    await plan.shows('jobs: production → staging')
    const plans = join(folder, '.drydock', 'plans')
    for (const file of readdirSync(plans)) rmSync(join(plans, file), { recursive: true })
    await reloadWindow(workbench)
    await plan.frame.getByText('This plan is no longer available.').waitFor()
  })
})
