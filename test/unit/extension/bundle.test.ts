import assert from 'node:assert/strict'
import { createRequire } from 'node:module'
import { resolve } from 'node:path'
import { build } from 'esbuild'
import type { BuildOptions } from 'esbuild'

const root = resolve(import.meta.dirname, '../../..')
const options = createRequire(import.meta.url)('../../../esbuild.js') as {
  readonly extension: BuildOptions
}

describe('the bundle that the editor loads at its start', function () {
  this.timeout(30_000)

  it('is small, and leaves for later what can come later', async () => {
    const { outputFiles, metafile } = await build({
      ...options.extension,
      ...{ absWorkingDir: root, minify: true, sourcemap: false, write: false, metafile: true },
    })
    const [bundle] = outputFiles
    assert.ok(bundle !== undefined)
    assert.ok(bundle.contents.byteLength <= 60_000, `${bundle.contents.byteLength} bytes`)
    const inputs = Object.keys(metafile.inputs)
    assert.ok(inputs.includes('src/extension.ts'))
    for (const later of [
      'src/core/',
      'src/views/plan/panel',
      'src/views/comparisons/nodes',
      'schedule/timekeeper',
      'node_modules/',
    ])
      assert.deepEqual(
        inputs.filter((input) => input.includes(later)),
        [],
      )
  })
})
