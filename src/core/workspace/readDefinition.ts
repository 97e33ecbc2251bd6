/** Reading any file of the workspace: text and a schema in, a value or all of its problems out. */
import type { z } from 'zod'
import { DefinitionError, type Problem } from '../util/errors'
import { deepFreeze } from '../util/freeze'
import { sha256 } from '../util/hash'
import type { DefinitionSource, JsonPath } from './definitionSource'
import { parseJsonDocument, type JsonDocument } from './jsonDocument'
import { schemaFaults, type Fault } from './schemaFaults'

export interface ReadOptions<T> {
  readonly schema: z.ZodType<T>
  /**
   * Looks for what a schema cannot say. It runs on files whose structure is wrong too, so that all problems are
   * reported at once, and has to expect any JSON.
   */
  readonly examine?: (json: unknown) => readonly Fault[]
}

export interface ReadDefinition<T> {
  readonly value: T
  readonly source: DefinitionSource
}

/** Reads a JSONC text. Throws `DefinitionError` with every problem in it. `path` is what problems call the file. */
export function readDefinition<T>(
  text: string,
  path: string,
  { schema, examine }: ReadOptions<T>,
): ReadDefinition<T> {
  const document = parseJsonDocument(text)
  throwIfAny(syntaxProblems(text, path, document))
  const parsed = schema.safeParse(document.value)
  const faults = [
    ...(parsed.success ? [] : schemaFaults(parsed.error.issues, schema, document)),
    ...(examine?.(document.value) ?? []),
  ]
  throwIfAny(faults.map((fault) => toProblem(fault, path, document)))
  return { value: deepFreeze(parsed.data as T), source: definitionSource(text, path, document) }
}

function syntaxProblems(text: string, file: string, document: JsonDocument): readonly Problem[] {
  if (text.trim() === '' || document.value === undefined)
    return [
      { file, line: 1, column: 1, message: 'the file is empty', mend: 'write an object: { … }' },
    ]
  return document.syntaxProblems.map((problem) => ({ file, ...problem }))
}

function toProblem(fault: Fault, file: string, document: JsonDocument): Problem {
  const { line, column } =
    fault.at === 'name' ? document.positionOfName(fault.path) : document.positionOf(fault.path)
  const { message, mend } = fault
  return { file, line, column, message, ...(mend === undefined ? {} : { mend }) }
}

function throwIfAny(problems: readonly Problem[]): void {
  if (problems.length === 0) return
  const inOrder = [...problems].sort((a, b) => a.line - b.line || a.column - b.column)
  throw new DefinitionError(inOrder)
}

function definitionSource(text: string, path: string, document: JsonDocument): DefinitionSource {
  return {
    path,
    hash: sha256(text),
    problemAt: (part: JsonPath, message: string, mend?: string) =>
      toProblem({ path: part, message, ...(mend === undefined ? {} : { mend }) }, path, document),
    placeOf: document.placeOf,
  }
}
