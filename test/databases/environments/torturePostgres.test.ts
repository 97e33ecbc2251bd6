import assert from 'node:assert/strict'
import { describeEngines, ownsServer } from '../../helpers/engines'
import { endSubscription, loadTorture } from '../inventory/torture'
import { rowDigests } from './postgresContents'
import { createSite, type Site } from './site'

/** Every ordinary table with a digest of its rows, by the server and without Drydock. */
const ROWS = `${rowDigests(
  "c.relkind = 'r' and n.nspname !~ '^pg_' and n.nspname not in ('information_schema', 'drydock')",
)}
order by 1`

const SEQUENCES = `
select format('%I.%I', schemaname, sequencename) as name, last_value::text from pg_sequences order by 1`

describeEngines(
  'everything that a PostgreSQL database can hold',
  (engine) => {
    let site: Site
    const clone = (name: string) => `${site.base('data')}_${name}`

    before(async () => {
      const url = '${env:SERVER_URL}'
      site = await createSite(engine, {
        file: (base) => ({
          environments: {
            prod: { url, databases: [base('data')], protection: 'guarded' },
          },
        }),
      })
      await loadTorture(engine, site.url(site.base('data')), { dumpable: true })
      const init = await site.cli('environment', 'init', '--yes')
      assert.equal(init.code, 0, init.stderr)
    })
    after(async () => {
      await endSubscription(engine, {
        url: '',
        adminUrl: site.url(site.base('data')),
        drop: () => Promise.resolve(),
      })
      await site.close()
    })

    for (const method of ['relay', 'template'] as const)
      it(`is cloned by ${method}, object by object and row by row`, async () => {
        const source = site.base('data')
        const guest = method === 'relay' ? await engine.connect(site.url(source)) : undefined
        const before = [await site.query(source, ROWS), await site.query(source, SEQUENCES)]
        const made = await site.cli(
          ...['environment', 'create', method, '--from', 'prod', '--with-data', '--yes'],
        )
        await guest?.close()
        assert.equal(made.code, 0, made.stderr + made.stdout)
        assert.match(made.stdout, new RegExp(`by ${method}; equal to`))
        const name = clone(`test-${method}`)
        const copied = [await site.query(name, ROWS), await site.query(name, SEQUENCES)]
        assert.deepEqual(copied, before)
        assert.ok((before[0]?.length ?? 0) > 20)
        for (const pair of [
          ['prod', `test-${method}`],
          [`test-${method}`, 'prod'],
        ]) {
          const compared = await site.cli('environment', 'compare', ...pair)
          assert.match(compared.stdout, /✓ No difference in \d+ objects/)
        }
        const after = [await site.query(source, ROWS), await site.query(source, SEQUENCES)]
        assert.deepEqual(after, before)
      })
  },
  { where: ownsServer },
)
