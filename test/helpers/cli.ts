import { spawn } from 'node:child_process'
import type { ChildProcessWithoutNullStreams } from 'node:child_process'
import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { temporaryFolder, temporaryRoot } from './temporary'

export { workspaceFolder } from './temporary'

export interface CliOptions {
  readonly cwd?: string
  /** Added to an environment without any variable that databases or Drydock listen to. */
  readonly env?: Readonly<Record<string, string>>
  /** Written to standard input, which is closed then. */
  readonly input?: string
}

export interface CliResult {
  /** Null when a signal ended it. */
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

export interface RunningCli {
  readonly process: ChildProcessWithoutNullStreams
  readonly result: Promise<CliResult>
}

const CLI = resolve(import.meta.dirname, '../../dist/cli.js')

/** Runs the built command line to its end. It has no terminal and an empty home folder. */
export function runCli(args: readonly string[], options: CliOptions = {}): Promise<CliResult> {
  return startCli(args, options).result
}

/** Starts the built command line, for tests that interrupt or kill it. */
export function startCli(args: readonly string[], options: CliOptions = {}): RunningCli {
  if (!existsSync(CLI)) throw new Error('dist/cli.js is missing: run "npm run build"')
  const child = spawn(process.execPath, [CLI, ...args], {
    cwd: options.cwd ?? temporaryRoot().path,
    env: { ...cleanEnvironment(), ...options.env },
  })
  const forget = temporaryRoot().guard(child.pid ?? 0)
  // A program that ends without reading its input closes the pipe.
  child.stdin.on('error', () => undefined)
  child.stdin.end(options.input ?? '')
  return { process: child, result: collect(child).finally(forget) }
}

function collect(child: ChildProcessWithoutNullStreams): Promise<CliResult> {
  let stdout = ''
  let stderr = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text))
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code) => resolve({ code, stdout, stderr }))
  })
}

let home: string | undefined

function cleanEnvironment(): NodeJS.ProcessEnv {
  home ??= temporaryFolder('home')
  const kept = ['PATH', 'LANG', 'LC_ALL', 'TMPDIR', 'SystemRoot', 'TEMP']
  const variables = kept.flatMap((name) => {
    const value = process.env[name]
    return value === undefined ? [] : [[name, value] as const]
  })
  return { ...Object.fromEntries(variables), HOME: home }
}
