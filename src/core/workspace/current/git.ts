/** Questions to git. */
import { execFile } from 'node:child_process'

/** What git says to a question that changes nothing. */
export interface GitAnswer {
  /** Its exit code; −1 where it could not be started. */
  readonly code: number
  readonly output: string
  /** Its first complaint, as the end of a sentence. */
  readonly failure: string
}

const LIMIT_MS = 10_000

/** Asks git about the repository that holds `folder`. Never throws. */
export function git(folder: string, args: readonly string[]): Promise<GitAnswer> {
  const options = {
    timeout: LIMIT_MS,
    // Its messages are read by people and its answers by us: no translation, no pager, no lock that others wait for.
    env: { ...process.env, LC_ALL: 'C', GIT_OPTIONAL_LOCKS: '0', GIT_TERMINAL_PROMPT: '0' },
  }
  return new Promise((resolve) => {
    execFile('git', ['-C', folder, ...args], options, (error, stdout, stderr) => {
      resolve({ code: codeOf(error), output: stdout.trim(), failure: failureOf(error, stderr) })
    })
  })
}

function codeOf(error: Error | null): number {
  if (error === null) return 0
  const { code } = error as Error & { readonly code?: unknown }
  return typeof code === 'number' ? code : -1
}

function failureOf(error: Error | null, stderr: string): string {
  if (error !== null && 'code' in error && error.code === 'ENOENT')
    return 'there is no git, or no such folder'
  const [first = ''] = stderr.split('\n')
  return first.replace(/^(fatal|error): /, '') || 'git does not answer'
}
