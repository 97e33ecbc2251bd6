/** A block for a user's crontab. https://man7.org/linux/man-pages/man5/crontab.5.html */
import { describeJob, markOf, neededLines, type ExportedSchedule, type ScheduledJob } from './job'
import { logOf, shellLine } from './shell'

export function exportCrontab(job: ScheduledJob): ExportedSchedule {
  const { cron, timezone } = job.schedule
  const block = `drydock ${job.folder}/${job.definition}`
  const lines = [
    `# begin ${block}`,
    `# ${markOf(job)}; export it again when its "schedule" changes.`,
    `# ${describeJob(job)}`,
    `# Log: ${job.folder}/${logOf(job)}`,
    ...neededLines(job, 'as lines NAME=value above this block'),
    ...(timezone === undefined ? [] : zoneLines(timezone)),
    // In a crontab an unescaped "%" ends the line.
    `${cron.trim().replace(/\s+/g, ' ')} ${shellLine(job).replaceAll('%', '\\%')}`,
    `# end ${block}`,
  ]
  const remarks =
    timezone === undefined
      ? []
      : [
          `CRON_TZ is known to cronie (Fedora, RHEL, Arch, SUSE); the cron of Debian and Ubuntu ignores it and runs the job in the machine's own zone: there, set that to ${timezone} or export to systemd`,
        ]
  return {
    definition: job.definition,
    files: [{ name: `${job.name}.crontab`, text: `${lines.join('\n')}\n` }],
    remarks,
  }
}

function zoneLines(timezone: string): readonly string[] {
  return [
    '# CRON_TZ holds for all lines below it, so that this block comes last or is followed by another',
    '# CRON_TZ. The cron of Debian and Ubuntu ignores it.',
    `CRON_TZ=${timezone}`,
  ]
}
