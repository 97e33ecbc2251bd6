/** Apply Plan: confirms and applies a plan that was made before. */
import type { SavedPlan } from '../../core/index'
import type { CommandContext } from '../context'
import { applyReviewed } from './applyReviewed'
import { askForPlan } from './askForPlan'

export async function applyPlan(context: CommandContext, of?: SavedPlan): Promise<void> {
  const saved = await askForPlan(context, of)
  if (saved !== undefined) await applyReviewed(context, saved)
}
