/** The definition files of a workspace: found, read and checked, without a connection. */
import { readdir, readFile } from 'node:fs/promises'
import { isAbsolute, join, relative, resolve, sep } from 'node:path'
import type { AirtableSync } from '../airtable/definition/airtableSync'
import { parseAirtableSync } from '../airtable/definition/readAirtableSync'
import { parseMapping } from '../mapping/definition'
import type { Pipeline } from '../medallion/definition/pipeline'
import { parsePipeline } from '../medallion/definition/readPipeline'
import type { DefinitionSource, JsonPath } from '../workspace/definitionSource'
import type { Mapping } from '../mapping/mapping'
import { DefinitionError, UsageError, type Problem } from '../util/errors'
import { suggest } from '../util/nearMiss'
import { mayExist } from '../workspace/findEnvironment'
import type { Workspace } from '../workspace/workspace'

const MAPPING = '.mapping.jsonc'
const PIPELINE = '.pipeline.jsonc'
const AIRTABLE = '.airtable.jsonc'
const SUFFIXES = [MAPPING, PIPELINE, AIRTABLE]
const skippedFolders = new Set(['node_modules', '.git', '.drydock'])

/** Whether a path is that of a pipeline, by its name. */
export function isPipeline(path: string): boolean {
  return path.endsWith(PIPELINE)
}

/** Whether a path is that of a sync of an Airtable base, by its name. */
export function isAirtableSync(path: string): boolean {
  return path.endsWith(AIRTABLE)
}

/** The mappings below the workspace folder: relative paths with forward slashes, sorted. */
export async function findMappings(workspace: Workspace): Promise<readonly string[]> {
  return (await findDefinitions(workspace)).filter((path) => path.endsWith(MAPPING))
}

/** The pipelines below the workspace folder, in the same way. */
export async function findPipelines(workspace: Workspace): Promise<readonly string[]> {
  return (await findDefinitions(workspace)).filter(isPipeline)
}

/** The syncs of Airtable bases below the workspace folder, in the same way. */
export async function findAirtableSyncs(workspace: Workspace): Promise<readonly string[]> {
  return (await findDefinitions(workspace)).filter(isAirtableSync)
}

/** All definitions below the workspace folder, in the same way. */
export async function findDefinitions(workspace: Workspace): Promise<readonly string[]> {
  const found: string[] = []
  const folders = [workspace.folder]
  for (const folder of folders) {
    for (const entry of await readFolder(folder)) {
      const path = join(folder, entry.name)
      if (entry.isDirectory() && !skippedFolders.has(entry.name)) folders.push(path)
      if (entry.isFile() && SUFFIXES.some((suffix) => entry.name.endsWith(suffix)))
        found.push(relativePath(workspace, path))
    }
  }
  return found.sort()
}

// A folder that may not be read holds no definitions of ours, and is no reason not to list the others.
async function readFolder(folder: string) {
  return readdir(folder, { withFileTypes: true }).catch(() => [])
}

/**
 * The problems that the files alone show, of these definitions or of all in the workspace. Opens no connection.
 * Throws `UsageError` for a path that leads to no file.
 */
export async function checkDefinitions(
  workspace: Workspace,
  paths?: readonly string[],
): Promise<readonly Problem[]> {
  const problems: Problem[] = []
  for (const path of paths ?? (await findDefinitions(workspace))) {
    try {
      await readAny(workspace, path)
    } catch (error) {
      if (!(error instanceof DefinitionError)) throw error
      problems.push(...error.problems)
    }
  }
  return problems
}

/**
 * Reads a mapping by a path relative to the workspace folder or to the process's folder. Throws `DefinitionError`
 * with all of its problems, environments that do not exist among them, and `UsageError` where there is no file.
 */
export async function readMapping(workspace: Workspace, path: string): Promise<Mapping> {
  const { file, text } = await readText(workspace, path, MAPPING)
  return readMappingText(workspace, text, relativePath(workspace, file))
}

/** Reads a pipeline in the same way. */
export async function readPipeline(workspace: Workspace, path: string): Promise<Pipeline> {
  const { file, text } = await readText(workspace, path, PIPELINE)
  const pipeline = parsePipeline(text, relativePath(workspace, file))
  const problems = unknownEnvironment(workspace, pipeline.definition, pipeline.target, ['target'])
  if (problems.length > 0) throw new DefinitionError(problems)
  return pipeline
}

/** Reads a sync of an Airtable base in the same way. */
export async function readAirtableSync(workspace: Workspace, path: string): Promise<AirtableSync> {
  const { file, text } = await readText(workspace, path, AIRTABLE)
  const sync = parseAirtableSync(text, relativePath(workspace, file))
  const problems = unknownEnvironment(workspace, sync.definition, sync.target, ['target'])
  if (problems.length > 0) throw new DefinitionError(problems)
  return sync
}

async function readAny(workspace: Workspace, path: string): Promise<unknown> {
  if (isPipeline(path)) return readPipeline(workspace, path)
  return isAirtableSync(path) ? readAirtableSync(workspace, path) : readMapping(workspace, path)
}

/** Whether any of its fields may change the source, too. */
export function goesBothWays({ direction, fields }: Mapping): boolean {
  return [{ direction }, ...fields].some((part) => 'direction' in part && part.direction === 'both')
}

/** A mapping from its text, under the same conditions. `path` is what problems call it. */
export function readMappingText(workspace: Workspace, text: string, path: string): Mapping {
  const mapping = parseMapping(text, path)
  const problems = unknownEnvironments(workspace, mapping)
  if (problems.length > 0) throw new DefinitionError(problems)
  return mapping
}

function unknownEnvironments(workspace: Workspace, mapping: Mapping): readonly Problem[] {
  return (['source', 'target'] as const).flatMap((side) =>
    unknownEnvironment(workspace, mapping.definition, mapping[side], [side]),
  )
}

function unknownEnvironment(
  workspace: Workspace,
  definition: DefinitionSource,
  { environment }: { readonly environment: string },
  path: JsonPath,
): readonly Problem[] {
  if (mayExist(workspace, environment)) return []
  const message = `there is no environment "${environment}"`
  const mend = suggest(environment, [...workspace.environments.keys()])
  return [definition.problemAt([...path, 'environment'], message, mend)]
}

async function readText(
  workspace: Workspace,
  path: string,
  suffix: string,
): Promise<{ readonly file: string; readonly text: string }> {
  if (!path.endsWith(suffix)) throw noDefinition(path, suffix)
  const candidates = isAbsolute(path) ? [path] : [join(workspace.folder, path), resolve(path)]
  for (const file of candidates) {
    const text = await readIfThere(file)
    if (text !== undefined) return { file, text }
  }
  throw new UsageError(`there is no definition "${path}"`, {
    mend: suggest(
      path,
      (await findDefinitions(workspace)).filter((one) => one.endsWith(suffix)),
    ),
  })
}

function noDefinition(path: string, suffix: string): UsageError {
  const other = SUFFIXES.some((one) => path.endsWith(one))
  const message = other ? `"${path}" is another kind of definition` : `"${path}" is no definition`
  return new UsageError(message, { mend: `name a file that ends with ${suffix}` })
}

async function readIfThere(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT' || code === 'ENOTDIR' || code === 'EISDIR') return undefined
    throw new UsageError(`cannot read "${file}": ${code ?? 'unknown error'}`, { cause: error })
  }
}

function relativePath({ folder }: Workspace, file: string): string {
  return relative(folder, file).split(sep).join('/')
}
