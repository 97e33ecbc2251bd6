/** Asking before something is written, and what stands for the answer where nobody can be asked. */
import { createInterface } from 'node:readline/promises'
import { AbortedError, UsageError, type ApplyRequirement } from '../core/index'
import { visible } from './report/visible'

export interface ConsentOptions {
  readonly yes?: boolean
  /** One for each guarded environment. */
  readonly confirm?: readonly string[]
}

export interface Consent {
  /** Names of environments as they were typed, for guarded targets. */
  readonly confirm?: readonly string[]
}

/** Asks a question and gives the answer. */
export type Ask = (question: string) => Promise<string>

/** One end that is going to be changed. */
export interface Intent {
  /** What is done, as the end of "to …". */
  readonly what: string
  readonly requirement: ApplyRequirement
}

/**
 * What the user agrees to, or undefined where they decline one of the intents. `ask` is undefined where nobody can
 * be asked: then `--yes` is needed, and `--confirm NAME` besides for a guarded target, else it throws `UsageError`.
 */
export async function obtainConsent(
  intents: readonly Intent[],
  options: ConsentOptions,
  ask: Ask | undefined,
): Promise<Consent | undefined> {
  requireKnownNames(intents, options)
  const names: string[] = [...(options.confirm ?? [])]
  for (const intent of intents) {
    const consent = await consentTo(intent, options, ask)
    if (consent === undefined) return undefined
    if (consent.typed !== undefined) names.push(consent.typed)
  }
  return names.length === 0 ? {} : { confirm: names }
}

function requireKnownNames(intents: readonly Intent[], { confirm = [] }: ConsentOptions): void {
  const targets = intents.map(({ requirement }) => requirement.environment)
  const wrong = confirm.find((name) => !targets.includes(name))
  if (wrong === undefined) return
  const named = targets.map((name) => `"${name}"`).join(' and ')
  throw new UsageError(`--confirm names "${wrong}", but the target is ${named}`)
}

async function consentTo(
  { what, requirement }: Intent,
  { yes = false, confirm = [] }: ConsentOptions,
  ask: Ask | undefined,
): Promise<{ readonly typed?: string } | undefined> {
  const { environment, protection } = requirement
  // The core refuses a locked target in its own words; there is nothing to ask.
  if (protection === 'locked') return {}
  if (protection === 'guarded' && !confirm.includes(environment))
    return typedName(what, requirement, ask)
  return yes || (await agrees(what, environment, ask)) ? {} : undefined
}

// No --yes replaces the name: it is what shows that the right environment is meant.
async function typedName(
  what: string,
  { environment, reason }: ApplyRequirement,
  ask: Ask | undefined,
): Promise<{ readonly typed: string } | undefined> {
  if (ask === undefined)
    throw new UsageError(
      `"${environment}" is guarded${reason === undefined ? '' : `: ${reason}`}; nothing was changed`,
      { mend: `repeat the command with --yes --confirm ${environment}` },
    )
  const why = reason === undefined ? '' : ` (${reason})`
  const question = `"${environment}" is guarded${why}. Type its name to ${what}: `
  const typed = (await ask(visible(question))).trim()
  return typed === environment ? { typed } : undefined
}

async function agrees(what: string, environment: string, ask: Ask | undefined): Promise<boolean> {
  if (ask === undefined)
    throw new UsageError(`there is no terminal to ask whether to ${what}; nothing was changed`, {
      mend: `repeat the command with --yes to change "${environment}"`,
    })
  const answer = await ask(visible(`${capitalized(what)}? [y/N] `))
  return isYes(answer)
}

/** Whether a question was answered with a yes. */
export function isYes(answer: string): boolean {
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
