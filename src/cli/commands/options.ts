/** The options that commands share. */
import { InvalidArgumentError, Option, type Command } from 'commander'
import { SYNC_MODES, type StrategyName, type SyncMode } from '../../core/index'

export type ReportFormat = 'text' | 'json' | 'ndjson'

export interface FormatOptions {
  readonly format: ReportFormat
  readonly examples: number
}

export function addWorkspaceOptions(command: Command): Command {
  return command
    .option('--workspace <dir>', 'the folder with drydock.jsonc (default: from here upwards)')
    .option('--quiet', 'no progress and no remarks')
}

export function addFormatOption(command: Command, formats: readonly string[]): Command {
  return command.addOption(
    new Option('--format <format>', 'how results are written').choices(formats).default('text'),
  )
}

export function addExamplesOption(command: Command): Command {
  return command.addOption(
    new Option('--examples <count>', 'how many rows a report shows of each sort')
      .default(10)
      .argParser(wholeNumber),
  )
}

export function addStrategyOption(command: Command): Command {
  const names = ['merge', 'partition', 'hash', 'probe'] as const satisfies readonly StrategyName[]
  return command.addOption(
    new Option(
      '--strategy <strategy>',
      'how the two sides of a mapping are compared (default: what costs least)',
    ).choices(names),
  )
}

export function addConsentOptions(command: Command): Command {
  return command
    .option('--yes', 'do not ask')
    .addOption(
      new Option(
        '--confirm <name>',
        'the name of the guarded environment that is to be changed; once for each',
      ).argParser(listed),
    )
}

export interface SyncOptions {
  readonly mode?: SyncMode
  readonly acceptVanished?: boolean
}

/** How an Airtable base is synced. */
export function addSyncOptions(command: Command): Command {
  return command
    .addOption(
      new Option('--mode <mode>', 'of a sync: instead of the definition’s').choices(SYNC_MODES),
    )
    .option(
      '--accept-vanished',
      'of a sync: mark rows as inactive however many of them have no record',
    )
}

export interface ChoiceOptions {
  readonly environment?: string
  /** In short: `x` for `test-x`. */
  readonly env?: string
}

/** Which environment is meant by `current`, over what the git branch stands for. */
export function addChoiceOptions(command: Command): Command {
  return command
    .option('--environment <name>', 'the current environment, as it is called')
    .addOption(
      new Option('--env <name>', 'the current environment in short: x for test-x').conflicts(
        'environment',
      ),
    )
}

export function addEnvironmentOption(command: Command): Command {
  return command.option(
    '--environment <name>',
    'where to look for runs (default: every ledger that can be reached)',
  )
}

/** How fast a run may be. */
export function addThrottleOptions(command: Command): Command {
  return command
    .addOption(
      new Option('--max-rate <changes>', 'changes a second at most').argParser(positiveNumber),
    )
    .addOption(
      new Option('--max-lag <seconds>', 'wait while a replica is further behind').argParser(
        positiveNumber,
      ),
    )
}

function positiveNumber(text: string): number {
  if (!/^\d{1,9}(\.\d{1,3})?$/.test(text) || Number(text) === 0)
    throw new InvalidArgumentError('It must be a number above zero.')
  return Number(text)
}

/** Of an option that may be given several times, all that was given. */
export function listed(one: string, before: readonly string[] = []): readonly string[] {
  return [...before, one]
}

/** Reads a count from the command line. */
export function wholeNumber(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError('It must be a whole number.')
  return Number(text)
}
