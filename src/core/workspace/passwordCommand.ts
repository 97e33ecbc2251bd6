import { spawn, type ChildProcess } from 'node:child_process'
import { UsageError } from '../util/errors'

export interface PasswordCommandOptions {
  /** Whose password it is, for errors. */
  readonly environment: string
  /** Where the command runs: the workspace folder. */
  readonly folder: string
  readonly limitMilliseconds?: number
}

/**
 * Runs an environment's password command in a shell and returns what it prints, without the line's end.
 * Neither the command, which may hold a secret, nor anything it prints ever reaches an error or a log.
 */
export async function runPasswordCommand(
  command: string,
  { environment, folder, limitMilliseconds = 10_000 }: PasswordCommandOptions,
): Promise<string> {
  const { output, failure } = await run(command, folder, limitMilliseconds)
  if (failure !== undefined)
    throw new UsageError(`the password command of "${environment}" ${failure}`, {
      mend: 'run "passwordCommand" of drydock.jsonc by hand in the workspace folder',
    })
  const password = output.replace(/\r?\n$/, '')
  if (password !== '') return password
  throw new UsageError(`the password command of "${environment}" printed nothing`, {
    mend: 'it has to print the password on its standard output',
  })
}

interface CommandResult {
  readonly output: string
  readonly failure?: string
}

function run(command: string, folder: string, limitMilliseconds: number): Promise<CommandResult> {
  const child = spawn(command, {
    shell: true,
    cwd: folder,
    stdio: ['ignore', 'pipe', 'ignore'],
    // A group of its own, so that the limit ends what the shell has started, too.
    detached: process.platform !== 'win32',
  })
  const chunks: Buffer[] = []
  child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk))
  const output = () => Buffer.concat(chunks).toString('utf8')
  return new Promise((resolve) => {
    const limit = setTimeout(() => {
      endGroup(child)
      const seconds = limitMilliseconds / 1000
      resolve({ output: '', failure: `did not end within ${seconds} seconds` })
    }, limitMilliseconds)
    child.on('error', () => {
      clearTimeout(limit)
      resolve({ output: '', failure: 'could not be started' })
    })
    child.on('close', (code) => {
      clearTimeout(limit)
      const failure = code === 0 ? {} : { failure: `failed with exit code ${code ?? 'none'}` }
      resolve({ output: output(), ...failure })
    })
  })
}

function endGroup(child: ChildProcess): void {
  try {
    if (process.platform === 'win32' || child.pid === undefined) child.kill('SIGKILL')
    else process.kill(-child.pid, 'SIGKILL')
  } catch {
    // It has ended by itself in the meantime.
  }
}
