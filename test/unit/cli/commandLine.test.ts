import { deepEqual, equal, match, ok } from 'node:assert/strict'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { exitCodeOf, exitCodeOfApply } from '../../../src/cli/exitCodes'
import { describeFailure } from '../../../src/cli/failure'
import { commandLineHost } from '../../../src/cli/host'
import { createOutput } from '../../../src/cli/output'
import { createProgressLine, formatProgress } from '../../../src/cli/progressLine'
import { changeJson, outcomeJson } from '../../../src/cli/report/json'
import { findWorkspaceFolder } from '../../../src/cli/workspaceFolder'
import {
  AbortedError,
  DefinitionError,
  RefusedError,
  UsageError,
  type RunCounts,
  type RunStatus,
} from '../../../src/core/index'
import { workspaceFolder } from '../../helpers/temporary'
import { change, outcome, run } from './fixtures'

describe('exit codes', () => {
  it('tell wrong usage from failure', () => {
    equal(exitCodeOf(new UsageError('x')), 2)
    equal(exitCodeOf(new DefinitionError([])), 2)
    equal(exitCodeOf(new RefusedError('confirmation-needed', 'x')), 2)
    equal(exitCodeOf(new RefusedError('target-locked', 'x')), 2)
    equal(exitCodeOf(new RefusedError('plan-target-changed', 'x')), 1)
    equal(exitCodeOf(new AbortedError()), 1)
    equal(exitCodeOf(new Error('x')), 1)
  })

  const runs: readonly (readonly [RunStatus, Partial<RunCounts>, boolean, number])[] = [
    ['completed', {}, false, 0],
    ['completed', { failed: 1 }, false, 3],
    ['completed', { drifted: 1 }, false, 3],
    ['completed', { drifted: 1 }, true, 0],
    ['aborted', { failed: 1 }, false, 1],
    ['failed', {}, false, 1],
  ]
  for (const [status, counts, alreadyApplied, code] of runs)
    it(`is ${code} for a run that is ${status} with ${JSON.stringify(counts)}`, () => {
      const all = { total: 2, applied: 1, drifted: 0, failed: 0, ...counts }
      const result = { run: run({ status, counts: all }), alreadyApplied, resumed: false }
      equal(exitCodeOfApply(result), code)
    })
})

describe('errors', () => {
  it('say what is wrong and, on the next line, what to do', () => {
    const error = new UsageError('there is no environment "x"', { mend: 'did you mean "y"?' })
    deepEqual(describeFailure(error, undefined), [
      '✗ there is no environment "x"',
      '  did you mean "y"?',
    ])
  })

  it('name each place of a file once, from the current folder', () => {
    const problem = { file: 'a.jsonc', line: 2, column: 3, message: 'wrong', mend: 'mend it' }
    const below = join(process.cwd(), 'below')
    const other = { ...problem, line: 4 }
    deepEqual(describeFailure(new DefinitionError([problem, problem, other]), below), [
      `✗ ${join('below', 'a.jsonc')}:2:3: wrong (mend it)`,
      `✗ ${join('below', 'a.jsonc')}:4:3: wrong (mend it)`,
    ])
    match(
      describeFailure(new DefinitionError([problem]), '/elsewhere')[0] ?? '',
      /^✗ .?.?\/elsewhere\/a.jsonc:2:3: /,
    )
  })

  it('paint nothing on the terminal', () => {
    ok(!describeFailure(new UsageError('\u001b[2J\n'), undefined).join('').includes('\u001b'))
    ok(!describeFailure(new Error('\u001b[2J'), undefined).join('').includes('\u001b'))
  })

  it('that nobody expected show where they come from', () => {
    const [first, second] = describeFailure(new TypeError('x is undefined'), undefined)
    equal(first, '✗ unexpected: TypeError: x is undefined')
    match(second ?? '', /^ {4}at /)
  })
})

describe('progress', () => {
  it('draws a bar where the total is known', () => {
    equal(
      formatProgress({ message: 'comparing', done: 250, total: 1000 }),
      'comparing [#####---------------] 25% 250 of 1000',
    )
    equal(
      formatProgress({ message: '3 of 4 done', done: 3, total: 4 }),
      '3 of 4 done [###############-----] 75%',
    )
    equal(formatProgress({ message: 'comparing', done: 250 }), 'comparing 250')
    equal(formatProgress({ message: 'comparing', done: 0, total: 0 }), 'comparing 0 of 0')
    equal(formatProgress({ message: 'con\u001bnecting' }), 'con\\u{1b}necting')
  })

  it('is one line on a terminal, no wider than it', () => {
    const written: string[] = []
    const line = createProgressLine((text) => written.push(text), {
      terminal: true,
      columns: () => 8,
    })
    line.clear()
    line.report({ message: 'connecting' })
    line.clear()
    line.clear()
    deepEqual(written, ['\r\u001b[Kconnect', '\r\u001b[K'])
  })

  it('is a line for each step elsewhere, and a sign of life every five seconds', () => {
    const written: string[] = []
    let now = 0
    const line = createProgressLine((text) => written.push(text), {
      terminal: false,
      columns: () => 80,
      now: () => now,
    })
    for (const [at, message] of [
      [0, 'connecting'],
      [1, 'row 1'],
      [1000, 'row 2'],
      [6000, 'row 3'],
    ] as const) {
      now = at
      line.report({ message })
    }
    deepEqual(written, ['connecting\n', 'row 1\n', 'row 3\n'])
  })
})

describe('output', () => {
  const paint = async (terminal: boolean, noColor: boolean) => {
    const stream = Object.assign(new PassThrough({ encoding: 'utf8' }), { isTTY: terminal })
    const output = createOutput(stream as unknown as NodeJS.WriteStream, { noColor })
    await output.line('  ✓ done ✗')
    await output.line()
    return String(stream.read())
  }

  it('is coloured on a terminal unless NO_COLOR says otherwise', async () => {
    equal(await paint(true, false), '  \u001b[32m✓\u001b[0m done ✗\n\n')
    equal(await paint(true, true), '  ✓ done ✗\n\n')
    equal(await paint(false, false), '  ✓ done ✗\n\n')
  })

  it('goes on in silence when its reader has left', async () => {
    const stream = new PassThrough()
    const output = createOutput(stream as unknown as NodeJS.WriteStream, { noColor: true })
    stream.destroy(new Error('EPIPE'))
    await new Promise((resolve) => setImmediate(resolve))
    await output.line('nobody reads this')
    await output.flush()
  })
})

describe('JSON lines', () => {
  const one = change({ k: '1' }, { b: null, a: '1.0' }, { b: '9007199254740993', a: null })

  it('have the columns in their order and values as text', () => {
    equal(
      changeJson({ ...one, because: 'x', undoes: 3 }, 0),
      '{"op":"update","table":"public.jobs","key":{"k":"1"},"before":{"b":null,"a":"1.0"},"after":{"b":"9007199254740993","a":null}}',
    )
  })

  it('say what became of a row', () => {
    const error = { code: '23514', message: 'no' }
    const parsed: unknown = JSON.parse(outcomeJson(outcome(0, one, { outcome: 'failed', error })))
    deepEqual(parsed, { outcome: 'failed', ...one, error })
  })
})

describe('the command line’s host', () => {
  it('has secrets in variables', async () => {
    const host = commandLineHost({ DRYDOCK_SECRET_PROD_DB: 'a', DRYDOCK_SECRET_exact: 'b' })
    equal(await host.secret('prod-db'), 'a')
    equal(await host.secret('exact'), 'b')
    equal(await host.secret('other'), undefined)
  })

  it('finds the workspace from the current folder upwards', () => {
    const folder = workspaceFolder({ 'drydock.jsonc': {}, 'deep/er/x.txt': '' })
    equal(findWorkspaceFolder(undefined, join(folder, 'deep/er')), folder)
    equal(findWorkspaceFolder(join(folder, 'deep')), join(folder, 'deep'))
  })
})
