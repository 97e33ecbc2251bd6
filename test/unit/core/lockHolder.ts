import { lockFolder, unlockFolder } from '../../../src/core/database/dialects/pglite/folderLock'

/** A process that takes a folder's lock, says so, and gives it back when its input ends. */
const [, , folder = '', patience] = process.argv
lockFolder(folder, Number(patience))
  .then(() => {
    process.stdout.write('locked\n')
    process.stdin.on('end', () => void unlockFolder(folder)).resume()
  })
  .catch((error: unknown) => {
    process.stdout.write(`${error instanceof Error ? error.message : String(error)}\n`)
  })
