/** Makes what .vscode/launch.json opens: a fresh fixture workspace in .demo/fixture, and dist-test. */
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../lib/run.mjs'
import { bundleHostTests } from './bundleTests.mjs'
import { createFixtureWorkspace } from './fixture.mjs'

const folder = join(root, '.demo', 'fixture')
rmSync(folder, { recursive: true, force: true })
await createFixtureWorkspace(folder)
await bundleHostTests()
