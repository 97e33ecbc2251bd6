import { readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../lib/run.mjs'

/** Bundles test/host into dist-test/ and returns the entry that VS Code loads. */
export async function bundleHostTests() {
  const { build } = await import('esbuild')
  const files = readdirSync(join(root, 'test/host'), { recursive: true, encoding: 'utf8' })
  const tests = files.filter((file) => file === 'index.ts' || file.endsWith('.test.ts'))
  rmSync(join(root, 'dist-test'), { recursive: true, force: true })
  await build({
    absWorkingDir: root,
    entryPoints: tests.map((file) => join('test/host', file)),
    outbase: 'test/host',
    outdir: 'dist-test',
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    sourcemap: 'linked',
    logLevel: 'warning',
    // The host provides vscode; mocha and the embedded database are found in node_modules while it runs.
    external: ['vscode', 'mocha', '@electric-sql/pglite'],
  })
  return join(root, 'dist-test/index.js')
}
