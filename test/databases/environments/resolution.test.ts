import assert from 'node:assert/strict'
import {
  createRegistry,
  currentEnvironment,
  listAllEnvironments,
  releaseDatabases,
} from '../../../src/core/index'
import { resolveDatabase } from '../../../src/core/workspace/resolveDatabase'
import type { FolderEndpoint } from '../../../src/core/database/endpoint'
import { resolveEndpoint } from '../../../src/core/workspace/resolveEndpoint'
import { describeEngines, manySessions } from '../../helpers/engines'
import { errorOf } from '../../unit/workspace/helpers'
import { createSite, type Site } from './site'

/** A registry as somebody made it by hand, with what it has to have and a column that nobody knows. */
const HAND_MADE = `
create table database_configs (
  base_name varchar(64) not null, env varchar(64) not null, database_name varchar(64) not null,
  active char(1) not null, note varchar(20) not null default 'by hand')
`

describeEngines(
  'names of databases through the registry',
  (engine) => {
    let site: Site

    beforeEach(async () => {
      site = await createSite(engine, { bases: ['data', 'config'] })
    })
    afterEach(() => site.close())

    const insert = (environment: string, base: string, fullName: string, more = '') =>
      site.query(
        site.registry,
        `insert into database_configs (base_name, environment, full_name, branch_name, is_active)
         values ('${site.base(base)}', '${environment}', '${site.base(fullName)}', ${more || "null, '1'"})`,
      )

    const names = async (environment: string, ...bases: string[]) => {
      const workspace = await site.open()
      const found: (string | undefined)[] = []
      for (const base of bases)
        found.push(await resolveDatabase(workspace, environment, site.base(base)))
      await releaseDatabases()
      return found.map((name) => name?.replace(`${site.prefix}_`, ''))
    }

    async function init(): Promise<void> {
      const init = await createRegistry(await site.open(), {})
      await releaseDatabases()
      assert.deepEqual(init.created, ['database', 'table'])
    }

    it('are production’s own, and the registry’s in other environments', async () => {
      await init()
      await insert('test-x', 'data', 'data_test-x')
      assert.deepEqual(await names('prod', 'data', 'master'), ['data', 'master'])
      assert.deepEqual(await names('test-x', 'data', 'master'), ['data_test-x', 'master'])
      const lost = await errorOf(() => names('test-x', 'config'))
      assert.match(lost.message, /"test-x" has no database ".*_config"/)
      const unknown = await errorOf(() => names('test-y', 'data'))
      assert.match(unknown.message, /the registry has no environment "test-y"/)
      assert.match((unknown as Error & { mend: string }).mend, /did you mean "test-x"/)
    })

    it('never fall through to the database of that very name', async () => {
      await init()
      await insert('test', 'data', 'data_test', "null, '0'")
      const gone = await errorOf(() => names('test', 'data'))
      assert.match(gone.message, /the registry has no environment "test"/)
    })

    it('follow the branch that an environment was made for', async () => {
      await init()
      await insert('test-x', 'data', 'data_test-x', "'feature', '1'")
      const head = (name: string) => site.open({ head: { kind: 'branch', name } })
      const made = await currentEnvironment(await head('feature'), 'write')
      assert.deepEqual([made.name, made.by], ['test-x', 'branch'])
      const other = await currentEnvironment(await head('other'), 'write')
      assert.deepEqual([other.name, other.by], ['test', 'branch'])
      const main = await currentEnvironment(await head('main'), 'write')
      assert.deepEqual([main.name, main.by], ['prod', 'branch'])
      await insert('test-y', 'data', 'data_test-y', "'feature', '1'")
      const both = await errorOf(async () => currentEnvironment(await head('feature'), 'read'))
      assert.match(both.message, /"test-x" and "test-y" for branch feature/)
    })

    it('are listed with sizes, and what is not there says so', async () => {
      await init()
      await site.query(
        site.registry,
        `update database_configs set environment = 'test-x', branch_name = 'feature'
         where base_name = '${site.base('config')}'`,
      )
      await insert('test-y', 'data', 'data_test-y')
      const all = await listAllEnvironments(await site.open(), {})
      const shown = all.map(({ name, production, protection, branch, databases }) => [
        ...[name, production, protection, branch],
        ...databases.map(({ exists, bytes }) => `${exists} ${bytes !== null}`),
      ])
      assert.deepEqual(shown, [
        ['prod', true, 'locked', null, 'true true', 'true true'],
        ['test-x', false, 'open', 'feature', 'true true'],
        ['test-y', false, 'open', null, 'false false'],
      ])
    })

    it('come from a registry that was made by hand', async () => {
      await init()
      await site.query(site.registry, 'drop table database_configs')
      await site.query(site.registry, HAND_MADE)
      await site.query(
        site.registry,
        `insert into database_configs (base_name, env, database_name, active)
         values ('${site.base('data')}', 'test', '${site.base('data_other')}', 'Y'),
                ('${site.base('config')}', 'test', '${site.base('config_other')}', 'N')`,
      )
      assert.deepEqual(await names('test', 'data'), ['data_other'])
      const gone = await errorOf(() => names('test', 'config'))
      assert.match(gone.message, /"test" has no database ".*_config"/)
      await site.query(site.registry, 'alter table database_configs drop column active')
      const unfit = await errorOf(() => names('test', 'data'))
      assert.match(unfit.message, /lacks the column "is_active"/)
    })

    it('say where there is no registry', async () => {
      const missing = await errorOf(() => names('test', 'data'))
      assert.match(missing.message, /there is no registry: "prod" has no database ".*_master"/)
    })
  },
  { where: manySessions, languages: ['postgres', 'mysql'] },
)

describeEngines(
  'names of embedded databases through the registry',
  (engine) => {
    it('are folders beside each other', async () => {
      const site = await createSite(engine)
      await createRegistry(await site.open(), {})
      await releaseDatabases()
      await site.query(
        site.registry,
        `insert into database_configs (base_name, environment, full_name)
         values ('${site.base('data')}', 'test-x', '${site.base('data_test-x')}')`,
      )
      const workspace = await site.open()
      const own = await resolveEndpoint(workspace, 'prod', {})
      const copy = await resolveEndpoint(workspace, 'test-x', {})
      await releaseDatabases()
      assert.deepEqual(
        [own, copy].map((endpoint) => `pglite:${(endpoint as FolderEndpoint).folder}`),
        [site.url(site.base('data')), site.url(site.base('data_test-x'))],
      )
      assert.deepEqual(await site.databases(), [site.base('data'), site.registry])
      await site.close()
    })
  },
  { where: (engine) => !manySessions(engine) },
)
