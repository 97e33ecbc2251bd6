/** Pause and Resume Schedules: whether this window runs definitions by their schedule. */
import * as vscode from 'vscode'
import type { CommandContext } from '../context'

export async function pauseSchedules({ schedules }: CommandContext): Promise<void> {
  await schedules.pause()
  vscode.window.setStatusBarMessage('Drydock: schedules are paused in this workspace', 5_000)
}

export async function resumeSchedules({ schedules }: CommandContext): Promise<void> {
  await schedules.resume()
  vscode.window.setStatusBarMessage(describeResumed(schedules.entries), 5_000)
}

function describeResumed(entries: CommandContext['schedules']['entries']): string {
  const next = Math.min(...entries.map(({ due }) => due))
  if (entries.length === 0) return 'Drydock: no definition has a schedule'
  return `Drydock: schedules run again, next at ${new Date(next).toLocaleString()}`
}
