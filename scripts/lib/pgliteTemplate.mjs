/**
 * An initialised data folder of the embedded database, to be copied: that takes a twentieth of the time that
 * initialising takes. It is made once per version and kept in .cache.
 */
import { cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join, resolve } from 'node:path'

const cache = resolve(import.meta.dirname, '../../.cache')

/** Copies an initialised, empty data folder to `folder`, which must not exist yet.
 * @param {string} folder
 */
export async function createPgliteFolder(folder) {
  cpSync(await pgliteTemplate(), folder, { recursive: true })
}

async function pgliteTemplate() {
  const template = join(cache, `pglite-${installedVersion()}`)
  if (existsSync(template)) return template
  const { PGlite } = await import('@electric-sql/pglite')
  const draft = `${template}.${process.pid}`
  mkdirSync(cache, { recursive: true })
  const database = await PGlite.create(draft)
  await database.close()
  try {
    renameSync(draft, template)
  } catch (error) {
    // Another process may have been faster; its template is as good.
    rmSync(draft, { recursive: true, force: true })
    if (!existsSync(template)) throw error
  }
  return template
}

/** @returns {string} */
function installedVersion() {
  const entry = createRequire(import.meta.url).resolve('@electric-sql/pglite')
  const manifest = readFileSync(join(dirname(entry), '../package.json'), 'utf8')
  return JSON.parse(manifest).version
}
