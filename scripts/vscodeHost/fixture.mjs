import { cpSync, readFileSync, readdirSync } from 'node:fs'
import { basename, join } from 'node:path'
import { createPgliteFolder } from '../lib/pgliteTemplate.mjs'
import { root } from '../lib/run.mjs'

/**
 * Copies test/fixtures/workspace to `folder` and makes its embedded databases: for every
 * test/fixtures/databases/NAME.sql there is one in `databases/NAME`.
 * @param {string} folder
 */
export async function createFixtureWorkspace(folder) {
  cpSync(join(root, 'test/fixtures/workspace'), folder, { recursive: true })
  const { PGlite } = await import('@electric-sql/pglite')
  const scripts = join(root, 'test/fixtures/databases')
  for (const file of readdirSync(scripts)) {
    const data = join(folder, 'databases', basename(file, '.sql'))
    await createPgliteFolder(data)
    const database = await PGlite.create(data)
    await database.exec(readFileSync(join(scripts, file), 'utf8'))
    await database.close()
  }
}
