/** Restart Core: ends the core process and lets the views ask a new one. */
import type { CommandContext } from '../context'
import { refresh } from './refresh'

export async function restartCore(context: CommandContext): Promise<void> {
  await context.core.restart()
  await refresh(context)
}
