import { deepEqual, equal, match, ok, rejects } from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  exportSchedule,
  listSchedules,
  openWorkspace,
  type Scheduler,
} from '../../../src/core/index'
import { workspaceFolder } from '../../helpers/temporary'

interface Options {
  readonly schedule?: unknown
  readonly protection?: string
  readonly direction?: string
  readonly confirm?: readonly string[]
  readonly command?: readonly string[]
}

const ODD = `odd 'n' "100%" $HOME`

async function open({ schedule, protection = 'open', direction = 'toTarget' }: Options) {
  const folder = workspaceFolder({
    [join(ODD, 'drydock.jsonc')]: {
      environments: {
        production: { url: '${env:PRODUCTION_URL}', protection: 'guarded' },
        sandbox: { url: 'postgres://me@host/db', password: '${secret:sand-box}', protection },
        other: { url: '${env:OTHER_URL}' },
      },
    },
    [join(ODD, 'fab.mapping.jsonc')]: {
      source: { environment: 'production', table: 'jobs' },
      target: { environment: 'sandbox', table: 'jobs' },
      key: 'job',
      fields: ['stage'],
      direction,
      schedule: schedule ?? { cron: '30 6 * * 1-5', timezone: 'Europe/Berlin' },
    },
    [join(ODD, '.env')]: 'PRODUCTION_URL=postgres://u:hunter2@production/db\n',
  })
  return openWorkspace(join(folder, ODD), {
    variables: { DRYDOCK_SECRET_SAND_BOX: 'hunter3' },
    secret: () => Promise.resolve('hunter3'),
  })
}

async function exported(to: Scheduler, options: Options = {}) {
  const workspace = await open(options)
  const { confirm, command = ['/opt/node', '/opt/drydock/cli.js'] } = options
  const result = await exportSchedule(workspace, 'fab.mapping.jsonc', { to, command, confirm })
  const again = await exportSchedule(workspace, 'fab.mapping.jsonc', { to, command, confirm })
  deepEqual(again, result, 'the same definition gives the same files')
  const text = result.files.map((file) => file.text).join('\n')
  ok(!/hunter[23]/.test(text), 'no secret is written')
  return { folder: workspace.folder, files: result.files, text, remarks: result.remarks }
}

const APPLIES = { cron: '30 6 * * 1-5', timezone: 'Europe/Berlin', apply: true }

describe('an exported schedule', () => {
  for (const to of ['crontab', 'systemd', 'github-actions'] as const) {
    it(`of ${to} only plans, unless the definition says that it applies`, async () => {
      const plans = await exported(to)
      match(plans.text, / plan fab\.mapping\.jsonc --out \.drydock\/schedule\/fab\.plan /)
      ok(!plans.text.includes('--yes'))
      const applies = await exported(to, { schedule: APPLIES })
      match(applies.text, / apply fab\.mapping\.jsonc --yes --format json/)
    })

    it(`of ${to} changes a guarded target only where its name was given, and a locked one never`, async () => {
      const guarded = { schedule: APPLIES, protection: 'guarded' }
      await rejects(exported(to, guarded), { code: 'confirmation-needed' })
      await rejects(exported(to, { ...guarded, confirm: ['production'] }), {
        code: 'confirmation-needed',
      })
      const confirmed = await exported(to, { ...guarded, confirm: ['sandbox'] })
      match(confirmed.text, /--yes --confirm sandbox --format/)
      await rejects(
        exported(to, { schedule: APPLIES, protection: 'locked', confirm: ['sandbox'] }),
        {
          code: 'target-locked',
        },
      )
      await exported(to, { protection: 'locked' })
    })

    it(`of ${to} names what it needs, and no value`, async () => {
      const { text } = await exported(to)
      match(text, /PRODUCTION_URL/)
      match(text, /DRYDOCK_SECRET_SAND_BOX/)
      ok(!text.includes('OTHER_URL'))
    })
  }

  it('of both directions changes its source too, whose protection holds', async () => {
    const both = { schedule: APPLIES, direction: 'both' }
    await rejects(exported('crontab', both), {
      code: 'confirmation-needed',
      message: /"production"/,
    })
    match(
      (await exported('crontab', { ...both, confirm: ['production'] })).text,
      /--confirm production/,
    )
  })

  it('needs a schedule', async () => {
    const workspace = await open({})
    const path = join(workspace.folder, 'fab.mapping.jsonc')
    const { schedule: _, ...rest } = JSON.parse(readFileSync(path, 'utf8')) as Record<
      string,
      unknown
    >
    writeFileSync(path, JSON.stringify(rest))
    await rejects(
      exportSchedule(workspace, 'fab.mapping.jsonc', { to: 'crontab', command: ['drydock'] }),
      /"fab\.mapping\.jsonc" has no "schedule"/,
    )
    deepEqual(await listSchedules(workspace, { count: 1 }), [])
  })
})

/** What the job is started with, and where. The log is its standard output. */
const REPORTER = ['sh', '-c', 'printf "%s\\n" "$PWD" "$@"', 'reporter']

function logOf(folder: string): readonly string[] {
  return readFileSync(join(folder, '.drydock/schedule/fab.log'), 'utf8').trimEnd().split('\n')
}

const ARGUMENTS = [
  'plan',
  'fab.mapping.jsonc',
  '--out',
  '.drydock/schedule/fab.plan',
  '--format',
  'json',
  '--quiet',
]

describe('the command of an exported schedule', () => {
  it('of crontab runs in the workspace folder, whatever that is called, and keeps a log', async () => {
    const { text, folder } = await exported('crontab', { command: REPORTER })
    const line = text.split('\n').find((one) => one.startsWith('30 6 * * 1-5 ')) ?? ''
    const command = line.slice('30 6 * * 1-5 '.length)
    ok(!/(?<!\\)%/.test(command), 'cron takes a plain % for the end of the line')
    equal(spawnSync('sh', ['-c', command.replaceAll('\\%', '%')]).status, 0)
    deepEqual(logOf(folder), [folder, ...ARGUMENTS])
    equal(readFileSync(join(folder, '.drydock/schedule/.gitignore'), 'utf8'), '*\n')
  })

  it('of systemd is the same, once its own escapes are undone', async () => {
    const { files, folder } = await exported('systemd', { command: REPORTER })
    const line = /^ExecStart=\/bin\/sh -c "(.*)"$/m.exec(files[0]?.text ?? '')?.[1] ?? ''
    ok(!/(?<![\\])"/.test(line.replaceAll('\\\\', '')), 'the argument ends where the line does')
    const undone = line.replaceAll('%%', '%').replaceAll('$$', '$').replace(/\\(.)/g, '$1')
    equal(spawnSync('sh', ['-c', undone]).status, 0)
    deepEqual(logOf(folder), [folder, ...ARGUMENTS])
  })
})

describe('a schedule as a workflow', () => {
  const crons = ({ text }: { readonly text: string }) =>
    [...text.matchAll(/- cron: '(.*)' # at (.*)$/gm)].map(([, cron, at]) => `${cron} ${at}`)

  it('has a line for each offset of its zone, and lets only the present one through', async () => {
    const workflow = await exported('github-actions')
    deepEqual(crons(workflow), ['30 5 * * 1-5 +0100', '30 4 * * 1-5 +0200'])
    const script = /run: \|\n((?: {10}.*\n)+)/.exec(workflow.text)?.[1] ?? ''
    const decide = (line: string, zone: string) => {
      const output = join(workflow.folder, `${zone}${line}`.replace(/\W/g, '_'))
      const env = { ...process.env, LINE: line, TZ: zone, GITHUB_OUTPUT: output }
      equal(spawnSync('sh', ['-c', script], { env }).status, 0)
      return readFileSync(output, 'utf8').trim()
    }
    // Zones as POSIX has them: one hour and two hours ahead of UTC, all year.
    equal(decide('30 5 * * 1-5', 'CET-1'), 'due=true')
    equal(decide('30 4 * * 1-5', 'CET-1'), 'due=false')
    equal(decide('30 4 * * 1-5', 'CEST-2'), 'due=true')
    equal(decide('30 5 * * 1-5', 'CEST-2'), 'due=false')
    equal(decide('', 'CET-1'), 'due=true', 'started by hand')
  })

  it('needs no such look where the offset never changes, or does not matter', async () => {
    const kolkata = await exported('github-actions', {
      schedule: { cron: '0 3 * * *', timezone: 'Asia/Kolkata' },
    })
    deepEqual(crons(kolkata), ['30 21 * * * +0530'])
    const quarters = await exported('github-actions', {
      schedule: { cron: '*/15 * * * *', timezone: 'Europe/Berlin' },
    })
    deepEqual(crons(quarters), ['0,15,30,45 * * * * +0100 and +0200'])
    for (const { text } of [kolkata, quarters]) ok(!text.includes('needs: time'))
  })

  it('is refused where UTC cannot say it, and where GitHub would not start it so often', async () => {
    const refused = (cron: string) =>
      rejects(exported('github-actions', { schedule: { cron, timezone: 'Europe/Berlin' } }), {
        name: 'UsageError',
      })
    await refused('30 0 1 * *')
    await refused('*/2 * * * *')
  })
})
