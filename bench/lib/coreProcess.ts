/** The core in a process of its own, so that its memory is measured and nobody else's. */
import { fork, type ChildProcess } from 'node:child_process'
import { join } from 'node:path'
import { build } from 'esbuild'
import type { planCreateEnvironment, StrategyName } from '../../src/core/index'
import { temporaryFolder } from '../../test/helpers/temporary'

export interface CoreAnswer {
  readonly milliseconds: number
  /** Peak resident set of the process so far, in MB. */
  readonly peakMemory: number
  readonly value: unknown
}

export type CoreRequest =
  | { readonly operation: 'idle' }
  | {
      readonly operation: 'plan'
      readonly folder: string
      readonly definition: string
      readonly strategy?: StrategyName
    }
  | { readonly operation: 'apply'; readonly folder: string; readonly plan: string }
  | { readonly operation: 'undo'; readonly folder: string; readonly run: string }
  | { readonly operation: 'ingest'; readonly folder: string; readonly definition: string }
  | {
      /** Says how many statements the core has sent, too. */
      readonly operation: 'transform'
      readonly folder: string
      readonly definition: string
      /** Looks at all entities. */
      readonly full?: boolean
    }
  | {
      readonly operation: 'ensureSyncTables' | 'planSync'
      readonly folder: string
      readonly definition: string
    }
  | {
      /** Plans exports that are as they were, each time beside a pass over the same files. */
      readonly operation: 'syncAgain'
      readonly folder: string
      readonly definition: string
      readonly files: readonly string[]
    }
  | { readonly operation: 'createRegistry'; readonly folder: string }
  | {
      /** Plans it and makes it, and says how long each took. */
      readonly operation: 'createEnvironment'
      readonly folder: string
      readonly wish: Parameters<typeof planCreateEnvironment>[1]
    }

/** Bundles the process as the extension bundles its own. */
export async function buildCoreProcess(): Promise<string> {
  const outfile = join(temporaryFolder('core'), 'core.js')
  await build({
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    external: ['pg-native'],
    alias: { 'jsonc-parser': 'jsonc-parser/lib/esm/main.js' },
    logLevel: 'error',
    entryPoints: [join(__dirname, 'coreProcessMain.ts')],
    outfile,
  })
  return outfile
}

/** Starts a fresh process, asks it one thing and ends it. */
export async function askCore(bundle: string, request: CoreRequest): Promise<CoreAnswer> {
  const child = fork(bundle, { execArgv: [], stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
  try {
    return await answerOf(child, request)
  } finally {
    child.kill()
  }
}

function answerOf(child: ChildProcess, request: CoreRequest): Promise<CoreAnswer> {
  return new Promise((resolve, reject) => {
    child.once('message', (message) => {
      const answer = message as CoreAnswer | { readonly error: string }
      if ('error' in answer) reject(new Error(answer.error))
      else resolve(answer)
    })
    child.once('exit', (code) =>
      reject(new Error(`the core's process ended with ${code ?? 'a signal'}`)),
    )
    child.send(request)
  })
}
