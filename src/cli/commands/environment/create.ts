import { InvalidArgumentError, Option, type Command } from 'commander'
import {
  isProductionName,
  planCreateEnvironment,
  PROOFS,
  testEnvironment,
  UsageError,
  type Proof,
} from '../../../core/index'
import { applySavedPlan, type ApplyCommandOptions } from '../../applySavedPlan'
import type { CommandContext } from '../../context'
import {
  addConsentOptions,
  addExamplesOption,
  addFormatOption,
  addWorkspaceOptions,
} from '../options'
import { showPlan } from '../plan'

interface CreateOptions extends ApplyCommandOptions {
  readonly from?: string
  readonly schemaOnly?: boolean
  readonly withData?: boolean
  readonly proof?: Proof
  readonly exclude?: readonly string[]
  readonly branch?: string
  readonly acceptLeaks?: boolean
  readonly expires?: string
  readonly dryRun?: boolean
  readonly out?: string
}

/** `drydock environment create`: clones the databases of an environment into a new one. */
export function addCreate(program: Command, context: CommandContext): void {
  const command = program
    .command('create [name]')
    .description(
      'clone the databases of an environment into a new one; shows the plan and asks first. NAME is short: x for test-x',
    )
    .option('--environment <name>', 'the new environment, as it is called')
    .option('--from <environment>', 'the environment that is cloned (default: production)')
    .addOption(new Option('--schema-only', 'without rows').conflicts('withData'))
    .option('--with-data', 'with all rows')
    .addOption(
      new Option(
        '--proof <how>',
        'compare all values of the copied rows with the source, only how many there are, or only definitions',
      )
        .choices(PROOFS)
        .default('rows'),
    )
    .option('--exclude <bases>', 'databases that are left out, with commas between', nameList)
    .option(
      '--accept-leaks',
      'make it ready also where definitions name databases of the source; they are listed',
    )
    .option('--branch <branch>', 'the git branch that it is for')
    .option('--expires <time>', 'when it may be reaped: 14d, 36h, or a date', expiry)
    .option('--dry-run', 'only show the plan; changes nothing')
    .option('--out <plan>', 'where to write the plan (default: .drydock/plans)')
  addFormatOption(addWorkspaceOptions(addExamplesOption(addConsentOptions(command))), [
    'text',
    'json',
  ])
  command.action((name: string | undefined, options: CreateOptions) =>
    runCreate(context, name, options),
  )
}

async function runCreate(
  context: CommandContext,
  name: string | undefined,
  options: CreateOptions,
): Promise<void> {
  const { environment: verbatim, schemaOnly, withData, exclude, branch, out } = options
  const environment = verbatim ?? (name === undefined ? undefined : testEnvironment(name))
  if (environment === undefined || (verbatim !== undefined && name !== undefined))
    throw new UsageError('name the new environment once', {
      mend: 'drydock environment create mean-reversion --schema-only makes test-mean-reversion',
    })
  if (schemaOnly !== true && withData !== true)
    throw new UsageError('say whether rows are cloned', {
      mend: 'add --schema-only or --with-data',
    })
  const { environment: _own, ...rest } = options
  const workspace = await context.open(rest)
  const from = options.from ?? productionOf([...workspace.environments.keys()])
  const wish = {
    environment,
    from,
    withData: withData === true,
    proof: options.proof,
    exclude,
    branch,
    expiresAt: options.expires,
    acceptLeaks: options.acceptLeaks,
  }
  const saved = await planCreateEnvironment(workspace, wish, { ...context.work(options), out })
  context.progress.clear()
  if (options.dryRun === true) return showPlan(context, saved, options)
  return applySavedPlan(context, workspace, { path: saved.path, plannedNow: true }, options)
}

function productionOf(names: readonly string[]): string {
  const found = names.find(isProductionName)
  if (found !== undefined) return found
  throw new UsageError('there is no production to clone', {
    mend: 'name the source: --from ENVIRONMENT',
  })
}

function nameList(text: string): readonly string[] {
  return text
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '')
}

const UNITS = { h: 3_600_000, d: 86_400_000, w: 7 * 86_400_000 } as const

/** ISO 8601 in UTC, from a span or a date. */
export function expiry(text: string, _previous?: unknown, now: Date = new Date()): string {
  const span = /^(\d{1,4})([hdw])$/.exec(text)
  if (span !== null) {
    const unit = UNITS[span[2] as keyof typeof UNITS]
    return new Date(now.getTime() + Number(span[1]) * unit).toISOString()
  }
  const date = /^\d{4}-\d\d-\d\d(T[\d:.]+(Z|[+-]\d\d:\d\d)?)?$/.test(text)
    ? new Date(text)
    : undefined
  if (date === undefined || Number.isNaN(date.getTime()))
    throw new InvalidArgumentError(
      'It must be a span such as 14d or 36h, or a date such as 2026-12-24.',
    )
  return date.toISOString()
}
