/** The extension host's event-loop delay while a dry run goes on, in a real VS Code. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { build } from 'esbuild'
import { openBrowser, openWorkbenchPage } from '../../scripts/vscodeHost/browser.mjs'
import { startHost } from '../../scripts/vscodeHost/server.mjs'
import { temporaryFolder } from '../../test/helpers/temporary'

const LIMIT = 300_000

export interface HostDelay {
  /** The 99th percentile, in milliseconds. */
  readonly p99: number
  /** From the command to the open panel. */
  readonly milliseconds: number
}

/** Needs the built extension in dist/. `definition` is relative to `folder`. */
export async function measureHostDelay(folder: string, definition: string): Promise<HostDelay> {
  const scratch = temporaryFolder('delay')
  const repository = join(__dirname, '../..')
  const tests = join(scratch, 'delay.js')
  const result = join(scratch, 'result.json')
  await build({
    bundle: true,
    platform: 'node',
    format: 'cjs',
    external: ['vscode'],
    logLevel: 'error',
    entryPoints: [join(repository, 'bench/host/delay.ts')],
    outfile: tests,
  })
  const host = await startHost({ env: { BENCH_RESULT: result, BENCH_MAPPING: definition } })
  const { browser, page } = await openBrowser()
  try {
    const ended = new Promise<void>((resolve) => {
      void page.exposeFunction('codeAutomationLog', () => undefined)
      void page.exposeFunction('codeAutomationExit', () => resolve())
      setTimeout(resolve, LIMIT).unref()
    })
    await openWorkbenchPage(page, host, { folder, extensions: [repository], tests })
    await ended
  } finally {
    await browser.close()
    await host.stop()
  }
  if (!existsSync(result)) throw new Error('the extension host gave no measurement')
  return JSON.parse(readFileSync(result, 'utf8')) as HostDelay
}
