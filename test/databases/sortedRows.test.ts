import assert from 'node:assert/strict'
import { readdirSync } from 'node:fs'
import { AbortedError, DefinitionError } from '../../src/core/index'
import { isDatabaseError } from '../../src/core/database/errors'
import { describeEngines } from '../helpers/engines'
import { temporaryFolder } from '../helpers/temporary'
import { createSite, type Found, type Site } from './strategySite'

/** Lends a folder to all that is put into the system's folder of temporary files meanwhile. */
async function withOwnTemporaries<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const { TMPDIR: before } = process.env
  const folder = temporaryFolder('tmp')
  process.env['TMPDIR'] = folder
  try {
    return await work(folder)
  } finally {
    if (before === undefined) delete process.env['TMPDIR']
    else process.env['TMPDIR'] = before
  }
}

const FOLDER_AND_FILE = 2

/** How many folders and files are in a folder; one that is removed while they are counted counts as none. */
function countFiles(folder: string): number {
  try {
    return readdirSync(folder, { recursive: true }).length
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return 0
    throw error
  }
}

/** Rows that do not fit into the memory of a sort. */
const MANY_ROWS = `create table items (k int primary key, v text);
insert into items select g, repeat('x', 3000) || g from generate_series(1, 12000) g`

describeEngines('rows that are sorted in files leave none of them', (engine) => {
  const all = { key: 'k', fields: ['v'] }
  let site: Site
  before(async () => {
    site = await createSite(engine)
    for (const end of ['source', 'target'] as const) await site.sql(end, MANY_ROWS)
    await site.sql('target', `update items set v = 'y' where k % 1000 = 0`)
  })

  /** Plans, proves that there were files and that none is left, and tells how it has ended. */
  async function sort(definition: object, stop?: AbortController): Promise<Found | Error> {
    return withOwnTemporaries(async (folder) => {
      let most = 0
      const timer = setInterval(() => {
        most = Math.max(most, countFiles(folder))
        if (most >= FOLDER_AND_FILE) stop?.abort()
      }, 2)
      try {
        return await site.plan(definition, 'partition', stop?.signal)
      } catch (error) {
        assert.ok(error instanceof Error)
        return error
      } finally {
        clearInterval(timer)
        assert.ok(most >= FOLDER_AND_FILE, `${most} files`)
        assert.deepEqual(readdirSync(folder), [])
      }
    })
  }

  it('when the plan is made', async () => {
    const found = await sort(all)
    assert.ok('plan' in found)
    const { matched, updated } = found.plan.summary
    assert.deepEqual([matched, updated], [12000, 12])
  })

  it('when a row cannot be read', async () => {
    const where = '1 / (k - 11990) < 2'
    const source = { environment: 'office', table: 'items', where }
    const error = await sort({ ...all, source })
    assert.ok(error instanceof DefinitionError, String(error))
    assert.ok(isDatabaseError(error.cause, 'data'), String(error.cause))
  })

  it('when somebody has enough', async () => {
    const ended = await sort(all, new AbortController())
    assert.ok(ended instanceof AbortedError, String(ended))
  })
})

describeEngines(
  'strategies where an index sorts otherwise',
  (engine) => {
    it('sort the rows themselves', async () => {
      const site = await createSite(engine)
      // In such a collation blanks follow a text that has ended, so that 'a\t' comes before 'a'.
      const table =
        'create table items (k varchar(20) character set utf8mb4 collate utf8mb4_bin primary key, v int)'
      for (const end of ['source', 'target'] as const) {
        await site.sql(end, table)
        await site.sql(
          end,
          `insert into items values ('a', 1), ('a\\t', 2), ('a\\tb', 3), ('b', 4)`,
        )
      }
      await site.sql('target', `update items set v = 9 where k = 'a\\t'`)
      const { plan, changes } = await site.plan({ key: 'k', fields: ['v'] })
      assert.equal(plan.strategy?.name, 'partition')
      assert.match(plan.strategy.why, /did not arrive in the order of the key/)
      assert.equal(plan.summary['matched'], 4)
      assert.deepEqual(
        changes.map(({ key, after }) => [key, after]),
        [[{ k: 'a\t' }, { v: '2' }]],
      )
    })
  },
  { languages: ['mysql'] },
)
