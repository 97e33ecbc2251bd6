import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Locator } from 'playwright-core'
import { createSite, type Site } from '../databases/environments/site'
import { allEngines } from '../helpers/engines'
import { PlanPage } from './planPage'
import type { Theme, Workbench } from './workbench'
import { openWorkbench } from './workbench'

const THEMES: readonly Theme[] = ['dark', 'light', 'highContrast']
const COPY = 'test-mean-reversion'
const GUARDED = 'test-safe-copy'

const JOBS = `
create table jobs (job int primary key, stage varchar(20) not null, weight numeric(10, 2));
insert into jobs select 10000 + n, 'Cut', n from generate_series(1, 500) n;
create index on jobs (stage);
create view open_jobs as select job, stage from jobs where stage <> 'Done'`

describe('environments in VS Code', function () {
  this.timeout(180_000)
  let site: Site
  let workbench: Workbench
  let plan: PlanPage

  before(async () => {
    const engine = allEngines().findLast(({ kind }) => kind === 'postgres')
    assert.ok(engine !== undefined, 'this machine has PostgreSQL')
    site = await createSite(engine, { bases: ['data', 'config'], sql: () => JOBS })
    writeWorkspace()
    git('init', '--quiet', '--initial-branch', 'main')
    git('commit', '--quiet', '--allow-empty', '--message', 'first')
    workbench = await openWorkbench({ folder: site.folder, settings: { 'git.enabled': true } })
    workbench.page.setDefaultTimeout(30_000)
    plan = new PlanPage(workbench)
    await workbench.openContainer('Drydock')
  })

  after(async () => {
    await workbench.close()
    await site.close()
  })

  afterEach(async function () {
    if (this.currentTest?.state !== 'failed') return
    await workbench.screenshot(`failed-${this.currentTest.title.replace(/\W+/g, '-')}`)
    console.log(workbench.log())
  })

  /** `test` and `test-safe` are families: what is called after them is protected as they are. */
  function writeWorkspace(): void {
    const databases = ['data', 'config'].map((base) => site.base(base))
    const url = '${env:SERVER_URL}'
    const file = {
      environments: {
        prod: { url, databases },
        test: { url },
        'test-safe': { url, protection: 'guarded' },
      },
      registry: { environment: 'prod', database: site.registry, table: 'database_configs' },
      branches: { main: 'prod', '*': 'test' },
    }
    const end = (environment: string) => ({
      environment,
      database: site.base('data'),
      table: 'jobs',
    })
    const mapping = {
      ...{ source: end('prod'), target: end('current') },
      ...{ key: ['job'], fields: ['stage', 'weight'], conflict: 'sourceWins' },
    }
    writeFileSync(join(site.folder, 'drydock.jsonc'), JSON.stringify(file, null, 2))
    writeFileSync(join(site.folder, 'jobs.mapping.jsonc'), JSON.stringify(mapping, null, 2))
  }

  function git(...args: readonly string[]): void {
    const author = ['-c', 'user.name=Test', '-c', 'user.email=test@example.org']
    execFileSync('git', ['-C', site.folder, ...author, ...args], { stdio: 'ignore' })
  }

  function status(text: string | RegExp): Locator {
    return workbench.page.locator('footer .statusbar-item').filter({ hasText: text })
  }

  function tree(text: string | RegExp): Locator {
    return workbench.treeRows('Environments', text).first()
  }

  async function agree(question: string, button: string): Promise<void> {
    await workbench.dialog().filter({ hasText: question }).waitFor()
    await workbench.dialog().getByRole('button', { name: button }).click()
  }

  /** Waits for a question and takes what it proposes. */
  async function accept(placeHolder: string): Promise<void> {
    const input = workbench.page.locator(`.quick-input-widget input[placeholder^="${placeHolder}"]`)
    await input.waitFor()
    await input.press('Enter')
  }

  /** An object in the multi-diff. */
  function entry(name: string): Locator {
    return workbench.page.locator('.multiDiffEntry').filter({ hasText: name })
  }

  /** Runs an action that a node of the tree shows beside its label. */
  async function inTree(node: string, action: string): Promise<void> {
    await tree(node).hover()
    await tree(node).getByRole('button', { name: action }).click()
  }

  /** Checks entries of the open list, and accepts it. */
  async function check(...names: readonly string[]): Promise<void> {
    const entries = workbench.page.locator('.quick-input-list .monaco-list-row')
    for (const name of names) await entries.filter({ hasText: name }).first().click()
    await workbench.page.locator('.quick-input-widget').getByRole('button', { name: 'OK' }).click()
  }

  async function picture(name: string): Promise<void> {
    await workbench.command('Notifications: Clear All Notifications')
    await workbench.screenshot(name, THEMES)
  }

  /** Makes a copy as the command line does. */
  async function make(name: string, ...more: readonly string[]): Promise<void> {
    const args = ['create', name, '--from', 'prod', '--schema-only', '--yes', ...more]
    const { code, stderr } = await site.cli('environment', ...args)
    assert.equal(code, 0, stderr)
  }

  async function copies(): Promise<readonly string[]> {
    return (await site.databases()).filter((name) => name.includes('_test-'))
  }

  it('offer to create the registry where it is missing, and hide no environment that is listed', async () => {
    await tree('prod').waitFor()
    await tree('There is no registry yet').click()
    await workbench.dialog().filter({ hasText: 'Create the registry' }).waitFor()
    await workbench.screenshot('40-registry', ['dark'])
    await agree('Create the registry', 'Create')
    await tree(/^prod.*locked.*MB/).waitFor()
    assert.ok((await site.databases()).includes(site.registry))
  })

  it('follow a checkout', async () => {
    await status('prod (locked)').waitFor()
    git('checkout', '--quiet', '-b', 'feature/mean-reversion')
    await status(/^\s*test$/).waitFor()
    await tree(/^test\s*current/).waitFor()
  })

  it('are planned by a few questions, and nothing is made before the plan is applied', async () => {
    await workbench.command('Drydock: Create Environment…')
    const name = workbench.page.locator('.quick-input-widget input.input')
    const message = workbench.page.locator('.quick-input-message')
    await message.filter({ hasText: 'It is made for branch feature/mean-reversion.' }).waitFor()
    assert.equal(await name.inputValue(), 'mean-reversion')
    await workbench.screenshot('41-name', ['dark'])
    await name.fill('mean')
    await message.filter({ hasText: 'makes test-mean' }).waitFor()
    await name.fill('mean-reversion')
    await message.filter({ hasText: `makes ${COPY}` }).waitFor()
    await name.press('Enter')
    await accept('Choose the environment that')
    const proofs = workbench.page.locator('.quick-input-list .monaco-list-row')
    await proofs.filter({ hasText: 'With data, unread' }).waitFor()
    assert.equal(await proofs.count(), 4)
    await workbench.screenshot('41-rows', ['dark', 'highContrast'])
    await workbench.pick('With data')
    await accept('Check databases that are left out')
    await plan.shows(`create ${COPY} from prod`)
    assert.equal(await plan.counter('Databases'), '2')
    assert.match(await plan.counter('Size'), /MB$/)
    const row = await plan.rowText(1)
    assert.match(row, new RegExp(`^${site.base('data')}_${COPY} create ${site.base('data')} relay`))
    assert.doesNotMatch(row, /NULL|→/)
    assert.deepEqual(await copies(), [])
    await picture('42-create')
  })

  it('are made once that is confirmed, and the status bar and the tree follow', async () => {
    await plan.button('Create 2 databases…').click()
    await workbench
      .dialog()
      .filter({ hasText: `Create 2 databases of ${COPY}?` })
      .waitFor()
    await workbench.screenshot('43-confirm', THEMES)
    await agree(`Create 2 databases of ${COPY}?`, 'Create')
    await plan.banner.filter({ hasText: 'Created 2 databases.' }).waitFor()
    await status(/^\s*test-mean-reversion$/).waitFor()
    await tree(
      new RegExp(`^${COPY}\\s*current · .*MB · new · branch feature/mean-reversion$`),
    ).click()
    await tree(new RegExp(`^${site.base('data')}_${COPY}.*MB`)).click()
    await tree(/^public/).waitFor()
    await tree(/^jobs.*500 rows/).waitFor()
    await picture('44-created')
  })

  it('are what "current" of a mapping stands for', async () => {
    await site.query(site.base('data'), "update jobs set stage = 'Weld' where job = 10007")
    await workbench.commandAndPick('Drydock: Dry Run Mapping', 'jobs')
    await plan.shows(`jobs: prod → ${COPY}`)
    assert.equal(await plan.rowText(0), '10007 Cut→Weld')
    await plan.button('Apply 1 change…').click()
    await agree(`Update 1 row of ${COPY}?`, 'Apply')
    await plan.banner.filter({ hasText: 'Applied 1 change.' }).waitFor()
    const copy = `${site.base('data')}_${COPY}`
    const rows = await site.query(copy, "select job from jobs where stage = 'Weld'")
    assert.deepEqual(rows, [{ job: '10007' }])
  })

  it('are compared object by object, in one diff and in the tree', async () => {
    const copy = `${site.base('data')}_${COPY}`
    await site.query(copy, 'alter table jobs add column venue text')
    await site.query(copy, 'drop view open_jobs')
    await site.query(copy, "create view cut_jobs as select job from jobs where stage = 'Cut'")
    await workbench.command('Drydock: Compare Environments…')
    await accept('Choose the first environment')
    await workbench.screenshot('48-compare-with', ['dark'])
    await accept('Choose the environment to compare prod with')
    await workbench.tab(new RegExp(`prod ↔ ${COPY}: 3 of \\d+ objects differ`)).waitFor()
    await entry('table public.jobs.sql').getByText('column venue text').waitFor()
    await entry('view public.cut_jobs.sql').waitFor()
    await entry('view public.open_jobs.sql').waitFor()
    const node = await tree('Compared with prod').getAttribute('aria-label')
    assert.equal(node, 'Compared with prod: 3 differences')
    await tree(/^table public\.jobs\s*changed$/).waitFor()
    await tree(/^view public\.cut_jobs\s*added: only in test-mean-reversion$/).waitFor()
    await tree(/^view public\.open_jobs\s*removed: only in prod$/).waitFor()
    await picture('49-compared')
  })

  it('show one difference by a click, until the comparison is closed', async () => {
    await tree(/^table public\.jobs\s*changed$/).click()
    await workbench.tab(`table public.jobs: prod ↔ ${COPY}`).waitFor()
    const diff = workbench.page.locator('.monaco-diff-editor .modified .view-lines')
    await diff.getByText('column venue text').waitFor()
    await picture('50-difference')
    await workbench.tab(`prod ↔ ${COPY}: 3 of`).waitFor()
    await inTree('Compared with prod', 'Close Comparison')
    await tree('Compared with prod').waitFor({ state: 'detached' })
    await workbench.tab(/↔/).first().waitFor({ state: 'detached' })
  })

  it('say so when nothing differs, and show it when somebody asks again', async () => {
    const copy = `${site.base('data')}_${COPY}`
    await site.query(copy, 'alter table jobs drop column venue')
    await site.query(copy, 'drop view cut_jobs')
    await site.query(
      copy,
      "create view open_jobs as select job, stage from jobs where stage <> 'Done'",
    )
    await workbench.chooseFromMenu(tree(new RegExp(`^${COPY}`)), 'Compare With…')
    await accept(`Choose the environment to compare ${COPY} with`)
    await workbench
      .notification(/test-mean-reversion ↔ prod: no difference in \d+ objects/)
      .waitFor()
    await tree(/^Compared with prod\s*no differences$/).waitFor()
    await site.query(copy, 'alter table jobs add column venue text')
    await inTree('Compared with prod', 'Compare Again')
    await tree(/^Compared with prod\s*1 difference$/).waitFor()
    await workbench.tab(new RegExp(`${COPY} ↔ prod: 1 of \\d+ objects differs`)).waitFor()
  })

  it('are deleted once that is confirmed, to the trash', async () => {
    await workbench.chooseFromMenu(tree(new RegExp(`^${COPY}`)), 'Delete Environment…')
    await workbench.pick('To the trash')
    const question = `Move 2 databases of ${COPY} to the trash?`
    await workbench.dialog().filter({ hasText: question }).waitFor()
    await workbench.screenshot('45-delete', THEMES)
    await agree(question, 'Delete')
    await plan.banner.filter({ hasText: 'Deleted 2 databases.' }).waitFor()
    await status(/^\s*test$/).waitFor()
    await tree(new RegExp(`^${COPY}`)).waitFor({ state: 'detached' })
    assert.deepEqual(await copies(), [])
    // What was compared with it went with it.
    await workbench.tab('↔').first().waitFor({ state: 'detached' })
    await picture('46-deleted')
  })

  it('come back from the trash, and go again when that run is undone', async () => {
    await workbench.commandAndPick('Drydock: Restore Environment…', COPY)
    await agree(`Bring 2 databases of ${COPY} back from the trash?`, 'Restore')
    await plan.banner.filter({ hasText: 'Restored 2 databases.' }).waitFor()
    await status(/^\s*test-mean-reversion$/).waitFor()
    assert.equal((await copies()).length, 2)
    await workbench.treeRows('Runs', `restore ${COPY}`).first().waitFor()
    await workbench.commandAndPick('Drydock: Undo Run', `restore ${COPY}`)
    await agree(`Take back what became of 2 databases of ${COPY}?`, 'Take Back')
    await plan.banner.filter({ hasText: 'Took back 2' }).waitFor()
    await status(/^\s*test$/).waitFor()
    assert.deepEqual(await copies(), [])
  })

  it('are protected as their family is: a guarded one is deleted by its typed name', async () => {
    git('checkout', '--quiet', 'main')
    await status('prod (locked)').waitFor()
    await workbench.command('Drydock: Create Environment…')
    await workbench.page.locator('.quick-input-title', { hasText: 'Create Environment' }).waitFor()
    await workbench.answer('safe-copy')
    await accept('Choose the environment that')
    await workbench.pick('Schema only')
    await accept('Check databases that are left out')
    await plan.shows(`create ${GUARDED} from prod`)
    await plan.button('Create 2 databases…').click()
    await agree(`Create 2 databases of ${GUARDED}?`, 'Create')
    await tree(new RegExp(`^${GUARDED}.*guarded`)).waitFor()
    await workbench.command('Drydock: Delete Environment…')
    await check(GUARDED)
    await workbench.pick('To the trash')
    const input = workbench.page.locator(`input[placeholder="Type ${GUARDED} to delete"]`)
    await input.fill('test-safe')
    await input.press('Enter')
    await workbench.page.getByText(`type "${GUARDED}" to delete`).waitFor()
    assert.equal((await copies()).length, 2)
    await workbench.screenshot('47-guarded', THEMES)
    await workbench.answer(GUARDED)
    await plan.banner.filter({ hasText: 'Deleted 2 databases.' }).waitFor()
    await tree(new RegExp(`^${GUARDED}`)).waitFor({ state: 'detached' })
    assert.deepEqual(await copies(), [])
  })

  it('are deleted several at once by one question, and the name of each that is guarded', async () => {
    await make('one', '--branch', 'gone-branch')
    await make('two', '--expires', '2020-01-01')
    await make('safe-three')
    await workbench.command('Drydock: Refresh')
    await tree(/^test-one.*branch gone-branch gone$/).waitFor()
    await tree(/^test-two.*time is up$/).waitFor()
    await workbench.command('Drydock: Delete Environment…')
    await workbench.page.locator('.quick-input-list .monaco-list-row').nth(2).waitFor()
    await workbench.screenshot('51-several', ['dark', 'highContrast'])
    await check('test-one', 'test-safe-three')
    await workbench.pick('To the trash')
    const question = 'Move 4 databases of 2 environments to the trash?'
    await workbench.dialog().filter({ hasText: question }).waitFor()
    const detail = await workbench.dialog().innerText()
    for (const base of ['data', 'config'])
      for (const name of ['test-one', 'test-safe-three'])
        assert.match(detail, new RegExp(`− ${site.base(base)}_${name} \\(.* MB\\)`))
    await workbench.screenshot('52-delete-several', THEMES)
    await workbench.dialog().getByRole('button', { name: 'Show Plans' }).click()
    await plan.shows('delete test-safe-three')
    await workbench.tab('Plan: delete test-one').waitFor()
    assert.equal((await copies()).length, 6)
    await workbench.command('Drydock: Delete Environment…')
    await check('test-one', 'test-safe-three')
    await workbench.pick('To the trash')
    await agree(question, 'Delete')
    const input = workbench.page.locator('input[placeholder="Type test-safe-three to delete"]')
    await input.waitFor()
    assert.equal((await copies()).length, 6)
    await input.press('Escape')
    await tree(/^test-one/).waitFor()
    assert.equal((await copies()).length, 6)
  })

  it('are selected in the tree to be deleted together', async () => {
    await tree(/^test-one/).click()
    await tree(/^test-safe-three/).click({ modifiers: ['ControlOrMeta'] })
    await workbench.chooseFromMenu(tree(/^test-safe-three/), 'Delete Environment…')
    await workbench.pick('To the trash')
    await agree('Move 4 databases of 2 environments to the trash?', 'Delete')
    await workbench.answer('test-safe-three')
    await workbench.notification('Deleted 4 databases of test-one and test-safe-three.').waitFor()
    await tree(/^test-one/).waitFor({ state: 'detached' })
    await tree(/^test-safe-three/).waitFor({ state: 'detached' })
    assert.equal((await copies()).length, 2)
  })

  it('are reaped when their time is up: none is checked, and none goes without a question', async () => {
    await workbench.command('Drydock: Reap Stale Environments…')
    await workbench.page.getByText('its time was up on 2020-01-01').waitFor()
    await workbench.screenshot('53-reap', THEMES)
    await check()
    await workbench.notification('Nothing was deleted.').waitFor()
    assert.equal((await copies()).length, 2)
    await workbench.command('Drydock: Reap Stale Environments…')
    await check('test-two')
    await workbench.pick('To the trash')
    await agree('Move 2 databases of test-two to the trash?', 'Delete')
    await plan.banner.filter({ hasText: 'Deleted 2 databases.' }).waitFor()
    await tree(/^test-two/).waitFor({ state: 'detached' })
    assert.deepEqual(await copies(), [])
  })
})
