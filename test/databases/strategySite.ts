import {
  openPlanFile,
  openWorkspace,
  planDefinition,
  releaseDatabases,
  type Change,
  type Finding,
  type Plan,
  type StrategyName,
  type Workspace,
} from '../../src/core/index'
import type { Engine } from '../helpers/engines'
import { workspaceFolder } from '../helpers/temporary'

/** A plan that was read from its file. */
export interface Found {
  readonly plan: Plan
  readonly changes: readonly Change[]
  readonly findings: readonly Finding[]
}

/** Two databases with a table `items` each. */
export interface Site {
  /** Runs SQL on one end. */
  sql(end: 'source' | 'target', text: string): Promise<void>
  plan(definition: object, strategy?: StrategyName, signal?: AbortSignal): Promise<Found>
}

export async function createSite(engine: Engine): Promise<Site> {
  const urls = {
    source: (await engine.createDatabase()).url,
    target: (await engine.createDatabase()).url,
  }
  return {
    async sql(end, text) {
      await releaseDatabases()
      await engine.query(urls[end], text)
    },
    async plan(definition, strategy, signal) {
      const workspace = await open(urls, definition)
      try {
        const options = { strategy, signal }
        return await read((await planDefinition(workspace, 'one.mapping.jsonc', options)).path)
      } finally {
        await releaseDatabases()
      }
    },
  }
}

function open(
  urls: Readonly<Record<'source' | 'target', string>>,
  definition: object,
): Promise<Workspace> {
  const folder = workspaceFolder({
    'drydock.jsonc': {
      environments: { office: { url: '${env:OFFICE}' }, field: { url: '${env:FIELD}' } },
    },
    'one.mapping.jsonc': {
      source: { environment: 'office', table: 'items' },
      target: { environment: 'field', table: 'items' },
      ...definition,
    },
  })
  return openWorkspace(folder, {
    variables: { OFFICE: urls.source, FIELD: urls.target },
    secret: () => Promise.resolve(undefined),
  })
}

async function read(path: string): Promise<Found> {
  const file = await openPlanFile(path)
  try {
    const changes: Change[] = []
    const findings: Finding[] = []
    for await (const change of file.changes()) changes.push(change)
    for await (const finding of file.findings()) findings.push(finding)
    return { plan: file.plan, changes, findings }
  } finally {
    await file.close()
  }
}
