/** Tells somebody of a sync, by a command or an address of theirs. */
import { spawn } from 'node:child_process'

export interface NotifyOptions {
  readonly notifyCommand?: string
  readonly notifyUrl?: string
}

/** Milliseconds after which nobody listens. */
const TIMEOUT = 30_000

/** The command gets the facts as JSON on its standard input, the address in the body of a POST. Throws where one of them fails. */
export async function notify(
  facts: Readonly<Record<string, unknown>>,
  { notifyCommand, notifyUrl }: NotifyOptions,
): Promise<void> {
  const text = JSON.stringify(facts)
  await Promise.all([
    notifyCommand === undefined ? undefined : runCommand(notifyCommand, text),
    notifyUrl === undefined ? undefined : post(notifyUrl, text),
  ])
}

async function runCommand(command: string, input: string): Promise<void> {
  const child = spawn(command, {
    shell: true,
    stdio: ['pipe', 'ignore', 'inherit'],
    timeout: TIMEOUT,
  })
  // A command that does not read its input closes the pipe.
  child.stdin.on('error', () => undefined)
  child.stdin.end(`${input}\n`)
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', resolve)
  })
  if (code !== 0) throw new Error(`the command ended with ${code ?? 'a signal'}`)
}

async function post(url: string, body: string): Promise<void> {
  const { status } = await fetch(url, {
    ...{ method: 'POST', body, headers: { 'content-type': 'application/json' } },
    signal: AbortSignal.timeout(TIMEOUT),
  })
  // The address may hold a secret: it is not repeated.
  if (status >= 400) throw new Error(`the address answered with ${status}`)
}
