/** What every exporter is given: one definition that runs by itself. */
import type { Schedule } from '../schedule'

export interface ScheduledJob {
  /** Names files and units: letters, digits, `.`, `_` and `-`. */
  readonly name: string
  /** The definition's path, relative to the workspace folder. */
  readonly definition: string
  /** Absolute path of the workspace folder. */
  readonly folder: string
  /** The workspace folder, relative to the root of its repository; empty where it is the root. */
  readonly inRepository: string
  readonly schedule: Schedule
  /** The program and its first arguments, by absolute paths where it runs on this machine. */
  readonly command: readonly string[]
  /** The environment that may be changed. */
  readonly target: string
  /** Names of guarded environments that are applied to, as their user typed them. */
  readonly confirm: readonly string[]
  /** Environment variables that `drydock.jsonc` refers to: names, never values. They may be in `.env` too. */
  readonly variables: readonly string[]
  /** Environment variables that stand for its secrets. */
  readonly secrets: readonly string[]
  /** An environment gets its password from a command, which has to be there too. */
  readonly hasPasswordCommand: boolean
}

/** A text for a file of this name. */
export interface ExportedFile {
  readonly name: string
  readonly text: string
}

export interface ExportedSchedule {
  /** The definition's path, relative to the workspace folder. */
  readonly definition: string
  readonly files: readonly ExportedFile[]
  /** What its reader has to know besides: one sentence each. */
  readonly remarks: readonly string[]
}

/** By this line an exported file is known again; a file without it is never replaced. */
export function markOf({ definition }: Pick<ScheduledJob, 'definition'>): string {
  return `Made by "drydock schedule export" from ${definition}`
}

/** Where scheduled plans and their log are kept, below the workspace folder. */
export const SCHEDULE_FOLDER = '.drydock/schedule'

/** What the command does, without the program. `definition` is a path that the command can find. */
export function argumentsOf(
  { name, schedule, confirm }: ScheduledJob,
  definition: string,
): readonly string[] {
  const report = ['--format', 'json', '--quiet']
  if (!schedule.apply)
    return ['plan', definition, '--out', `${SCHEDULE_FOLDER}/${name}.plan`, ...report]
  const named = confirm.flatMap((environment) => ['--confirm', environment])
  return ['apply', definition, '--yes', ...named, ...report]
}

/** What the job does, for the comments of a file. */
export function describeJob({ schedule, target, name }: ScheduledJob): string {
  return schedule.apply
    ? `It applies what it plans: "${target}" is changed, and each run can be undone.`
    : `It only plans and changes nothing; review ${SCHEDULE_FOLDER}/${name}.plan and apply it.`
}

/** Where its variables come from, as lines of a comment. `place` is where they can be written. */
export function neededLines(
  { variables, secrets, hasPasswordCommand }: ScheduledJob,
  place: string,
): readonly string[] {
  return [
    ...(variables.length === 0
      ? []
      : [`# It needs ${variables.join(', ')}: from .env beside drydock.jsonc, or ${place}.`]),
    ...(secrets.length === 0 ? [] : [`# It needs the secrets ${secrets.join(', ')}: ${place}.`]),
    ...(hasPasswordCommand
      ? ['# It runs a password command, which has to be found on its short PATH.']
      : []),
  ]
}
