import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import {
  FolderInUseError,
  isFolderWanted,
  lockFolder,
  unlockFolder,
} from '../../../src/core/database/dialects/pglite/folderLock'
import { temporaryFolder, temporaryRoot } from '../../helpers/temporary'

/** Milliseconds that nobody here has to wait for long. */
const patience = 300

const newFolder = () => join(temporaryFolder('database'), 'data')

interface Holder {
  readonly pid: number
  /** What it says: that it has the lock, or why not. */
  readonly answer: Promise<string>
  /** Gives the lock back. */
  release(): Promise<void>
  kill(): Promise<void>
}

function startHolder(folder: string, milliseconds = 10_000): Holder {
  const script = join(import.meta.dirname, 'lockHolder.ts')
  const child = spawn(process.execPath, ['--import=tsx', script, folder, String(milliseconds)])
  const pid = child.pid ?? 0
  const forget = temporaryRoot().guard(pid)
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()))
  const answer = new Promise<string>((resolve) => {
    child.stdout.setEncoding('utf8').once('data', (text: string) => resolve(text.trim()))
    void ended.then(() => resolve('ended'))
  })
  void ended.then(forget)
  return {
    pid,
    answer,
    release() {
      child.stdin.end()
      return ended
    },
    kill() {
      child.kill('SIGKILL')
      return ended
    },
  }
}

const lockOf = (folder: string) =>
  JSON.parse(readFileSync(`${folder}.lock`, 'utf8')) as { readonly pid: number }

/** What lies beside the folder. */
const leftovers = (folder: string) =>
  readdirSync(dirname(folder)).filter((name) => name.startsWith(basename(folder)))

describe('the lock of an embedded database', function () {
  this.timeout(20_000)

  it('is its owner’s until it is given back', async () => {
    const folder = newFolder()
    await lockFolder(folder)
    assert.equal(lockOf(folder).pid, process.pid)
    await unlockFolder(folder)
    assert.deepEqual(leftovers(folder), [])
    await lockFolder(folder)
    await unlockFolder(folder)
  })

  it('keeps another process out, which names the owner', async () => {
    const folder = newFolder()
    await lockFolder(folder)
    const other = startHolder(folder, patience)
    const expected = `the embedded database "${folder}" is open in process ${process.pid}`
    assert.equal(await other.answer, expected)
    await other.release()
    assert.equal(lockOf(folder).pid, process.pid)
    await unlockFolder(folder)
  })

  it('goes to the process that asks for it when its owner gives it back', async () => {
    const folder = newFolder()
    await lockFolder(folder)
    assert.equal(await isFolderWanted(folder), false)
    const other = startHolder(folder)
    while (!(await isFolderWanted(folder))) await sleep(20)
    await unlockFolder(folder)
    assert.equal(await other.answer, 'locked')
    assert.equal(lockOf(folder).pid, other.pid)
    assert.equal(await isFolderWanted(folder), false)
    await assert.rejects(lockFolder(folder, patience), (error) => {
      assert.ok(error instanceof FolderInUseError)
      assert.equal(error.code, 'folder-in-use')
      assert.equal(error.transient, true)
      return true
    })
    await other.release()
    assert.equal(existsSync(`${folder}.lock`), false)
  })

  it('is taken over at once from an owner that was killed', async () => {
    const folder = newFolder()
    const other = startHolder(folder)
    assert.equal(await other.answer, 'locked')
    await other.kill()
    assert.equal(lockOf(folder).pid, other.pid)
    await lockFolder(folder)
    assert.equal(lockOf(folder).pid, process.pid)
    await unlockFolder(folder)
    assert.deepEqual(leftovers(folder), [])
  })

  it('is taken over from an owner whose process id another process has now', async () => {
    const folder = newFolder()
    const earlier = { pid: process.pid, processStartedAt: 'before this process' }
    writeFileSync(`${folder}.lock`, JSON.stringify(earlier))
    await lockFolder(folder)
    assert.notDeepEqual(lockOf(folder), earlier)
    await unlockFolder(folder)
  })

  it('is taken over from an owner that died while it wrote the lock', async () => {
    const folder = newFolder()
    writeFileSync(`${folder}.lock`, '{"pid":')
    await lockFolder(folder, patience)
    assert.equal(lockOf(folder).pid, process.pid)
    await unlockFolder(folder)
  })

  it('is taken over by one of many that find its owner dead', async () => {
    const folder = newFolder()
    writeFileSync(`${folder}.lock`, JSON.stringify({ pid: 2 ** 22 + 1, processStartedAt: '1' }))
    const attempts = await Promise.allSettled(
      Array.from({ length: 16 }, () => lockFolder(folder, patience)),
    )
    const taken = attempts.filter(({ status }) => status === 'fulfilled')
    assert.equal(taken.length, 1)
    await unlockFolder(folder)
    assert.deepEqual(
      leftovers(folder).filter((name) => name.endsWith('takeover')),
      [],
    )
  })
})
