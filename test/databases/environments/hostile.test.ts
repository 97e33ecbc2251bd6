import assert from 'node:assert/strict'
import type { StepContext } from '../../../src/core/apply/applySteps'
import { executeStep } from '../../../src/core/environment/executeStep'
import { withStepSite } from '../../../src/core/environment/making/stepWorld'
import type { Change, StatementOp } from '../../../src/core/plan/plan'
import { DatabaseOperationError } from '../../../src/core/util/errors'
import { describeEngines, languageOf, ownsServer } from '../../helpers/engines'
import { createSite, type Site } from './site'

const OPS: readonly StatementOp[] = ['trashDatabase', 'dropDatabase']
const STATES = ['making', 'ready', 'trash'] as const

describeEngines(
  'steps that somebody has forged',
  (engine) => {
    let site: Site

    before(async () => {
      site = await createSite(engine, {
        bases: ['data', 'config'],
        sql: () => 'create table jobs (job integer primary key)',
        file: (base) => ({
          environments: {
            prod: { url: '${env:SERVER_URL}', databases: [base('data')] },
            live: { url: '${env:SERVER_URL}', databases: [base('config')], protection: 'locked' },
            test: { url: '${env:SERVER_URL}', protection: 'guarded' },
          },
        }),
      })
      for (const args of [
        ['init', '--yes'],
        // The ledger comes with the first run.
        ['create', 'own', '--from', 'prod', '--schema-only', '--yes'],
      ])
        assert.equal((await site.cli('environment', ...args)).code, 0)
    })
    after(() => site.close())

    /** The registry and the ledger say what helps. */
    async function forge(environment: string, base: string, name: string, state: string) {
      const ledger = languageOf(engine) === 'mysql' ? 'drydock_databases' : 'drydock.databases'
      const quoted = [environment, base, name].map((text) => `'${text.replaceAll("'", "''")}'`)
      await site.query(
        site.registry,
        `delete from database_configs where environment <> 'test-own'`,
      )
      await site.query(site.registry, `delete from ${ledger} where environment <> 'test-own'`)
      await site.query(
        site.registry,
        `insert into database_configs (environment, base_name, full_name) values (${quoted.join(', ')})`,
      )
      await site.query(
        site.registry,
        `insert into ${ledger} (environment, base_name, database_name, full_name, state, run_id)
         values (${quoted.join(', ')}, ${quoted[2] ?? ''}, '${state}', 'forged')`,
      )
    }

    function step(op: StatementOp, environment: string, base: string, name: string): Change {
      const before = { name, environment, base, fullName: name }
      return {
        ...{
          op,
          table: name,
          key: { database: name },
          before,
          after: { name: 'zz_deleted_forged' },
        },
        statement: { run: [], reverse: [] },
      }
    }

    async function isRefused(change: Change): Promise<boolean> {
      const options = {
        sessions: 1,
        confirmed: [change.before['environment'] ?? '', 'test', 'prod'],
      }
      const context: StepContext = { runId: 'forged', ordinal: 0, log: () => Promise.resolve() }
      try {
        return await withStepSite(await site.open(), options, async (steps) => {
          const { outcome } = await executeStep(
            { ...steps, names: new Map(), others: [] },
            change,
            context,
          )
          return outcome !== 'applied'
        })
      } catch (error) {
        if (error instanceof DatabaseOperationError) return true
        throw error
      }
    }

    it('never reach a protected database', async () => {
      const there = await site.databases()
      const targets = ['data', 'config', 'master'].map((short) => site.base(short))
      for (const environment of ['prod', 'PROD', 'live', 'test-x', "test-'x", 'live-2'])
        for (const name of [...targets, ...targets.map((one) => one.toUpperCase())])
          for (const state of STATES) {
            const op = OPS[(name.length + state.length) % 2] ?? 'dropDatabase'
            await forge(environment, 'shop', name, state)
            const change = step(op, environment, 'shop', name)
            // One that is not there at all can only be forgotten.
            if (there.includes(name))
              assert.ok(await isRefused(change), `${op} ${name} of ${environment}, ${state}`)
            else await isRefused(change)
            assert.deepEqual(await site.databases(), there)
          }
    }).timeout(180_000)

    it('that are not forged are carried out', async () => {
      const name = `${site.base('data')}_test-own`
      const { code, stderr } = await site.cli(
        ...['environment', 'delete', 'test-own', '--purge', '--yes', '--confirm', 'test-own'],
      )
      assert.equal(code, 0, stderr)
      assert.ok(!(await site.databases()).includes(name))
    })
  },
  { where: ownsServer, languages: ['postgres', 'mysql'] },
)
