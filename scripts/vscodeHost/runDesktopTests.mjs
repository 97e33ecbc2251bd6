/** Runs test/host in a desktop VS Code, which is downloaded: for machines that reach Microsoft's servers. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { runTests } from '@vscode/test-electron'
import { guardedFolder } from '../lib/guard.mjs'
import { root, run } from '../lib/run.mjs'
import { bundleHostTests } from './bundleTests.mjs'
import { createFixtureWorkspace } from './fixture.mjs'

const scratch = guardedFolder('drydock-desktop-tests-')
const result = join(scratch.path, 'result.json')
try {
  await run(process.execPath, ['scripts/build.mjs'])
  const workspace = join(scratch.path, 'workspace')
  await createFixtureWorkspace(workspace)
  await runTests({
    extensionDevelopmentPath: root,
    extensionTestsPath: await bundleHostTests(),
    launchArgs: [workspace, '--disable-workspace-trust', '--disable-extensions'],
    extensionTestsEnv: { HOST_TEST_RESULT: result },
  })
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
} finally {
  /** @type {import('../lib/result.mjs').SuiteResult} */
  const counts = existsSync(result)
    ? JSON.parse(readFileSync(result, 'utf8'))
    : { passed: 0, failed: 1 }
  console.log(`${counts.passed} passed, ${counts.failed} failed`)
  if (counts.failed > 0 || counts.passed === 0) process.exitCode = 1
  await scratch.remove()
}
