import { deepEqual, equal, match } from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { runCli } from '../helpers/cli'
import { workspaceFolder } from '../helpers/temporary'

const mapping = {
  source: { environment: 'production', table: 'jobs' },
  target: { environment: 'sandbox', table: 'jobs' },
  key: 'job',
  fields: ['stage'],
}

function site(schedule: unknown) {
  const folder = workspaceFolder({
    'drydock.jsonc': {
      environments: { production: { url: '${env:P}' }, sandbox: { url: '${env:S}' } },
    },
    'jobs.mapping.jsonc': { ...mapping, schedule },
    'other.mapping.jsonc': mapping,
  })
  return { folder, cli: (...args: string[]) => runCli(args, { cwd: folder }) }
}

describe('schedules on the command line', () => {
  it('are listed with their next times, in their own zone', async () => {
    const { cli } = site({ cron: '0 6 1 7 *', timezone: 'Asia/Kolkata' })
    const text = await cli('schedule', 'list', '--count', '2')
    equal(text.code, 0, text.stderr)
    match(
      text.stdout,
      /^jobs\.mapping\.jsonc: 0 6 1 7 \* Asia\/Kolkata, plans\n {2}\d{4}-07-01 06:00 \+05:30\n {2}\d{4}-07-01 06:00 \+05:30\n$/,
    )
    const { schedules } = JSON.parse(
      (await cli('schedule', 'list', '--format', 'json')).stdout,
    ) as { schedules: readonly { readonly path: string; readonly next: readonly string[] }[] }
    deepEqual(
      schedules.map(({ path, next }) => [path, next.length]),
      [['jobs.mapping.jsonc', 3]],
    )
    match(schedules[0]?.next[0] ?? '', /-07-01T00:30:00\.000Z$/)
  })

  it('are exported into files, again and again, but never over a file of somebody else', async () => {
    const { folder, cli } = site({ cron: '0 6 * * *' })
    const args = ['schedule', 'export', 'jobs.mapping.jsonc', '--to', 'systemd', '--out', 'units']
    const first = await cli(...args)
    equal(first.code, 0, first.stderr)
    equal(first.stdout, '✓ units/drydock-jobs.service\n✓ units/drydock-jobs.timer\n')
    const timer = join(folder, 'units/drydock-jobs.timer')
    match(readFileSync(timer, 'utf8'), /^OnCalendar=\*-\*-\* 06:00:00$/m)
    equal((await cli(...args)).code, 0)
    writeFileSync(timer, '# mine\n')
    const refused = await cli(...args)
    equal(refused.code, 2)
    match(refused.stderr, /drydock-jobs\.timer.* exists and was not exported/)
    equal(readFileSync(timer, 'utf8'), '# mine\n')
  })

  it('that no cron reads alike are a problem of the file, with its place', async () => {
    const { cli } = site({ cron: '0 6 */2 * 1' })
    const checked = await cli('check')
    equal(checked.code, 2)
    match(checked.stderr, /jobs\.mapping\.jsonc:\d+:\d+: "cron" has steps of all days/)
    const listed = await cli('schedule', 'list')
    deepEqual([listed.code, listed.stderr], [2, checked.stderr])
    const none = await cli('schedule', 'export', 'other.mapping.jsonc', '--to', 'crontab')
    deepEqual([none.code, none.stdout], [2, ''])
  })

  it('may be those of an Airtable sync, by a word', async () => {
    const { folder, cli } = site({ cron: '0 6 1 7 *' })
    const sync = {
      target: { environment: 'sandbox' },
      exports: 'exports',
      tables: { Prints: { table: 'prints', identity: 'Name', columns: { Name: 'name' } } },
      schedule: { cron: 'daily', apply: true, timezone: 'Asia/Kolkata' },
    }
    writeFileSync(join(folder, 'base.airtable.jsonc'), JSON.stringify(sync))
    const listed = await cli('schedule', 'list', '--count', '1')
    match(
      listed.stdout,
      /^base\.airtable\.jsonc: 0 0 \* \* \* Asia\/Kolkata, plans and applies to sandbox\n.*00:00 \+05:30$/m,
    )
    const exported = await cli('schedule', 'export', 'base.airtable.jsonc', '--to', 'crontab')
    equal(exported.code, 0, exported.stderr)
    match(exported.stdout, /0 0 \* \* \* .*apply .*base\.airtable\.jsonc.* --yes/)
  })
})
