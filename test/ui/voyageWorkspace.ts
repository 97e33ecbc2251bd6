import { cpSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createDemoWorkspace, readJobs } from '../../demo/workspace.mjs'
import { temporaryFolder } from '../helpers/temporary'

/** The demo's workspace in a folder of its own. */
export async function createVoyageWorkspace(): Promise<string> {
  const folder = join(temporaryFolder('voyage'), 'jobs')
  await createDemoWorkspace(folder)
  return folder
}

/**
 * The demo's workspace, and what the demo does without: `staging`, a guarded copy of the sandbox, a mapping to it,
 * and a mapping whose target is the locked production.
 */
export async function createGuardedWorkspace(): Promise<string> {
  const folder = await createVoyageWorkspace()
  const databases = join(folder, 'databases')
  cpSync(join(databases, 'sandbox'), join(databases, 'staging'), { recursive: true })
  const staging = '"staging": { "url": "pglite:./databases/staging", "protection": "guarded" },'
  edit(folder, 'drydock.jsonc', (text) => text.replace(/("sandbox": .*)/, `$1\n    ${staging}`))
  writeMapping(folder, 'to-staging.mapping.jsonc', 'production', 'staging')
  writeMapping(folder, 'to-production.mapping.jsonc', 'sandbox', 'production')
  return folder
}

/** Both tables as bytes, read without Drydock. No other process may have the databases open. */
export async function readTables(folder: string): Promise<Readonly<Record<string, string>>> {
  return {
    production: (await readJobs(folder, 'production')).toString('utf8'),
    sandbox: (await readJobs(folder, 'sandbox')).toString('utf8'),
  }
}

function writeMapping(folder: string, name: string, source: string, target: string): void {
  const mapping = {
    source: { environment: source, table: 'jobs' },
    target: { environment: target, table: 'jobs' },
    key: ['job', 'release'],
    fields: ['fab_order', 'paint_color', 'stage'],
    conflict: 'sourceWins',
  }
  writeFileSync(join(folder, name), JSON.stringify(mapping, null, 2))
}

function edit(folder: string, name: string, change: (text: string) => string): void {
  const path = join(folder, name)
  writeFileSync(path, change(readFileSync(path, 'utf8')))
}
