/** A workspace on two databases and the operations on it, as the command line and the editor call them. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  openPlanFile,
  openWorkspace,
  type Change,
  type Finding,
  type Plan,
  type Workspace,
} from '../../src/core/index'
import { workspaceFolder } from '../helpers/temporary'
import type { Side } from './pairs'

/** A plan file, read whole. */
export interface ReadPlan {
  readonly path: string
  readonly plan: Plan
  readonly changes: readonly Change[]
  readonly findings: readonly Finding[]
}

export interface SpineWorkspaceOptions {
  /** More environments, or the same ones with other properties. */
  readonly environments?: Readonly<Record<string, unknown>>
  readonly variables?: Readonly<Record<string, string>>
}

/** A workspace whose environments `production` and `sandbox` are source and target. */
export function createSpineWorkspace(
  { source, target }: Readonly<Record<Side, string>>,
  { environments = {}, variables = {} }: SpineWorkspaceOptions = {},
): Promise<Workspace> {
  const folder = workspaceFolder({
    'drydock.jsonc': {
      environments: {
        production: { url: '${env:PRODUCTION_DATABASE_URL}' },
        sandbox: { url: '${env:SANDBOX_DATABASE_URL}' },
        ...environments,
      },
    },
  })
  return openWorkspace(folder, {
    variables: { PRODUCTION_DATABASE_URL: source, SANDBOX_DATABASE_URL: target, ...variables },
    secret: () => Promise.resolve(undefined),
  })
}

/** Writes a definition and returns its path. */
export function writeMapping({ folder }: Workspace, name: string, mapping: object): string {
  const path = `${name}.mapping.jsonc`
  writeFileSync(join(folder, path), JSON.stringify(mapping, null, 2))
  return path
}

export async function readPlan(path: string): Promise<ReadPlan> {
  const file = await openPlanFile(path)
  try {
    return {
      path,
      plan: file.plan,
      changes: await collect(file.changes()),
      findings: await collect(file.findings()),
    }
  } finally {
    await file.close()
  }
}

async function collect<T>(items: AsyncIterable<T>): Promise<readonly T[]> {
  const found: T[] = []
  for await (const item of items) found.push(item)
  return found
}
