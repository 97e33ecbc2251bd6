/** The command of a job as a line for `/bin/sh`. */
import { argumentsOf, SCHEDULE_FOLDER, type ScheduledJob } from './job'

/** Quoted for `sh`, where it has to be. */
export function shellWord(text: string): string {
  return /^[\w@+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`
}

/**
 * Runs the job in its workspace folder and appends to its log. Plans hold values, so that git ignores their folder and
 * nobody else may read them.
 */
export function shellLine(job: ScheduledJob): string {
  const program = [...job.command, ...argumentsOf(job, job.definition)].map(shellWord).join(' ')
  return [
    `cd ${shellWord(job.folder)}`,
    'umask 077',
    `mkdir -p ${SCHEDULE_FOLDER}`,
    `echo '*' > ${SCHEDULE_FOLDER}/.gitignore`,
    `${program} >> ${logOf(job)} 2>&1`,
  ].join(' && ')
}

/** The log's path, relative to the workspace folder. */
export function logOf({ name }: Pick<ScheduledJob, 'name'>): string {
  return `${SCHEDULE_FOLDER}/${name}.log`
}
