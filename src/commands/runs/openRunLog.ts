/** Open Run Log: a run as a document. */
import type { RunAddress, RunReference } from '../../contributions'
import type { CommandContext } from '../context'
import { askForRun } from './askForRun'

export async function openRunLog(
  context: CommandContext,
  of?: RunReference | RunAddress,
): Promise<void> {
  const chosen = await askForRun(context, of, 'Choose a run')
  if (chosen !== undefined) await context.runDocuments.open(chosen)
}
