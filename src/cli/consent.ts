/** Asking before something is written, and what stands for the answer where nobody can be asked. */
import { createInterface } from 'node:readline/promises'
import { AbortedError, UsageError, type ApplyRequirement } from '../core/index'
import { visible } from './report/visible'

export interface ConsentOptions {
  readonly yes?: boolean
  readonly confirm?: string
}

export interface Consent {
  /** The environment's name as it was typed, for a guarded target. */
  readonly confirm?: string
}

/** Asks a question and gives the answer. */
export type Ask = (question: string) => Promise<string>

/**
 * What the user agrees to, or undefined where they decline. `ask` is undefined where nobody can be asked: then
 * `--yes` is needed, and `--confirm NAME` besides for a guarded target, else it throws `UsageError`.
 */
export async function obtainConsent(
  what: string,
  requirement: ApplyRequirement,
  { yes = false, confirm }: ConsentOptions,
  ask: Ask | undefined,
): Promise<Consent | undefined> {
  const { environment, protection } = requirement
  if (confirm !== undefined && confirm !== environment)
    throw new UsageError(`--confirm names "${confirm}", but the target is "${environment}"`)
  // The core refuses a locked target in its own words; there is nothing to ask.
  if (protection === 'locked') return { ...(confirm === undefined ? {} : { confirm }) }
  if (protection === 'guarded' && confirm === undefined) return typedName(what, requirement, ask)
  if (!yes && !(await agrees(what, environment, ask))) return undefined
  return confirm === undefined ? {} : { confirm }
}

// No --yes replaces the name: it is what shows that the right environment is meant.
async function typedName(
  what: string,
  { environment, reason }: ApplyRequirement,
  ask: Ask | undefined,
): Promise<Consent | undefined> {
  if (ask === undefined)
    throw new UsageError(
      `"${environment}" is guarded${reason === undefined ? '' : `: ${reason}`}; nothing was changed`,
      { mend: `repeat the command with --yes --confirm ${environment}` },
    )
  const why = reason === undefined ? '' : ` (${reason})`
  const question = `"${environment}" is guarded${why}. Type its name to ${what}: `
  const confirm = (await ask(visible(question))).trim()
  return confirm === environment ? { confirm } : undefined
}

async function agrees(what: string, environment: string, ask: Ask | undefined): Promise<boolean> {
  if (ask === undefined)
    throw new UsageError(`there is no terminal to ask whether to ${what}; nothing was changed`, {
      mend: `repeat the command with --yes to change "${environment}"`,
    })
  const answer = await ask(visible(`${capitalized(what)}? [y/N] `))
  return ['y', 'yes'].includes(answer.trim().toLowerCase())
}

function capitalized(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1)
}

/** Asks on the terminal. The question goes to standard error, because standard output is for results. */
export function terminalAsk(signal: AbortSignal): Ask {
  return async (question) => {
    const terminal = createInterface({ input: process.stdin, output: process.stderr })
    // In a question, Ctrl+C reaches readline instead of the process.
    const interrupted = new AbortController()
    terminal.once('SIGINT', () => interrupted.abort())
    terminal.once('close', () => interrupted.abort())
    try {
      return await terminal.question(question, {
        signal: AbortSignal.any([signal, interrupted.signal]),
      })
    } catch (error) {
      process.stderr.write('\n')
      throw new AbortedError(error)
    } finally {
      terminal.close()
    }
  }
}
