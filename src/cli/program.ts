/** All commands, and what is common to their start and end. */
import { Command, CommanderError } from 'commander'
import { addAirtable } from './commands/airtable/airtable'
import { addApply } from './commands/apply'
import { addAudit } from './commands/audit'
import { addCheck } from './commands/check'
import { addDecide } from './commands/decide'
import { addDemo } from './commands/demo'
import { addEnrich } from './commands/enrich'
import { addEnvironment } from './commands/environment/environment'
import { addIngest } from './commands/ingest'
import { addLog } from './commands/log'
import { addPlan } from './commands/plan'
import { addQuality } from './commands/quality'
import { addRuns } from './commands/runs'
import { addSchema } from './commands/schema'
import { addSchedule } from './commands/schedule'
import { addTable } from './commands/table'
import { addTransform } from './commands/transform'
import { addUndo } from './commands/undo'
import { createContext, type CommandContext } from './context'
import { exitCodeOf, exitCodes } from './exitCodes'
import { describeFailure } from './failure'
import { packageVersion } from './packageFolder'

/** Runs a command and gives its exit code. Prints every error; throws none. */
export async function runCommandLine(args: readonly string[]): Promise<number> {
  const context = createContext()
  try {
    await createProgram(context).parseAsync(args, { from: 'user' })
    return context.exitCode
  } catch (error) {
    if (error instanceof CommanderError) return commanderExitCode(error)
    context.progress.clear()
    for (const line of describeFailure(error, context.folder)) await context.stderr.line(line)
    return exitCodeOf(error)
  } finally {
    await context.close()
  }
}

function createProgram(context: CommandContext): Command {
  const program = new Command('drydock')
    .description(
      'Database operations in which nothing changes until a plan has been read, and every change can be taken back.',
    )
    .version(packageVersion())
    .exitOverride()
    .configureOutput({
      outputError: (text, write) => {
        write(text.replace(/^error: /, '✗ '))
      },
    })
    .showHelpAfterError('(drydock --help lists commands and options)')
  for (const add of [
    addPlan,
    addDecide,
    addApply,
    addUndo,
    addRuns,
    addLog,
    addAudit,
    addCheck,
    addTable,
    addEnvironment,
    addIngest,
    addEnrich,
    addTransform,
    addQuality,
    addAirtable,
    addSchema,
    addSchedule,
    addDemo,
  ])
    add(program, context)
  return program
}

// Help and version are what was asked for; help in place of a command is what a wrong call gets.
function commanderExitCode({ code }: CommanderError): number {
  const asked = ['commander.helpDisplayed', 'commander.version']
  return asked.includes(code) ? exitCodes.done : exitCodes.wrongUsage
}
