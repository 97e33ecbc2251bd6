import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Command } from 'commander'
import { UsageError } from '../../core/index'
import type { CommandContext } from '../context'
import { packageFolder } from '../packageFolder'

/** `drydock demo`: two embedded databases and the whole way once, with the demo of Drydock's own folder. */
export function addDemo(program: Command, context: CommandContext): void {
  program
    .command('demo')
    .description('two embedded databases, and dry run → apply → undo on them')
    .option('--headless', 'stop after the undo instead of opening an editor')
    .action((options: { readonly headless?: boolean }) => runDemo(context, options))
}

async function runDemo(
  context: CommandContext,
  { headless }: { readonly headless?: boolean },
): Promise<void> {
  const script = join(packageFolder(), 'demo', 'demo.mjs')
  if (!existsSync(script))
    throw new UsageError('the demo is not part of this installation', {
      mend: 'clone the repository of Drydock and run "npm run demo" there',
    })
  await context.stderr.line(
    'The demo makes two embedded databases in .demo and changes nothing else.',
  )
  const child = spawn(process.execPath, [script, ...(headless === true ? ['--headless'] : [])], {
    stdio: 'inherit',
  })
  context.exitCode = await new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code) => resolve(code ?? 1))
  })
}
