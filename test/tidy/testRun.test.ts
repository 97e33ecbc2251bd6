/** What a test run promises: no failure is lost, and nothing outlives it. */
import assert from 'node:assert/strict'
import { spawn, spawnSync } from 'node:child_process'
import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { readResult } from '../../scripts/lib/result.mjs'
import { root } from '../../scripts/lib/run.mjs'
import { temporaryFolder } from '../helpers/temporary'

describe('the result of a suite', () => {
  const cases = [
    { told: { passed: 3, failed: 0 }, exitCode: 0, counts: { passed: 3, failed: 0 } },
    { told: { passed: 3, failed: 2 }, exitCode: 2, counts: { passed: 3, failed: 2 } },
    { told: { passed: 3, failed: 0 }, exitCode: 1, counts: { passed: 3, failed: 1 } },
    { told: { passed: 0, failed: 0 }, exitCode: 0, counts: { passed: 0, failed: 1 } },
    { told: undefined, exitCode: 0, counts: { passed: 0, failed: 1 } },
  ]
  for (const { told, exitCode, counts } of cases)
    it(`is ${JSON.stringify(counts)} where it told ${JSON.stringify(told)} and exited with ${exitCode}`, () => {
      const file = join(temporaryFolder('result'), 'result.json')
      if (told !== undefined) writeFileSync(file, JSON.stringify(told))
      assert.deepEqual(readResult(file, exitCode), counts)
    })
})

describe('a guarded folder', () => {
  it('ends with the process that made it, and takes its processes along', async () => {
    const owner = spawn(process.execPath, ['--input-type=module', '--eval', OWNER], {
      cwd: root,
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    const { folder, guarded } = await firstLine(owner.stdout)
    assert.ok(existsSync(folder) && isRunning(guarded))
    owner.kill('SIGKILL')
    const gone = () => !existsSync(folder) && !isRunning(guarded)
    for (const end = Date.now() + 10_000; Date.now() < end && !gone();) await sleep(20)
    assert.ok(gone(), 'the folder and the process are gone')
  })
})

const OWNER = `
import { spawn, spawnSync } from 'node:child_process'
import { guardedFolder } from './scripts/lib/guard.mjs'
const folder = guardedFolder('drydock-guard-')
const guarded = spawn('sleep', ['60'], { stdio: 'ignore', detached: true })
folder.guard(-guarded.pid)
console.log(JSON.stringify({ folder: folder.path, guarded: guarded.pid }))
setInterval(() => undefined, 1000)
`

async function firstLine(
  stream: NodeJS.ReadableStream,
): Promise<{ folder: string; guarded: number }> {
  for await (const data of stream)
    return JSON.parse(String(data)) as { folder: string; guarded: number }
  throw new Error('the owner said nothing')
}

/** A process that has ended but that nobody waited for still has an entry, in the state Z. */
function isRunning(pid: number): boolean {
  const { stdout } = spawnSync('ps', ['-o', 'stat=', '-p', String(pid)], { encoding: 'utf8' })
  return stdout !== '' && !stdout.startsWith('Z')
}
