/** Select Environment: which one the status bar shows. */
import type { CommandContext } from '../context'
import { pickEnvironment } from './askForEnvironment'
import { connect } from './testConnection'

export async function selectEnvironment(context: CommandContext): Promise<void> {
  const chosen = await pickEnvironment(context, 'Choose the current environment')
  if (chosen === undefined) return
  await context.status.choose(chosen)
  // The status bar shows whether it can be reached; the choice stands either way.
  await connect(context, chosen)
}
