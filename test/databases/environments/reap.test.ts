import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { listAllEnvironments } from '../../../src/core/index'
import { describeEngines, ownsServer } from '../../helpers/engines'
import { createSite, type Site } from './site'

describeEngines(
  'environments that nobody needs',
  (engine) => {
    let site: Site
    const git = (...args: readonly string[]) =>
      execFileSync('git', [
        '-C',
        site.folder,
        '-c',
        'user.name=a',
        '-c',
        'user.email=a@b.c',
        ...args,
      ])
    const reap = (...more: string[]) => site.cli('environment', 'reap', ...more)
    const stale = async () => {
      const { stdout } = await reap('--format', 'json')
      const found = JSON.parse(stdout) as { stale: readonly { name: string; why: string }[] }
      return found.stale.map(({ name, why }) => `${name}: ${why}`)
    }

    before(async () => {
      site = await createSite(engine, { sql: () => 'create table jobs (job integer primary key)' })
      git('init', '-q', '-b', 'main')
      git('commit', '-q', '--allow-empty', '-m', 'one')
      git('branch', 'feature')
      await site.cli('environment', 'init', '--yes')
      const made = [
        ['kept', '--branch', 'feature', '--expires', '14d'],
        ['old', '--branch', 'feature', '--expires', '2020-01-01'],
        ['plain'],
      ]
      for (const [name = '', ...more] of made) {
        const args = ['create', name, '--from', 'prod', '--schema-only', '--yes', ...more]
        const { code, stderr } = await site.cli('environment', ...args)
        assert.equal(code, 0, stderr)
      }
    })
    after(() => site.close())

    it('are those whose time is up and whose branch is gone', async () => {
      assert.deepEqual(await stale(), ['test-old: its time was up on 2020-01-01'])
      git('branch', '-D', 'feature')
      assert.deepEqual(await stale(), [
        'test-kept: its branch feature is gone',
        'test-old: its time was up on 2020-01-01',
      ])
    })

    it('are listed with the moment at which their time is up', async () => {
      const all = await listAllEnvironments(await site.open(), {})
      const times = all.map(({ name, expiresAt }) => [name, expiresAt?.slice(0, 10) ?? null])
      assert.deepEqual(
        times.filter(([name]) => name !== 'test-kept'),
        [
          ['prod', null],
          ['test-old', '2020-01-01'],
          ['test-plain', null],
        ],
      )
    })

    it('are listed, and deleted only where that is asked for', async () => {
      const before = await site.databases()
      const listed = await reap()
      assert.equal(listed.code, 0)
      assert.match(listed.stdout, /Nothing was deleted/)
      assert.deepEqual(await site.databases(), before)
      const deleted = await reap('--delete', '--yes')
      assert.equal(deleted.code, 0, deleted.stderr)
      const left = (await site.databases()).filter((name) => name.includes('_test-'))
      assert.deepEqual(left, [`${site.base('data')}_test-plain`])
    })
  },
  { where: ownsServer },
)
