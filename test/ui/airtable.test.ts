import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Locator } from 'playwright-core'
import { createAirtableWorkspace, editExport, readSyncedTables } from './airtableWorkspace'
import { PlanPage } from './planPage'
import type { Theme, Workbench } from './workbench'
import { openWorkbench } from './workbench'

const THEMES: readonly Theme[] = ['dark', 'highContrast']
const FILE = 'publisher.airtable.jsonc'
const TITLE = 'publisher: Airtable → studio'

describe('a sync of an Airtable base in VS Code', function () {
  this.timeout(180_000)
  let folder: string
  let workbench: Workbench
  let plan: PlanPage
  let synced: Readonly<Record<string, string>>

  before(async () => {
    folder = await createAirtableWorkspace()
    workbench = await openWorkbench({ folder })
    workbench.page.setDefaultTimeout(30_000)
    plan = new PlanPage(workbench)
    await workbench.openContainer('Drydock')
    await workbench.treeRows('Runs', 'nothing was applied yet').waitFor()
  })

  after(() => workbench.close())

  afterEach(async function () {
    if (this.currentTest?.state !== 'failed') return
    await workbench.screenshot(`failed-${this.currentTest.title.replace(/\W+/g, '-')}`)
    console.log(workbench.log())
  })

  const lens = (text: RegExp): Locator =>
    workbench.page.locator('.codelens-decoration a').filter({ hasText: text })

  const answer = (button: string): Promise<void> =>
    workbench.dialog().getByRole('button', { name: button }).click()

  const entry = (text: string): Locator =>
    workbench.page.locator('.quick-input-list .monaco-list-row').filter({ hasText: text })

  /** The text of the editor, in which blanks are of several kinds. */
  const editorText = (text: RegExp): Locator =>
    workbench.page.locator('.editor-instance .view-lines').filter({ hasText: text })

  it('is defined from its exports, and whoever defines it says what they leave open', async () => {
    await workbench.commandAndPick('Drydock: New Airtable Sync…', 'airtable_export')
    await entry('studio').waitFor()
    await workbench.screenshot('airtable-1-environment', THEMES)
    await workbench.pick('studio')
    await entry('Day first').waitFor()
    await workbench.page.getByText('Date Sold of Editions').waitFor()
    await workbench.screenshot('airtable-2-dates', THEMES)
    await workbench.pick('Day first')
    await workbench.page.getByText('The name of its definition').waitFor()
    await workbench.screenshot('airtable-3-name', THEMES)
    await workbench.answer(FILE)
    await workbench.tab(FILE).waitFor()
    await editorText(/"exports":\s"airtable_export"/).waitFor()
    await workbench.notification('1 comment on what the exports do not show').waitFor()
    await workbench.screenshot('airtable-4-definition', THEMES)
    const text = readFileSync(join(folder, FILE), 'utf8')
    assert.match(text, /"Date Sold": \{ "type": "date", "format": "D\/M\/YYYY"/)
    assert.match(text, /"Distributor": \{ "type": "link", "table": "Distributors"/)
    assert.match(text, /\/\/ .*\n +"Weeks in Gallery": \{ "type": "number"/)
  })

  it('makes its tables once their statements are confirmed, and shows every row that would come', async () => {
    const defined = workbench.notification('The definition has 3 tables')
    await defined.getByRole('button', { name: 'Dry Run' }).click()
    const missing = workbench.notification('"public.editions" are not there yet')
    await missing.waitFor()
    await workbench.screenshot('airtable-5-missing', THEMES)
    await missing.getByRole('button', { name: 'Make Tables…' }).click()
    await workbench.dialog().filter({ hasText: 'Make these tables in studio?' }).waitFor()
    await editorText(/create\stable\s"public"\."distributors"/).waitFor()
    await workbench.screenshot('airtable-6-tables', THEMES)
    await answer('Make')
    await plan.shows(TITLE)
    for (const [label, count] of [
      ['Records read', '26'],
      ['New', '26'],
      ['To update', '0'],
      ['Links that lead nowhere', '1'],
    ] as const)
      assert.equal(await plan.counter(label), count, label)
    assert.match(await plan.rowText(0), /^distributors Direct Sale insert Direct Sale 0 NULL/)
    assert.match(await plan.rowText(4), /^prints Harbour, Evening insert/)
    await workbench.screenshot('airtable-7-plan', THEMES)
  })

  it('says which rows a new row is linked to, and which link leads nowhere', async () => {
    assert.match(
      await plan.rowText(11),
      /^editions Bridge at Dawn - 1 insert .* the new row of prints 1 the new row of distributors /,
    )
    await plan.row(11).dblclick()
    await workbench.tab('Bridge at Dawn - 1').waitFor()
    await workbench.page
      .locator('.editor.modified .view-lines')
      .filter({ hasText: /print_id:\sthe\snew\srow\sof\sprints/ })
      .waitFor()
    await workbench.screenshot('airtable-8-row', THEMES)
    await workbench.tab(/^Plan/).click()
    await plan.shows(TITLE)
    await plan.tab('Problems').click()
    await plan.row(0).filter({ hasText: 'Editions-All Records.csv' }).waitFor()
    assert.equal(
      await plan.rowText(0),
      'Editions-All Records.csv line 8 link leads nowhere "Distributor": "Distributors" has no record "Corner Shop"',
    )
    await workbench.screenshot('airtable-9-problems', THEMES)
  })

  it('applies the plan, and the run is among the runs', async () => {
    await plan.button('Apply 26 changes…').click()
    await workbench.dialog().filter({ hasText: 'Insert 26 rows in studio?' }).waitFor()
    await workbench.screenshot('airtable-10-ask', THEMES)
    await answer('Apply')
    await plan.banner.filter({ hasText: 'Applied 26 changes.' }).waitFor()
    await workbench.treeRows('Runs', /Airtable → studio.*26 applied/).waitFor()
    await workbench.notification('26 applied in studio').waitFor()
    await workbench.screenshot('airtable-11-applied', THEMES)
    synced = await readSyncedTables(folder)
    for (const [table, last] of [
      ['prints', '8,'],
      ['distributors', '3,'],
      ['editions', '15,'],
    ] as const)
      assert.ok(synced[table]?.split('\n').at(-2)?.startsWith(last), table)
    await workbench.command('Notifications: Clear All Notifications')
  })

  it('shows just what was edited in the base since, first the columns that change', async () => {
    editExport(folder, 'Editions-All Records.csv', (text) => text.replace('£640.00', '£675.00'))
    editExport(folder, 'Prints-Grid view.csv', (text) => `${text}\n"Lantern, Rain",,18,,,,`)
    await workbench.tab(FILE).click()
    await lens(/Dry run$/).click()
    await plan.button('Apply 2 changes…').waitFor()
    await plan.row(1).waitFor()
    assert.match(await plan.rowText(0), /^prints Lantern, Rain insert Lantern, Rain /)
    assert.match(await plan.rowText(1), /^editions Night Ferry - 2 update 640\.00→675\.00 /)
    assert.equal(await plan.counter('Unchanged'), '25')
    const field = workbench.treeRows('Mapping Results', 'retail_price')
    await field.locator('.monaco-tl-twistie').click()
    await workbench.treeRows('Mapping Results', 'Night Ferry - 2: 640.00 → 675.00').waitFor()
    await workbench.screenshot('airtable-12-edited', THEMES)
  })

  it('is rolled back from the list of runs, and every byte is as before', async () => {
    await plan.button('Apply 2 changes…').click()
    await workbench.dialog().filter({ hasText: 'Update 1 row and insert 1 row' }).waitFor()
    await workbench.screenshot('airtable-13-ask', THEMES)
    await answer('Apply')
    await plan.banner.filter({ hasText: 'Applied 2 changes.' }).waitFor()
    const edited = await readSyncedTables(folder)
    assert.match(edited['prints'] ?? '', /Lantern, Rain/)
    assert.match(edited['editions'] ?? '', /675\.00/)
    await workbench.command('Notifications: Clear All Notifications')
    await workbench.treeRows('Runs', /2 applied/).waitFor()
    await workbench.chooseFromMenu(workbench.treeRows('Runs', /2 applied/), 'Undo Run')
    await workbench.dialog().filter({ hasText: 'Take back 2 rows in studio?' }).waitFor()
    await workbench.screenshot('airtable-14-undo', THEMES)
    await answer('Take Back')
    await plan.banner.filter({ hasText: 'Took back 2 changes.' }).waitFor()
    await workbench.treeRows('Runs', /undone/).waitFor()
    await workbench.screenshot('airtable-15-undone', THEMES)
    assert.deepEqual(await readSyncedTables(folder), synced)
  })

  it('has its problems at their lines, until they are mended', async () => {
    await workbench.command('Notifications: Clear All Notifications')
    await workbench.tab(FILE).click()
    await lens(/Sync…$/).waitFor()
    const lines = readFileSync(join(folder, FILE), 'utf8').split('\n')
    const place = lines.findIndex((one) => one.includes('"identity": "Name"'))
    const column = (lines[place] ?? '').indexOf('Name') + 'Name'.length + 1
    const { keyboard } = workbench.page
    await keyboard.press('Control+P')
    const input = workbench.page.locator('.quick-input-widget input.input')
    await input.fill(`${FILE}:${place + 1}:${column}`)
    await workbench.pick(FILE)
    await workbench.page.getByText(`Ln ${place + 1}, Col ${column}`).waitFor()
    await keyboard.type('s')
    await keyboard.press('Control+S')
    await workbench.command('View: Toggle Problems')
    const problem = workbench.page
      .locator('.markers-panel .monaco-list-row')
      .filter({ hasText: 'the identity names "Names", which is not among the columns' })
    await problem.filter({ hasText: `Ln ${place + 1}, ` }).waitFor()
    await workbench.screenshot('airtable-16-problem', THEMES)
    await problem.dblclick()
    await keyboard.press('Control+Z')
    await keyboard.press('Control+S')
    await problem.waitFor({ state: 'detached' })
  })
})
