/**
 * A temporary folder that cannot outlive the process that made it, together with the processes that work in
 * it. A small shell, in a session of its own, reads from a pipe that only this process holds: when the pipe
 * closes, for whatever reason (a kill -9 too), it ends those processes and removes the folder.
 */
import { spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const GUARD = `
trap '' INT TERM HUP
cat > /dev/null
for file in "$1"/guarded/*; do
  [ -f "$file" ] && read -r signal target < "$file" && kill -s "$signal" -- "$target" 2> /dev/null
done
for attempt in 1 2 3 4 5; do
  rm -rf -- "$1" 2> /dev/null && break
  sleep 0.2
done
`

/**
 * @typedef {object} GuardedFolder
 * @property {string} path
 * @property {(pid: number, signal?: string) => () => void} guard has a process (or, by a negative id, a
 *   process group) ended with the folder; returns what to call when it has ended by itself
 * @property {() => Promise<void>} remove ends what is guarded and removes the folder
 */

/**
 * @param {string} prefix
 * @param {string} [parent]
 * @returns {GuardedFolder}
 */
export function guardedFolder(prefix, parent = tmpdir()) {
  const path = mkdtempSync(join(realpathSync(parent), prefix))
  const guarded = join(path, 'guarded')
  mkdirSync(guarded)
  const shell = spawn('sh', ['-c', GUARD, 'guard', path], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
  })
  shell.unref()
  if (shell.stdin instanceof Socket) shell.stdin.unref()
  const ended = new Promise((resolve) => shell.once('exit', resolve))
  return {
    path,
    guard(pid, signal = 'KILL') {
      const file = join(guarded, String(pid))
      writeFileSync(file, `${signal} ${pid}\n`)
      return () => rmSync(file, { force: true })
    },
    async remove() {
      shell.ref()
      shell.stdin.end()
      await ended
    },
  }
}
