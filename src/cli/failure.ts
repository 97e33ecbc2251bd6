/** An error as the lines that a person reads. */
import { relative, resolve } from 'node:path'
import { DatabaseOperationError, DefinitionError, formatProblem, type Problem } from '../core/index'
import { visible } from './report/visible'

/**
 * The lines for an error: what is wrong, and on the next line what to do about it. The problems of a file begin
 * with where they are, from the current folder, so that terminals make links of them.
 */
export function describeFailure(error: unknown, workspaceFolder: string | undefined): string[] {
  if (error instanceof DefinitionError)
    return distinct(error.problems.map((problem) => `✗ ${problemLine(problem, workspaceFolder)}`))
  if (error instanceof DatabaseOperationError)
    return [
      `✗ ${visible(error.message)}`,
      ...(error.mend === undefined ? [] : [`  ${visible(error.mend)}`]),
    ]
  return unexpected(error)
}

// A name that is missing on both sides is one problem of one place in the file.
function distinct(lines: readonly string[]): string[] {
  return [...new Set(lines)]
}

/** `file:line:column: message (mend)`. */
export function problemLine(problem: Problem, workspaceFolder: string | undefined): string {
  const absolute = resolve(workspaceFolder ?? '', problem.file)
  const file = relative(process.cwd(), absolute)
  return visible(formatProblem({ ...problem, file: file.startsWith('..') ? absolute : file }))
}

// Nothing of the core throws such an error on purpose, so its stack is what its finder needs.
function unexpected(error: unknown): string[] {
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error)
  const [first = '', ...stack] = text.split('\n').map(visible)
  return [`✗ unexpected: ${first}`, ...stack, '  this is a defect of Drydock: please report it']
}
