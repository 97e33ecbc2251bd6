import assert from 'node:assert/strict'
import { describeEngines, languageOf, ownsServer } from '../../helpers/engines'
import { zabbixScripts } from '../../helpers/zabbix'
import { createSite, type Site } from './site'

describeEngines(
  'a real schema of 173 tables',
  (engine) => {
    let site: Site

    before(async () => {
      site = await createSite(engine, { bases: ['zabbix'] })
      const base = site.base('zabbix')
      if (languageOf(engine) === 'mysql')
        await site.query(
          base,
          `alter database \`${base}\` character set utf8mb4 collate utf8mb4_bin`,
        )
      // They are transactions over several scripts.
      const session = await engine.connect(site.url(base))
      for (const script of zabbixScripts(languageOf(engine))) await session.query(script)
      await session.close()
      const init = await site.cli('environment', 'init', '--yes')
      assert.equal(init.code, 0, init.stderr)
    }).timeout(180_000)
    after(() => site.close())

    it('is cloned, equal, compared and deleted', async () => {
      const made = await site.cli(
        ...['environment', 'create', 'x', '--from', 'prod', '--with-data', '--yes', '--quiet'],
      )
      assert.equal(made.code, 0, made.stderr + made.stdout)
      const [, objects, rows] =
        /: (\d+) objects, (\d+) rows, by relay; equal to/.exec(made.stdout) ?? []
      assert.ok(Number(objects) >= 173, `${objects} objects`)
      assert.ok(Number(rows) > 100_000, `${rows} rows`)
      const compared = await site.cli('environment', 'compare', 'prod', 'test-x')
      assert.match(compared.stdout, /✓ No difference/)
      const gone = await site.cli(
        ...['environment', 'delete', 'test-x', '--purge', '--yes', '--confirm', 'test-x'],
      )
      assert.equal(gone.code, 0, gone.stderr)
      assert.deepEqual(await site.leftovers('test-x'), [])
    }).timeout(180_000)
  },
  { where: ownsServer, languages: ['postgres', 'mysql'] },
)
