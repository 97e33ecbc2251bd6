/** A workflow of GitHub Actions. https://docs.github.com/actions/reference/workflows-and-actions/workflow-syntax */
import { UsageError } from '../../util/errors'
import { parseCron } from '../cron'
import { argumentsOf, describeJob, markOf, type ExportedSchedule, type ScheduledJob } from './job'
import { shellWord } from './shell'
import { offsetsOf, offsetText, UtcFault, utcLines } from './utc'

/** An expression in UTC and the offsets of the zone, as `date +%z` prints them, at which it is meant. */
interface DueLine {
  readonly cron: string
  readonly offsets: readonly string[]
}

/**
 * The workflow. GitHub knows only UTC: where the zone's offset changes with the seasons there are lines for each, and
 * a first job that lets only those of the present offset through. Throws `UsageError` where that cannot be said.
 */
export function exportGithubActions(job: ScheduledJob, now: Date): ExportedSchedule {
  const { timezone = 'UTC' } = job.schedule
  const offsets = offsetsOf(timezone, now)
  const lines = dueLines(job, offsets)
  const seasonal = lines.some((line) => line.offsets.length < offsets.length)
  const text = [
    ...headLines(job, timezone, lines),
    'jobs:',
    ...(seasonal ? timeJob(timezone, lines) : []),
    ...runJob(job, seasonal),
  ]
  const remarks = [
    `put it into .github/workflows of the default branch, and add the repository secrets that it names`,
    'GitHub starts scheduled workflows late when it is busy, and none in a repository without activity for 60 days',
  ]
  if (job.schedule.timezone === undefined)
    remarks.unshift('the schedule names no time zone, so that its hours are taken as UTC')
  return {
    definition: job.definition,
    files: [{ name: `drydock-${job.name}.yml`, text: `${text.join('\n')}\n` }],
    remarks,
  }
}

function dueLines({ schedule, definition }: ScheduledJob, offsets: readonly number[]): DueLine[] {
  const cron = parseCron(schedule.cron)
  const gaps = cron.minutes.map((minute, at) => (cron.minutes[at + 1] ?? 60) - minute)
  const refuse = (why: string) =>
    new UsageError(`the schedule of "${definition}" cannot be a workflow: ${why}`, {
      mend: 'export it to systemd or crontab, or write its hours in UTC',
    })
  if (Math.min(...gaps) < 5 && cron.minutes.length > 1)
    throw refuse('GitHub starts a workflow every five minutes at most')
  const found = new Map<string, string[]>()
  try {
    for (const offset of offsets)
      for (const line of utcLines(cron, offset))
        found.set(line, [...(found.get(line) ?? []), offsetText(offset)])
  } catch (error) {
    if (error instanceof UtcFault) throw refuse(error.message)
    throw error
  }
  return [...found].map(([line, at]) => ({ cron: line, offsets: at }))
}

function headLines(
  job: ScheduledJob,
  timezone: string,
  lines: readonly DueLine[],
): readonly string[] {
  return [
    `# ${markOf(job)}; export it again when its "schedule" changes.`,
    `# ${describeJob(job)}`,
    `# Cron: ${job.schedule.cron} in ${timezone}. GitHub knows only UTC.`,
    `name: ${yaml(`Drydock: ${job.definition}`)}`,
    'on:',
    '  schedule:',
    ...lines.map(({ cron, offsets }) => `    - cron: '${cron}' # at ${offsets.join(' and ')}`),
    '  workflow_dispatch:',
    'permissions:',
    '  contents: read',
    '# Never two at once, and none that has begun is cut off.',
    'concurrency:',
    `  group: ${yaml(`drydock-${job.target}`)}`,
    '  cancel-in-progress: false',
  ]
}

/** A run that somebody starts by hand has no line, and is always let through. */
function timeJob(timezone: string, lines: readonly DueLine[]): readonly string[] {
  const due = lines.flatMap(({ cron, offsets }) => offsets.map((offset) => `"${cron} ${offset}"`))
  return [
    '  # Clocks change: of the lines above, only those of the present offset are meant.',
    '  time:',
    '    runs-on: ubuntu-latest',
    '    outputs:',
    '      due: ${{ steps.time.outputs.due }}',
    '    steps:',
    '      - id: time',
    '        env:',
    '          LINE: ${{ github.event.schedule }}',
    `          TZ: ${timezone}`,
    '        run: |',
    '          case "$LINE $(date +%z)" in',
    `            ${['" "*', ...due].join(' | ')}) due=true ;;`,
    '            *) due=false ;;',
    '          esac',
    '          echo "due=$due" >> "$GITHUB_OUTPUT"',
  ]
}

function runJob(job: ScheduledJob, seasonal: boolean): readonly string[] {
  const names = [...job.variables, ...job.secrets]
  const command = [...job.command, ...argumentsOf(job, job.definition)].map(shellWord).join(' ')
  return [
    `  ${job.schedule.apply ? 'apply' : 'plan'}:`,
    ...(seasonal ? ['    needs: time', `    if: needs.time.outputs.due == 'true'`] : []),
    '    runs-on: ubuntu-latest',
    ...(names.length === 0 ? [] : ['    env:']),
    ...names.map((name) => `      ${name}: \${{ secrets.${name} }}`),
    ...(job.hasPasswordCommand
      ? ['    # It runs a password command, which has to be installed and signed in first.']
      : []),
    '    steps:',
    '      - uses: actions/checkout@v5',
    '      - uses: actions/setup-node@v5',
    '        with:',
    '          node-version: 22',
    '      - run: npm ci',
    `      - run: ${yaml(command)}`,
    ...(job.inRepository === '' ? [] : [`        working-directory: ${yaml(job.inRepository)}`]),
  ]
}

/** JSON's strings are YAML's double-quoted ones. */
function yaml(text: string): string {
  return JSON.stringify(text)
}
