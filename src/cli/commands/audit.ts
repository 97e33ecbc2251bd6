import { Option, type Command } from 'commander'
import { readAudits, type AuditEntry, type AuditTrail } from '../../core/index'
import type { CommandContext, CommonOptions } from '../context'
import { exitCodes } from '../exitCodes'
import { auditCsv, auditLines, trailTitle } from '../report/auditReport'
import { addEnvironmentOption, addWorkspaceOptions } from './options'

interface AuditCommandOptions extends CommonOptions {
  readonly environment?: string
  readonly format: 'text' | 'json' | 'ndjson' | 'csv'
  readonly expect?: string
}

/** `drydock audit`: who changed what and when, checked against its hashes. */
export function addAudit(program: Command, context: CommandContext): void {
  const command = program
    .command('audit')
    .description('show the audit trail and check that nobody has changed it')
    .option('--expect <hash>', 'a hash that the trail showed earlier: it must still be in it')
    .addOption(
      new Option('--format <format>', 'how the trail is written')
        .choices(['text', 'json', 'ndjson', 'csv'])
        .default('text'),
    )
  addEnvironmentOption(addWorkspaceOptions(command)).action((options: AuditCommandOptions) =>
    runAudit(context, options),
  )
}

async function runAudit(context: CommandContext, options: AuditCommandOptions): Promise<void> {
  const { environment, format, expect } = options
  const workspace = await context.open(options)
  const { trails, unreachable } = await readAudits(workspace, { environment })
  for (const line of linesOf(trails, format)) await context.stdout.line(line)
  for (const { environment: name, message } of unreachable)
    await context.stderr.line(`! ${name}: ${message}`)
  const faults = trails.flatMap(({ report }) => report.faults)
  for (const { message } of faults) await context.stderr.line(`✗ ${message}`)
  const hashes = trails.flatMap(({ report }) => report.entries.map(({ hash }) => hash))
  const missing = expect !== undefined && !hashes.includes(expect)
  if (missing) await context.stderr.line(`✗ no entry has the hash ${expect}: entries were removed`)
  if (faults.length > 0 || missing) context.exitCode = exitCodes.failed
}

function linesOf(
  trails: readonly AuditTrail[],
  format: AuditCommandOptions['format'],
): readonly string[] {
  if (format === 'json') return [JSON.stringify(trails)]
  if (format === 'csv') return auditCsv(trails)
  if (format === 'ndjson') return trails.flatMap(entriesOf).map((entry) => JSON.stringify(entry))
  return trails.flatMap((trail) => [trailTitle(trail), ...auditLines(trail), ''])
}

function entriesOf({ place, report }: AuditTrail): readonly (AuditEntry & AuditTrail['place'])[] {
  return report.entries.map((entry) => ({ ...place, ...entry }))
}
