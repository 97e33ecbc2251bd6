import { deepEqual, equal } from 'node:assert/strict'
import { join } from 'node:path'
import {
  checkDefinitions,
  findDefinitions,
  readMapping,
} from '../../../src/core/operations/definitions'
import { formatProblem, type UsageError } from '../../../src/core/util/errors'
import { errorOf, host, open } from './helpers'

const file = { environments: { production: { url: 'pglite:p' }, sandbox: { url: 'pglite:s' } } }
const mapping = {
  source: { environment: 'production', table: 'jobs' },
  target: { environment: 'sandbox', table: 'jobs' },
  key: 'job',
  fields: ['fab_order'],
}

describe('definitions', () => {
  it('are found in all folders but those of tools, sorted', async () => {
    const workspace = await open(file, host(), {
      'z.mapping.jsonc': mapping,
      'maps/b.mapping.jsonc': mapping,
      'maps/deep/a.mapping.jsonc': mapping,
      'node_modules/x/c.mapping.jsonc': mapping,
      '.git/c.mapping.jsonc': mapping,
      '.drydock/c.mapping.jsonc': mapping,
      'notes.jsonc': {},
    })
    deepEqual(await findDefinitions(workspace), [
      'maps/b.mapping.jsonc',
      'maps/deep/a.mapping.jsonc',
      'z.mapping.jsonc',
    ])
  })

  it('are checked without a connection, all of them or those that are named', async () => {
    const workspace = await open(file, host(), {
      'good.mapping.jsonc': mapping,
      'bad/a.mapping.jsonc': { ...mapping, key: [], target: { environment: 'x', table: 'jobs' } },
      'bad/b.mapping.jsonc': { ...mapping, source: { environment: 'prodction', table: 'jobs' } },
      'bad/c.mapping.jsonc': '{ "source" }',
    })
    deepEqual((await checkDefinitions(workspace)).map(formatProblem), [
      'bad/a.mapping.jsonc:10:10: "key" must not be empty',
      'bad/b.mapping.jsonc:3:20: there is no environment "prodction" (did you mean "production"?)',
      'bad/c.mapping.jsonc:1:12: a colon is expected here',
    ])
    deepEqual(await checkDefinitions(workspace, ['good.mapping.jsonc']), [])
  })

  it('are read by a path relative to the workspace folder, or an absolute one', async () => {
    const workspace = await open(file, host(), { 'maps/a.mapping.jsonc': mapping })
    for (const path of ['maps/a.mapping.jsonc', join(workspace.folder, 'maps/a.mapping.jsonc')])
      equal((await readMapping(workspace, path)).definition.path, 'maps/a.mapping.jsonc')
  })

  it('that are missing are named with a near one', async () => {
    const workspace = await open(file, host(), { 'fab-order.mapping.jsonc': mapping })
    const missing = await errorOf(() => readMapping(workspace, 'faborder.mapping.jsonc'))
    equal(missing.message, 'there is no definition "faborder.mapping.jsonc"')
    equal((missing as UsageError).mend, 'did you mean "fab-order.mapping.jsonc"?')
    const other = await errorOf(() => readMapping(workspace, 'drydock.jsonc'))
    equal(other.message, '"drydock.jsonc" is no definition')
  })
})
