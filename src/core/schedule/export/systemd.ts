/** A service and its timer. https://www.freedesktop.org/software/systemd/man/systemd.timer.html */
import { parseCron } from '../cron'
import { calendarEvents } from './calendar'
import { describeJob, markOf, neededLines, type ExportedSchedule, type ScheduledJob } from './job'
import { logOf, shellLine } from './shell'

export function exportSystemd(job: ScheduledJob): ExportedSchedule {
  const unit = `drydock-${job.name}`
  return {
    definition: job.definition,
    files: [
      { name: `${unit}.service`, text: serviceText(job, unit) },
      { name: `${unit}.timer`, text: timerText(job, unit) },
    ],
    remarks: [
      `put both files into ~/.config/systemd/user, then: systemctl --user daemon-reload && systemctl --user enable --now ${unit}.timer`,
    ],
  }
}

function serviceText(job: ScheduledJob, unit: string): string {
  const lines = [
    `# ${markOf(job)}; export it again when its "schedule" changes.`,
    `# ${describeJob(job)}`,
    `# Log: ${job.folder}/${logOf(job)}`,
    '[Unit]',
    `Description=Drydock ${job.schedule.apply ? 'applies' : 'plans'} ${doubled(job.definition)}`,
    'Wants=network-online.target',
    'After=network-online.target',
    '',
    '[Service]',
    'Type=oneshot',
    ...neededLines(job, 'as NAME=value in the file below, which only its owner may read'),
    `EnvironmentFile=-%E/drydock/${unit}.env`,
    `ExecStart=/bin/sh -c ${quoted(shellLine(job))}`,
  ]
  return `${lines.join('\n')}\n`
}

function timerText(job: ScheduledJob, unit: string): string {
  const { cron, timezone } = job.schedule
  const lines = [
    `# ${markOf(job)}; export it again when its "schedule" changes.`,
    `# Cron: ${cron}${timezone === undefined ? '' : ` in ${timezone}`}`,
    '[Unit]',
    `Description=Drydock: when ${unit}.service runs`,
    '',
    '[Timer]',
    ...calendarEvents(parseCron(cron), timezone).map((event) => `OnCalendar=${event}`),
    'AccuracySec=1s',
    '# After a time without power one run is made up for.',
    'Persistent=true',
    '',
    '[Install]',
    'WantedBy=timers.target',
  ]
  return `${lines.join('\n')}\n`
}

/** In a unit a "%" begins a specifier. */
function doubled(text: string): string {
  return text.replaceAll('%', '%%')
}

/** One argument of a command line: a "$" would be filled in by systemd. */
function quoted(text: string): string {
  const escaped = text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('$', '$$$$')
  return `"${doubled(escaped)}"`
}
