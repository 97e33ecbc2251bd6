/** The process behind `coreProcess.ts`. */
import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import {
  applyPlanFile,
  createRegistry,
  ensureSyncTables,
  ingestPipeline,
  openWorkspace,
  planCreateEnvironment,
  planDefinition,
  planSyncFile,
  planUndo,
  transformPipeline,
  type Workspace,
} from '../../src/core/index'
import { onQuery } from '../../src/core/queryLog/queryLog'
import type { CoreRequest } from './coreProcess'
import { median, time } from './measure'

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
    case 'ensureSyncTables':
      return ensureSyncTables(workspace, request.definition)
    case 'planSync': {
      const { path, plan } = await planSyncFile(workspace, request.definition)
      return { path, changes: plan.changes }
    }
    case 'syncAgain':
      return syncAgain(workspace, request)
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

const WARM = 5

/** Milliseconds of passes and plans, in one process and with the same files in the cache. */
async function syncAgain(
  workspace: Workspace,
  { definition, files }: CoreRequest & { readonly operation: 'syncAgain' },
): Promise<unknown> {
  const pass = () => time(() => hashFiles(files))
  const plan = () =>
    time(async () => {
      const { changes } = (await planSyncFile(workspace, definition)).plan
      if (changes !== 0) throw new Error(`a plan has ${changes} changes`)
    })
  await pass()
  const [[firstPass, firstPlan], warm] = [[await pass(), await plan()], [] as number[][]]
  for (let run = 0; run < WARM; run++) warm.push([await pass(), await plan()])
  const [warmPass, warmPlan] = [0, 1].map((of) => median(warm.map((one) => one[of] ?? NaN)))
  return { pass: firstPass, plan: firstPlan, warmPass, warmPlan }
}

async function hashFiles(files: readonly string[]): Promise<void> {
  for (const file of files) {
    const hash = createHash('sha256')
    for await (const chunk of createReadStream(file, { highWaterMark: 1 << 20 }))
      hash.update(chunk as Buffer)
    hash.digest()
  }
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
