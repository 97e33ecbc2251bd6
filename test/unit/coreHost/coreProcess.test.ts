import assert from 'node:assert/strict'
import { once } from 'node:events'
import { fork } from 'node:child_process'
import { resolve } from 'node:path'
import { CoreProcess } from '../../../src/coreHost/client'
import type { CoreProcessOptions } from '../../../src/coreHost/client'
import { CoreError, isCancellation } from '../../../src/coreHost/coreError'
import { temporaryFolder, workspaceFolder } from '../../helpers/temporary'

const modulePath = resolve(import.meta.dirname, '../../../src/coreHost/main.ts')

describe('the core process', function () {
  this.timeout(30_000)
  const started: CoreProcess[] = []
  afterEach(() => started.splice(0).forEach((core) => core.dispose()))

  function createCore(options: Partial<CoreProcessOptions> = {}): CoreProcess {
    const core = new CoreProcess({
      modulePath,
      execArgv: ['--import=tsx'],
      isTrusted: () => true,
      secret: () => Promise.resolve(undefined),
      log: () => undefined,
      onStopped: () => undefined,
      ...options,
    })
    started.push(core)
    return core
  }

  it('starts on the first request, once, however many come at a time', async () => {
    const core = createCore()
    assert.equal(await core.processId(), undefined)
    const ids = await Promise.all([1, 2, 3].map(() => core.request('ping', {})))
    assert.equal(new Set(ids).size, 1)
    assert.equal(await core.processId(), ids[0])
  })

  it('does not start in a workspace that is not trusted', async () => {
    const lines: string[] = []
    const core = createCore({ isTrusted: () => false, log: (line) => lines.push(line) })
    await rejectsWith(core.request('ping', {}), 'untrusted-workspace')
    assert.equal(await core.processId(), undefined)
    assert.deepEqual(lines, [])
  })

  it('answers with what the core finds', async () => {
    const url = 'postgres://127.0.0.1:1/jobs'
    const folder = workspaceFolder({ 'drydock.jsonc': { environments: { sandbox: { url } } } })
    const [environment] = await createCore().request('listEnvironments', { folder })
    assert.equal(environment?.name, 'sandbox')
    assert.equal(environment.protection, 'open')
  })

  it('passes errors on with class, code and mend', async () => {
    const folder = temporaryFolder()
    const error = await failureOf(createCore().request('listEnvironments', { folder }))
    assert.equal(error.kind, 'UsageError')
    assert.equal(error.code, 'usage')
    assert.match(error.mend ?? '', /create/)
  })

  it('passes problems on with their places', async () => {
    const folder = workspaceFolder({ 'drydock.jsonc': '{ "environments": {}, "nonsense": 1 }' })
    const core = createCore()
    const error = await failureOf(core.request('listEnvironments', { folder }))
    assert.equal(error.kind, 'DefinitionError')
    assert.equal(error.problems[0]?.file, 'drydock.jsonc')
    assert.deepEqual(await core.request('checkDefinitions', { folder, paths: [] }), error.problems)
  })

  it('asks the extension for a secret and keeps it out of what it answers', async () => {
    const asked: string[] = []
    const url = 'postgres://ada@127.0.0.1:1/jobs'
    const password = '${secret:sandbox}'
    const environments = { sandbox: { url, password } }
    const folder = workspaceFolder({ 'drydock.jsonc': { environments } })
    const core = createCore({
      secret: (request) => {
        asked.push(`${request.folder}#${request.name}`)
        return Promise.resolve('correct horse')
      },
    })
    const report = await core.request('testConnection', { folder, environment: 'sandbox' })
    assert.equal(report.ok, false)
    assert.deepEqual(asked, [`${folder}#sandbox`])
    assert.doesNotMatch(JSON.stringify(report), /correct horse/)
  })

  it('rejects what is cancelled, which is told from failures', async () => {
    const url = 'postgres://127.0.0.1:1/jobs'
    const folder = workspaceFolder({ 'drydock.jsonc': { environments: { sandbox: { url } } } })
    const params = { folder, environment: 'sandbox' }
    const core = createCore()
    const early = core.request('listTables', params, { signal: AbortSignal.abort() })
    assert.equal(isCancellation(await failureOf(early)), true)
    assert.equal(await core.processId(), undefined)
    await core.request('ping', {})
    const abort = new AbortController()
    const late = failureOf(core.request('listTables', params, { signal: abort.signal }))
    abort.abort()
    assert.equal(isCancellation(await late), true)
  })

  it('tells those who wait and, once, the user when it is killed, and starts again when asked', async () => {
    const reasons: string[] = []
    const core = createCore({
      onStopped: (reason) => reasons.push(reason),
      // The secret never comes, so the request waits.
      secret: () => new Promise(() => undefined),
    })
    const waiting = [failureOf(waitForSecret(core)), failureOf(waitForSecret(core))]
    const id = await core.request('ping', {})
    process.kill(id, 'SIGKILL')
    for (const error of await Promise.all(waiting)) assert.equal(error.code, 'core-stopped')
    assert.deepEqual(reasons, ['it was ended by SIGKILL'])
    await rejectsWith(core.request('ping', {}), 'core-not-running')
    await core.restart()
    assert.notEqual(await core.request('ping', {}), id)
    assert.deepEqual(reasons, ['it was ended by SIGKILL'])
  })

  it('ends with its window', async () => {
    const core = createCore()
    const id = await core.request('ping', {})
    core.dispose()
    await waitUntilGone(id)
    await rejectsWith(core.request('ping', {}), 'core-not-running')
  })

  it('exits when the process that started it is gone', async () => {
    const child = fork(modulePath, { execArgv: ['--import=tsx'], silent: true })
    await once(child, 'spawn')
    child.disconnect()
    const [code] = (await once(child, 'exit')) as [number | null]
    assert.equal(code, 0)
  })
})

/** A request that goes on until the secret is there. */
function waitForSecret(core: CoreProcess): Promise<unknown> {
  const environments = {
    sandbox: { url: 'postgres://ada@127.0.0.1:1/jobs', password: '${secret:slow}' },
  }
  const folder = workspaceFolder({ 'drydock.jsonc': { environments } })
  return core.request('testConnection', { folder, environment: 'sandbox' })
}

async function failureOf(request: Promise<unknown>): Promise<CoreError> {
  const error = await request.then(
    () => undefined,
    (reason: unknown) => reason,
  )
  assert.ok(error instanceof CoreError, 'the request is rejected with a CoreError')
  return error
}

async function rejectsWith(request: Promise<unknown>, code: string): Promise<void> {
  assert.equal((await failureOf(request)).code, code)
}

async function waitUntilGone(id: number): Promise<void> {
  for (let attempt = 0; attempt < 100; attempt++) {
    try {
      process.kill(id, 0)
    } catch {
      return
    }
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  assert.fail(`process ${id} is still there`)
}
