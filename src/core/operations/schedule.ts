/** The definitions that run by themselves: when they are due, and as jobs of other schedulers. */
import { existsSync } from 'node:fs'
import { dirname, join, relative, sep } from 'node:path'
import { exportCrontab } from '../schedule/export/crontab'
import { exportGithubActions } from '../schedule/export/githubActions'
import type { ExportedSchedule, ScheduledJob } from '../schedule/export/job'
import { exportSystemd } from '../schedule/export/systemd'
import { nextRuns } from '../schedule/nextRuns'
import type { Schedule } from '../schedule/schedule'
import { assertNever } from '../util/assertNever'
import { DefinitionError, RefusedError, UsageError } from '../util/errors'
import { findEnvironment } from '../workspace/findEnvironment'
import { placeholderNames } from '../workspace/placeholders'
import { secretVariable } from '../workspace/endpointOf'
import type { Environment, Protection, Workspace } from '../workspace/workspace'
import { nameOfEnvironment } from './current'
import { findSchedulable, readScheduled, type Scheduled } from './scheduled'

export interface ScheduledDefinition {
  /** Relative to the workspace folder. */
  readonly path: string
  readonly schedule: Schedule
  /** The environment that is changed, and how the file protects it. */
  readonly target: string
  readonly protection: Protection
  /** When it is due next, as ISO 8601 in UTC. */
  readonly next: readonly string[]
}

export interface ScheduleQuery {
  /** How many due times to give of each. */
  readonly count: number
  /** The due times are after this moment, ISO 8601; by default after now. */
  readonly after?: string | undefined
}

/**
 * Every definition of the workspace with a `schedule`, by path. One with problems is left out: `checkDefinitions` tells
 * of them. Opens no connection.
 */
export async function listSchedules(
  workspace: Workspace,
  { count, after }: ScheduleQuery,
): Promise<readonly ScheduledDefinition[]> {
  const from = after === undefined ? new Date() : new Date(after)
  const found: ScheduledDefinition[] = []
  for (const path of await findSchedulable(workspace)) {
    const scheduled = await readScheduled(workspace, path).catch((error: unknown) => {
      if (error instanceof DefinitionError) return undefined
      throw error
    })
    if (scheduled?.schedule === undefined) continue
    const { schedule } = scheduled
    const { name, protection } = await scheduledTarget(workspace, scheduled)
    const next = nextRuns(schedule, from, count).map((moment) => moment.toISOString())
    found.push({ path, schedule, target: name, protection, next })
  }
  return found
}

/** What is current is known when it runs, and may then be anything. */
async function scheduledTarget(
  workspace: Workspace,
  { target }: Scheduled,
): Promise<Pick<Environment, 'name' | 'protection'>> {
  const name = await nameOfEnvironment(workspace, target, 'write').catch(() => undefined)
  if (name === undefined) return { name: target, protection: 'locked' }
  return findEnvironment(workspace, name)
}

export type Scheduler = 'crontab' | 'systemd' | 'github-actions'

export interface ExportScheduleOptions {
  readonly to: Scheduler
  /** How `drydock` is started there: a program and its first arguments. */
  readonly command: readonly string[]
  /** Names of guarded environments as their user typed them. They become part of the exported job. */
  readonly confirm?: readonly string[] | undefined
}

/**
 * A definition's schedule as files of another scheduler. Writes nothing and opens no connection; the same definition
 * gives the same files. They hold names of variables, never values. Throws `UsageError` where there is no schedule or it
 * cannot be said there, and `RefusedError` where it would apply to a locked environment or to a guarded one whose name
 * was not confirmed.
 */
export async function exportSchedule(
  workspace: Workspace,
  path: string,
  options: ExportScheduleOptions,
): Promise<ExportedSchedule> {
  const scheduled = await readScheduled(workspace, path)
  requireNames(scheduled)
  const job = jobOf(workspace, scheduled, options)
  switch (options.to) {
    case 'crontab':
      return exportCrontab(job)
    case 'systemd':
      return exportSystemd(job)
    case 'github-actions':
      return exportGithubActions(job, new Date())
    default:
      return assertNever(options.to)
  }
}

function requireNames({ reads, definition }: Scheduled): void {
  if (!reads.includes('current')) return
  throw new UsageError(
    `"${definition.path}" is about the current environment, which is another one from branch to branch`,
    { mend: 'name the environments of a definition that is run elsewhere' },
  )
}

function jobOf(
  workspace: Workspace,
  scheduled: Scheduled,
  { command, confirm = [] }: ExportScheduleOptions,
): ScheduledJob {
  const { schedule, definition, target } = scheduled
  if (schedule === undefined)
    throw new UsageError(`"${definition.path}" has no "schedule"`, {
      mend: 'add one: "schedule": { "cron": "0 6 * * 1-5", "timezone": "Europe/Berlin" }',
    })
  const changed = schedule.apply ? changedEnds(workspace, scheduled) : []
  for (const environment of changed) requireOpen(environment, confirm)
  const environments = neededEnvironments(workspace, scheduled, schedule)
  return {
    name: definition.path
      .replace(/\.(mapping|airtable)\.jsonc$/, '')
      .replace(/[^A-Za-z0-9_.-]+/g, '-'),
    definition: definition.path,
    folder: workspace.folder,
    inRepository: placeInRepository(workspace.folder),
    schedule,
    command,
    target,
    confirm: changed.filter(isGuarded).map(({ name }) => name),
    variables: namesOf(environments, 'env'),
    secrets: namesOf(environments, 'secret').map(secretVariable),
    hasPasswordCommand: environments.some((one) => one.passwordCommand !== undefined),
  }
}

function changedEnds(workspace: Workspace, { changes }: Scheduled): readonly Environment[] {
  return [...new Set(changes)].map((name) => findEnvironment(workspace, name))
}

function requireOpen({ name, protection }: Environment, confirm: readonly string[]): void {
  if (protection === 'locked')
    throw new RefusedError('target-locked', `"${name}" is locked and is never a target`, {
      mend: 'let the schedule only plan: "apply": false',
    })
  if (protection === 'guarded' && !confirm.includes(name))
    throw new RefusedError(
      'confirmation-needed',
      `"${name}" is guarded, and the job would change it with nobody there to ask`,
      { mend: `where that is meant, say so: --confirm ${name}` },
    )
}

function isGuarded({ protection }: Environment): boolean {
  return protection === 'guarded'
}

/**
 * Before anything is applied, environments with a stricter protection are asked whether they are the same database:
 * the job has to be able to reach them.
 */
function neededEnvironments(
  workspace: Workspace,
  { reads }: Scheduled,
  { apply }: Schedule,
): readonly Environment[] {
  const protectedOnes = [...workspace.environments.values()].filter(
    ({ protection }) => protection !== 'open',
  )
  const ends = reads.map((name) => findEnvironment(workspace, name))
  return [...new Set([...ends, ...(apply ? protectedOnes : [])])]
}

function namesOf(environments: readonly Environment[], kind: 'env' | 'secret'): readonly string[] {
  const texts = environments.flatMap(({ url, password = '' }) => [url, password])
  return [...new Set(texts.flatMap((text) => placeholderNames(text, kind)))]
}

/** The folder below the root of its repository, with forward slashes; empty where it is the root or there is none. */
function placeInRepository(folder: string): string {
  for (let root = folder; ; root = dirname(root)) {
    if (existsSync(join(root, '.git'))) return relative(root, folder).split(sep).join('/')
    if (dirname(root) === root) return ''
  }
}
