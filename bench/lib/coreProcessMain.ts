/** The process behind `coreProcess.ts`. */
import {
  applyPlanFile,
  createRegistry,
  ingestPipeline,
  openWorkspace,
  planCreateEnvironment,
  planDefinition,
  planUndo,
  transformPipeline,
  type Workspace,
} from '../../src/core/index'
import { onQuery } from '../../src/core/queryLog/queryLog'
import type { CoreRequest } from './coreProcess'

process.on('message', (request: CoreRequest) => {
  void answer(request).then(
    (message) => process.send?.(message),
    (error: unknown) => process.send?.({ error: String(error) }),
  )
})

async function answer(request: CoreRequest) {
  const started = performance.now()
  const value = await carryOut(request)
  const milliseconds = performance.now() - started
  return { milliseconds, peakMemory: process.resourceUsage().maxRSS / 1024, value }
}

async function carryOut(request: CoreRequest): Promise<unknown> {
  if (request.operation === 'idle') return undefined
  const workspace = await open(request.folder)
  switch (request.operation) {
    case 'plan': {
      const { definition, strategy } = request
      const { path, plan } = await planDefinition(workspace, definition, { strategy })
      return { path, changes: plan.changes, summary: plan.summary }
    }
    case 'ingest':
      return ingest(workspace, request.definition)
    case 'transform':
      return transform(workspace, request)
    case 'createRegistry':
      return (await createRegistry(workspace, {})).created
    case 'createEnvironment':
      return createEnvironment(workspace, request.wish)
    case 'apply':
      return (await applyPlanFile(workspace, request.plan, {})).run
    case 'undo': {
      const { path } = await planUndo(workspace, request.run, {})
      return (await applyPlanFile(workspace, path, {})).run
    }
  }
}

/** What became of the records of all sources. */
async function ingest(workspace: Workspace, definition: string): Promise<unknown> {
  const { sources, failed } = await ingestPipeline(workspace, definition)
  if (failed.length > 0) throw new Error(failed[0]?.error.message)
  return sources.map(({ counts }) => counts)
}

async function transform(
  workspace: Workspace,
  { definition, full }: CoreRequest & { readonly operation: 'transform' },
): Promise<unknown> {
  let statements = 0
  const stop = onQuery(() => statements++)
  const { counts, run } = await transformPipeline(workspace, definition, { full })
  stop()
  return { counts, status: run.status, statements }
}

/** As people do it: whoever says yes has just read the plan, in the same process. */
async function createEnvironment(
  workspace: Workspace,
  wish: Parameters<typeof planCreateEnvironment>[1],
): Promise<unknown> {
  const begun = performance.now()
  const { path } = await planCreateEnvironment(workspace, wish, {})
  const planned = performance.now()
  const { run } = await applyPlanFile(workspace, path, {})
  const making = performance.now() - planned
  return { planning: planned - begun, making, status: run.status, failed: run.counts.failed }
}

function open(folder: string): Promise<Workspace> {
  return openWorkspace(folder, { variables: process.env, secret: () => Promise.resolve(undefined) })
}
