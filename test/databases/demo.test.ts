import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { join, resolve } from 'node:path'
import { productionJobs, sandboxJobs } from '../../demo/data.mjs'
import { temporaryFolder, temporaryRoot } from '../helpers/temporary'

const DEMO = resolve(import.meta.dirname, '../../demo/demo.mjs')

interface DemoResult {
  readonly code: number | null
  readonly output: string
}

/** The headless demo on the bundles as they were built, in a folder of its own. */
function runDemo(): Promise<DemoResult> {
  const folder = join(temporaryFolder('demo'), 'workspace')
  const child = spawn(process.execPath, [DEMO, '--headless', '--no-build', '--folder', folder])
  const forget = temporaryRoot().guard(child.pid ?? 0)
  let output = ''
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => (output += text))
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code) => {
      forget()
      resolve({ code, output })
    })
  })
}

describe('demo', () => {
  it("has its users' own numbers of jobs", () => {
    const sandbox = new Map(sandboxJobs().map((job) => [`${job.job}-${job.release}`, job]))
    const production = productionJobs()
    const matched = production.filter(({ job, release }) => sandbox.has(`${job}-${release}`))
    const different = matched.filter(
      ({ job, release, fab_order }) => sandbox.get(`${job}-${release}`)?.fab_order !== fab_order,
    )
    assert.deepEqual(
      [production.length, sandbox.size, matched.length, different.length],
      [1250, 890, 850, 42],
    )
  })

  it('goes from a dry run to an undo, and every one of its own checks holds', async function () {
    this.timeout(180_000)
    const { code, output } = await runDemo()
    assert.equal(code, 0, output)
    for (const line of [
      /Fetched 1250 jobs/i,
      /Fetched 890 jobs/i,
      /Matched: 850/,
      /Not Found in Sandbox: 400/i,
      /fab_order Differences: 42/,
      /10001-A: 500\.0 → 510\.0/,
      /10002-B: 750\.0 → 800\.0/,
      /fab_order Differences: 0/,
    ])
      assert.match(output, line)
    const held = output.split('\n').filter((line) => line.startsWith('✓ '))
    for (const check of [
      'the dry run changed nothing in either database',
      'the apply changed 42 rows (42 did)',
      'production is as it was',
      'a second dry run shows 0 updates (0)',
      'both tables equal the start, byte by byte',
      'after one price was edited, a dry run shows 1 change (1)',
      'rolled back, its tables are as they were, byte by byte',
    ])
      assert.ok(held.includes(`✓ ${check}`), `${check}\n${output}`)
  })
})
