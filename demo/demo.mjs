/**
 * The demo: from a fresh clone to a dry run on embedded databases, and then VS Code on them.
 *
 *     npm run demo                   ends in VS Code
 *     npm run demo -- --headless     dry run → apply → second dry run → undo, and stops
 *
 * Only Node's own modules are loaded before the packages are installed.
 */
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { installPackages } from '../scripts/lib/prepare.mjs'
import { root, run, secondsSince } from '../scripts/lib/run.mjs'

const { values } = parseArgs({
  options: {
    headless: { type: 'boolean' },
    // For tests: a folder of their own, and the bundles as they are.
    folder: { type: 'string' },
    'no-build': { type: 'boolean' },
  },
})

try {
  process.exitCode = (await main()) ? 0 : 1
} catch (error) {
  console.error(`✗ ${error instanceof Error ? error.message : error}`)
  process.exitCode = 1
}

async function main() {
  console.log(
    'Drydock demo: embedded databases, a mapping and an Airtable base, nothing to install beside Node.',
  )
  const folder = values.folder === undefined ? join(root, '.demo') : resolve(values.folder)
  await step('checking the npm packages (the first time this takes a minute)', installPackages)
  if (values['no-build'] !== true) await step('building', build)
  const { createDemoWorkspace } = await import('./workspace.mjs')
  await step(`making databases in ${folder}`, () => createDemoWorkspace(folder))
  if (values.headless === true) {
    const { runHeadless } = await import('./headless.mjs')
    return runHeadless(folder)
  }
  return show(folder)
}

/** @param {string} folder */
async function show(folder) {
  const { showCli } = await import('./cli.mjs')
  const { code } = await showCli(folder, ['plan', 'fab-order.mapping.jsonc'])
  if (code !== 0) return false
  const { openEditor } = await import('./openEditor.mjs')
  await openEditor(folder)
  return true
}

async function build() {
  const { code, output } = await run(process.execPath, ['scripts/build.mjs'], { quiet: true })
  if (code !== 0) throw new Error(`the build failed:\n${output}`)
}

/**
 * Says what is being done, that it still is, and how long it took.
 * @param {string} what
 * @param {() => Promise<unknown>} work
 */
async function step(what, work) {
  const started = performance.now()
  console.log(`• ${what} …`)
  const beat = setInterval(() => console.log(`  … ${secondsSince(started)}`), 5000)
  try {
    await work()
  } finally {
    clearInterval(beat)
  }
  console.log(`  done (${secondsSince(started)})`)
}
