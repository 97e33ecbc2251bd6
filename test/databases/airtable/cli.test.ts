import { deepEqual, equal, match, ok } from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { runCli } from '../../helpers/cli'
import { describeEngines, isNewest, type Engine } from '../../helpers/engines'
import { workspaceFolder } from '../../helpers/temporary'
import { exportText } from './syncSite'

const EXPORTS = {
  'exports/Prints-Grid view.csv': exportText([
    ['Name', 'Copies', 'Made', 'Editions'],
    ['Bridge', '25', '1/2/2025', 'Bridge 1,Bridge 2'],
    ['Harbour, Evening', '10', '3/4/2025', ''],
  ]),
  'exports/Editions-All Records.csv': exportText([
    ['Edition', 'Print', 'Sold'],
    ['Bridge 1', 'Bridge', 'checked'],
    ['Bridge 2', 'Bridge', ''],
    ['Bridge 2', 'Bridge', ''],
  ]),
}

async function setUp(engine: Engine, protection = 'open') {
  const { url } = await engine.createDatabase()
  const folder = workspaceFolder({
    'drydock.jsonc': { environments: { studio: { url: '${env:URL}', protection } } },
    '.env': `URL='${url}'\n`,
    ...EXPORTS,
  })
  const cli = (...args: readonly string[]) => runCli([...args], { cwd: folder })
  return { folder, cli, query: (sql: string) => engine.query(url, sql) }
}

const FILE = 'exports.airtable.jsonc'

describeEngines(
  'syncs of Airtable bases on the command line',
  (engine) => {
    it('go from a folder of exports to tables, and back', async () => {
      const site = await setUp(engine)
      const made = await site.cli('airtable', 'new', 'exports', '--environment', 'studio')
      equal(made.code, 0, made.stderr)
      match(made.stdout, /✓ Editions \(Editions-All Records\.csv\), 1 thing to look at/)
      match(made.stderr, /"Made" of "Prints" may have the day or the month first/)
      const text = readFileSync(join(site.folder, FILE), 'utf8')
      match(text, /"Print": \{ "type": "link", "table": "Prints", "column": "print_id" \}/)

      const early = await site.cli('plan', FILE)
      equal(early.code, 1)
      match(early.stderr, /are not there yet/)

      const shown = await site.cli('schema', 'ensure', FILE, '--plan')
      match(shown.stdout, /create table "public"\."prints"/)
      deepEqual(await site.query(`select 1 from pg_tables where tablename = 'prints'`), [])
      equal((await site.cli('schema', 'ensure', FILE, '--yes')).code, 0)
      match((await site.cli('schema', 'ensure', FILE)).stdout, /Nothing is missing/)

      const applied = await site.cli('apply', FILE, '--yes')
      // The second "Bridge 2" is in review.
      equal(applied.code, 3, applied.stderr)
      match(
        applied.stdout,
        /Editions-All Records\.csv:4: it has the same "Edition" as the record at/,
      )
      deepEqual(
        await site.query(
          `select e.edition, p.name from editions e join prints p on p.id = e.print_id order by 1`,
        ),
        [
          { edition: 'Bridge 1', name: 'Bridge' },
          { edition: 'Bridge 2', name: 'Bridge' },
        ],
      )

      const [, run = ''] = /Run: (\S+)/.exec(applied.stdout) ?? []
      equal((await site.cli('undo', run, '--yes')).code, 0)
      deepEqual(await site.query('select 1 from prints union all select 1 from editions'), [])
      deepEqual(await site.query('select distinct status from sync_logs'), [
        { status: 'rolled_back' },
      ])
    })

    it('write over no definition that is there', async () => {
      const site = await setUp(engine)
      await site.cli('airtable', 'new', 'exports', '--environment', 'studio', '--dates', 'day')
      const again = await site.cli('airtable', 'new', 'exports', '--environment', 'studio')
      equal(again.code, 2)
      match(again.stderr, /is there already/)
      match(readFileSync(join(site.folder, FILE), 'utf8'), /"format": "D\/M\/YYYY"/)
    })

    it('ask for the name of a guarded environment before tables are made', async () => {
      const site = await setUp(engine, 'guarded')
      await site.cli('airtable', 'new', 'exports', '--environment', 'studio')
      const refused = await site.cli('schema', 'ensure', FILE, '--yes')
      equal(refused.code, 2)
      ok(refused.stderr.includes('guarded'), refused.stderr)
      const agreed = await site.cli('schema', 'ensure', FILE, '--yes', '--confirm', 'studio')
      equal(agreed.code, 0, agreed.stderr)
    })
  },
  { where: isNewest },
)
