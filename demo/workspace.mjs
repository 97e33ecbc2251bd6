/** Makes the demo's workspace, and looks into its databases without Drydock. */
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { createPgliteFolder } from '../scripts/lib/pgliteTemplate.mjs'
import { CREATE_JOBS, INSERT_JOBS, productionJobs, sandboxJobs } from './data.mjs'

export const ENVIRONMENTS = /** @type {const} */ (['production', 'sandbox'])

const STUDIO = 'studio'

const JOBS = { production: productionJobs, sandbox: sandboxJobs }

/** Makes the folder anew: definitions, a README, exports of an Airtable base and three embedded databases. @param {string} folder */
export async function createDemoWorkspace(folder) {
  refuseWhileOpen(folder)
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
  mkdirSync(join(folder, 'databases'), { recursive: true })
  cpSync(resolve(import.meta.dirname, 'files'), folder, { recursive: true })
  for (const name of ENVIRONMENTS) {
    await createPgliteFolder(databaseFolder(folder, name))
    await withDatabase(folder, name, async (database) => {
      await database.exec(CREATE_JOBS)
      await database.query(INSERT_JOBS, [JSON.stringify(JOBS[name]())])
      await database.exec('analyze jobs')
    })
  }
  // Where the art publisher's tables come to be: the first sync makes them.
  await createPgliteFolder(databaseFolder(folder, STUDIO))
}

/**
 * The rows of a table as bytes, ordered by its key.
 * @param {string} folder
 * @param {(typeof ENVIRONMENTS)[number]} name
 * @returns {Promise<Buffer>}
 */
export async function readJobs(folder, name) {
  return readRows(folder, name, 'select * from jobs order by job, release')
}

/**
 * The rows of the art publisher's tables in the same way.
 * @param {string} folder
 * @returns {Promise<Buffer>}
 */
export async function readStudio(folder) {
  const tables = ['prints', 'distributors', 'editions']
  const rows = []
  for (const table of tables)
    rows.push(await readRows(folder, STUDIO, `select * from ${table} order by id`))
  return Buffer.concat(rows)
}

/**
 * @param {string} folder
 * @param {string} name
 * @param {string} query
 * @returns {Promise<Buffer>}
 */
async function readRows(folder, name, query) {
  return withDatabase(folder, name, async (database) => {
    const { blob } = await database.query(
      `copy (${query}) to '/dev/blob' with (format csv, header)`,
    )
    if (blob === undefined) throw new Error('the database gave no rows')
    return Buffer.from(await blob.arrayBuffer())
  })
}

/**
 * @template T
 * @param {string} folder
 * @param {string} name
 * @param {(database: import('@electric-sql/pglite').PGlite) => Promise<T>} callback
 * @returns {Promise<T>}
 */
async function withDatabase(folder, name, callback) {
  const { PGlite } = await import('@electric-sql/pglite')
  const database = await PGlite.create(databaseFolder(folder, name))
  try {
    return await callback(database)
  } finally {
    await database.close()
  }
}

/**
 * @param {string} folder
 * @param {string} name
 */
function databaseFolder(folder, name) {
  return join(folder, 'databases', name)
}

/** Removing a database that an editor has open would break it there. @param {string} folder */
function refuseWhileOpen(folder) {
  for (const name of [...ENVIRONMENTS, STUDIO]) {
    const pid = ownerOf(`${databaseFolder(folder, name)}.lock`)
    if (pid !== undefined)
      throw new Error(`the demo's database "${name}" is open in process ${pid}; close it first`)
  }
}

/** The process that holds a database's lock file, if it is alive. @param {string} file */
function ownerOf(file) {
  if (!existsSync(file)) return undefined
  try {
    const { pid } = JSON.parse(readFileSync(file, 'utf8'))
    process.kill(pid, 0)
    return pid
  } catch {
    return undefined
  }
}
