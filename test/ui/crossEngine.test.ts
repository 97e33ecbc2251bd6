import assert from 'node:assert/strict'
import { allEngines, type Engine, type TextRow } from '../helpers/engines'
import { workspaceFolder } from '../helpers/temporary'
import { PlanPage } from './planPage'
import type { Theme, Workbench } from './workbench'
import { openWorkbench } from './workbench'

const THEMES: readonly Theme[] = ['dark', 'light', 'highContrast']
const TITLE = 'jobs: office → field'

/** The office has texts of any length, the field has not, and takes no orders of a million. */
const COLUMNS = {
  office: 'job int primary key, stage text, fab_order decimal(12,2), seen_on date',
  field: `job int primary key, stage varchar(40), fab_order decimal(12,2), seen_on date,
constraint fab_order_limit check (fab_order < 1000000)`,
}
const ROWS = Array.from(
  { length: 12 },
  (_, index) => `(${10001 + index}, 'Cut', ${500 + index}.50, '2026-11-0${(index % 9) + 1}')`,
).join(', ')

/** What both had in common, then what each side has changed since: three rows have changed on both. */
const OFFICE_SINCE = `
update jobs set stage = 'Released' where job in (10001, 10002, 10003);
update jobs set fab_order = 777.25 where job = 10007`
const FIELD_SINCE = `
update jobs set stage = 'Hold' where job in (10002, 10003);
update jobs set stage = 'Welded' where job = 10005;
update jobs set fab_order = 778.75 where job = 10007`

describe('a mapping between PostgreSQL and MariaDB in VS Code', function () {
  this.timeout(180_000)
  let workbench: Workbench
  let plan: PlanPage
  let ends: { readonly office: End; readonly field: End }

  interface End {
    readonly engine: Engine
    readonly url: string
  }

  before(async () => {
    ends = { office: await end('postgres'), field: await end('mysql') }
    for (const [name, { engine, url }] of Object.entries(ends)) {
      const columns = COLUMNS[name === 'office' ? 'office' : 'field']
      await engine.query(url, `create table jobs (${columns})`)
      await engine.query(url, `insert into jobs values ${ROWS}`)
    }
    const plants = new URL(ends.field.url)
    const other = new URL((await ends.field.engine.createDatabase()).url)
    const databases = [plants, other].map(({ pathname }) => pathname.slice(1))
    plants.pathname = ''
    const folder = workspaceFolder({
      'drydock.jsonc': {
        environments: {
          office: { url: '${env:OFFICE_URL}' },
          field: { url: '${env:FIELD_URL}' },
          plants: { url: '${env:PLANTS_URL}', databases },
        },
      },
      'jobs.mapping.jsonc': {
        source: { environment: 'office', table: 'jobs' },
        target: { environment: 'field', table: 'jobs' },
        key: ['job'],
        fields: ['stage', 'fab_order', 'seen_on'],
        direction: 'both',
        conflict: 'ask',
      },
      '.env': `OFFICE_URL=${ends.office.url}\nFIELD_URL=${ends.field.url}\nPLANTS_URL=${plants.href}\n`,
    })
    workbench = await openWorkbench({ folder })
    workbench.page.setDefaultTimeout(30_000)
    plan = new PlanPage(workbench)
    await workbench.openContainer('Drydock')
  })

  after(async () => {
    await workbench.close()
    for (const { engine } of Object.values(ends)) await engine.verifyReleased()
  })

  afterEach(async function () {
    if (this.currentTest?.state !== 'failed') return
    await workbench.screenshot(`failed-${this.currentTest.title.replace(/\W+/g, '-')}`)
    console.log(workbench.log())
  })

  async function end(kind: Engine['kind']): Promise<End> {
    const engine = allEngines().findLast((one) => one.kind === kind)
    if (engine === undefined) throw new Error(`this machine has no ${kind}`)
    return { engine, url: (await engine.createDatabase()).url }
  }

  function rows(of: 'office' | 'field'): Promise<readonly TextRow[]> {
    const { engine, url } = ends[of]
    return engine.query(url, 'select job, stage, fab_order from jobs order by job')
  }

  async function dryRun(): Promise<void> {
    await workbench.commandAndPick('Drydock: Dry Run Mapping', 'jobs')
  }

  async function agree(button: string): Promise<void> {
    await workbench.dialog().getByRole('button', { name: button }).click()
  }

  it('records what both have in common where nothing differs', async () => {
    await dryRun()
    await plan.frame.locator('h1').getByText(TITLE, { exact: true }).waitFor()
    await plan.button('Record').click()
    await agree('Apply')
    await plan.banner.filter({ hasText: 'Applied 0 changes.' }).waitFor()
    await ends.office.engine.query(ends.office.url, OFFICE_SINCE)
    await ends.field.engine.query(ends.field.url, FIELD_SINCE)
  })

  it('asks in the rows that both have changed, and wants every answer before it applies', async () => {
    await dryRun()
    await plan.shows(TITLE)
    await plan.frame.locator('#tab-conflicts[aria-selected="true"]').waitFor()
    await plan.frame.getByText('0 of 3 conflicts decided').waitFor()
    await plan.reason.filter({ hasText: '3 conflicts to decide first' }).waitFor()
    assert.equal((await plan.rowText(0)).replaceAll('\n', ' '), '10002 S Released T Hold')
    await workbench.command('Notifications: Clear All Notifications')
    await workbench.screenshot('20-conflicts', THEMES)
  })

  it('tells what becomes of values and how the sides were compared, when it is asked', async () => {
    await plan.about.locator('summary').click()
    const line = (text: string) => plan.about.locator('tr').filter({ hasText: text })
    await line('stage').filter({ hasText: 'varchar(40)' }).filter({ hasText: '40' }).waitFor()
    await line('fab_order').filter({ hasText: 'arrives as it left' }).waitFor()
    await line('merge').filter({ hasText: '(chosen)' }).waitFor()
    await line('hash').waitFor()
    await plan.about.getByText('version').waitFor()
    await workbench.screenshot('24-about', THEMES)
    await plan.about.locator('summary').click()
  })

  it('takes a side row by row, by mouse and by keyboard', async () => {
    await plan.row(0).locator('.option[data-side="target"]').click()
    await plan.frame.getByText('1 of 3 conflicts decided').waitFor()
    await workbench.command('Notifications: Clear All Notifications')
    await plan.grid.focus()
    for (const key of ['ArrowDown', 's', 'ArrowDown', 't']) await workbench.page.keyboard.press(key)
    await plan.frame.getByText('3 of 3 conflicts decided').waitFor()
    await plan.row(1).locator('.option.taken[data-side="source"]').waitFor()
    await plan.row(2).locator('.option.left[data-side="source"]').waitFor()
    await workbench.screenshot('21-decided', THEMES)
  })

  it('applies both directions once both are agreed to', async () => {
    await plan.button(/^Apply/).click()
    await agree('Apply')
    await agree('Apply')
    await plan.banner.filter({ hasText: 'Applied' }).waitFor()
    await workbench.treeRows('Runs', /field → office/).waitFor()
    // What was decided is counted, not what was open.
    await workbench.treeRows('Mapping Results', /Updates.*2 rows/).waitFor()
    assert.equal(await workbench.treeRows('Mapping Results', /Undecided/).count(), 0)
    const [office, field] = [await rows('office'), await rows('field')]
    assert.deepEqual(field, office)
    const changed = office.filter(
      ({ stage, fab_order }) => stage !== 'Cut' || !String(fab_order).endsWith('.50'),
    )
    assert.deepEqual(
      changed.map(({ job, stage, fab_order }) => [job, stage, fab_order].join(' ')),
      [
        '10001 Released 500.50',
        '10002 Hold 501.50',
        '10003 Released 502.50',
        '10005 Welded 504.50',
        '10007 Cut 778.75',
      ],
    )
    await workbench.command('Notifications: Clear All Notifications')
    await workbench.screenshot('22-both-applied', THEMES)
    await plan.frame.getByRole('button', { name: 'See what goes back' }).click()
    await plan.shows('jobs: field → office')
    assert.equal(await plan.rowText(0), '10005 Cut→Welded')
    await workbench.screenshot('23-goes-back', ['dark'])
    await workbench.command('View: Close Editor')
    await plan.shows(TITLE)
  })

  it('takes both runs back', async () => {
    for (const title of ['jobs: field → office', TITLE]) {
      await workbench.commandAndPick('Drydock: Undo Run', title)
      await agree('Take Back')
      await plan.banner.filter({ hasText: 'Took back' }).waitFor()
    }
    const stages = async (of: 'office' | 'field') =>
      (await rows(of)).slice(0, 5).map(({ stage }) => stage)
    assert.deepEqual(await stages('office'), ['Released', 'Released', 'Released', 'Cut', 'Cut'])
    assert.deepEqual(await stages('field'), ['Cut', 'Hold', 'Hold', 'Cut', 'Welded'])
  })

  it('shows the databases that an environment lists', async () => {
    const row = (text: string | RegExp) => workbench.treeRows('Environments', text).first()
    await row('plants').click()
    await workbench
      .treeRows('Environments', /^drydock_test_\S+$/)
      .nth(1)
      .waitFor()
    await row(/^drydock_test_\S+$/).click()
    await row(/^jobs/).waitFor()
    await row('plants').click()
  })

  it('finds a row by its key and shows it as it is now', async () => {
    await workbench.commandAndPick('Drydock: Find Row…', 'field')
    await workbench.pick('jobs')
    await workbench.pick('primary key')
    await workbench.page.locator('.quick-input-message', { hasText: 'job, int' }).waitFor()
    await workbench.answer('10005')
    const text = workbench.page.locator('.editor-instance .view-lines')
    await text.filter({ hasText: /stage:\sWelded/ }).waitFor()
    await workbench.page.getByText('Set Field…').waitFor()
    await workbench.screenshot('27-row', THEMES)
  })

  /** Sets a field from the context menu of the first change, and leaves the plan of it open. */
  async function setField(value: string, title: string): Promise<void> {
    await plan.tab('Changes').click()
    await plan.row(0).filter({ hasText: '10001' }).waitFor()
    await workbench.chooseFromMenu(plan.cell(0, 2), 'Set Field…')
    await workbench.page
      .locator('.quick-input-title', { hasText: 'Set fab_order of 10001' })
      .waitFor()
    await workbench.answer(value)
    await plan.shows(title)
  }

  const orderOf10001 = async () => (await rows('field'))[0]?.['fab_order']

  it('plans what is set from the context menu of a row, and changes nothing before it is applied', async () => {
    await dryRun()
    await plan.shows(TITLE)
    await setField('612.75', 'jobs: 10001 in field')
    assert.equal(await plan.rowText(0), '10001 500.50→612.75')
    assert.equal(await orderOf10001(), '500.50')
    await workbench.screenshot('25-set-field', THEMES)
    await plan.button('Apply 1 change…').click()
    await workbench.dialog().filter({ hasText: 'Update 1 row of field?' }).waitFor()
    await agree('Apply')
    await plan.banner.filter({ hasText: 'Applied 1 change.' }).waitFor()
    assert.equal(await orderOf10001(), '612.75')
    await workbench.commandAndPick('Drydock: Undo Run', 'jobs: 10001 in field')
    await agree('Take Back')
    await plan.banner.filter({ hasText: 'Took back' }).waitFor()
    assert.equal(await orderOf10001(), '500.50')
  })

  it('shows why the database refused a row', async () => {
    await workbench.tab(`Plan: ${TITLE}`).click()
    await setField('1000000', 'jobs: 10001 in field')
    await plan.button('Apply 1 change…').click()
    await agree('Apply')
    await plan.banner.filter({ hasText: 'Applied 0 of 1 change, 1 failed.' }).waitFor()
    await plan.tab('Refused').click()
    await plan.row(0).filter({ hasText: 'fab_order_limit' }).filter({ hasText: '23000' }).waitFor()
    await workbench.command('Notifications: Clear All Notifications')
    await workbench.screenshot('26-refused', THEMES)
    assert.equal(await orderOf10001(), '500.50')
  })
})
