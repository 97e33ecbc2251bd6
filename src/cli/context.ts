/** What every command works with: where it writes, when it is cancelled, and its workspace. */
import {
  openWorkspace,
  releaseDatabases,
  testEnvironment,
  type WorkOptions,
  type Workspace,
} from '../core/index'
import { exitCodes } from './exitCodes'
import { commandLineHost } from './host'
import { createOutput, type Output } from './output'
import { createProgressLine, type ProgressLine } from './progressLine'
import { findWorkspaceFolder } from './workspaceFolder'

export interface CommonOptions {
  readonly workspace?: string
  readonly quiet?: boolean
  /** The current environment; for commands about runs also where to look for them. */
  readonly environment?: string
  readonly env?: string
}

export interface CommandContext {
  /** Results. */
  readonly stdout: Output
  /** Errors, questions, progress and remarks. */
  readonly stderr: Output
  readonly progress: ProgressLine
  readonly signal: AbortSignal
  /** Somebody is there to be asked. */
  readonly interactive: boolean
  /** What the command ends with when it throws nothing. */
  exitCode: number
  /** The opened workspace's folder. */
  folder: string | undefined
  open(options: CommonOptions): Promise<Workspace>
  /** Cancellation and progress, as the core's operations take them. */
  work(options: CommonOptions): WorkOptions
  close(): Promise<void>
}

/** The context of this process. Ctrl+C cancels the work; a second one ends the process at once. */
export function createContext(): CommandContext {
  const noColor = (process.env['NO_COLOR'] ?? '') !== ''
  const stdout = createOutput(process.stdout, { noColor })
  const stderr = createOutput(process.stderr, { noColor })
  const progress = createProgressLine((text) => void stderr.raw(text), {
    terminal: stderr.terminal,
    columns: () => process.stderr.columns || 80,
  })
  return {
    stdout,
    stderr,
    progress,
    signal: cancelBySignals(),
    interactive: process.stdin.isTTY === true && stderr.terminal,
    exitCode: exitCodes.done,
    folder: undefined,
    async open({ workspace, environment, env }) {
      this.folder = findWorkspaceFolder(workspace)
      const chosen = environment ?? (env === undefined ? undefined : testEnvironment(env))
      return openWorkspace(this.folder, { ...commandLineHost(), chosen })
    },
    work({ quiet }) {
      const onProgress = quiet === true ? undefined : progress.report
      return { signal: this.signal, onProgress }
    },
    close: async () => {
      progress.clear()
      await releaseDatabases()
      await stdout.flush()
      await stderr.flush()
    },
  }
}

function cancelBySignals(): AbortSignal {
  const controller = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.on(signal, () => {
      if (controller.signal.aborted) process.exit(exitCodes.failed)
      controller.abort()
    })
  return controller.signal
}
