import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import fc from 'fast-check'
import { keyText, placeOf, tableGetCommand, tableTitle } from '../../../src/commands/rows/rowTexts'
import { changesOf } from '../../../src/views/results/describePlan'
import { question } from '../../../src/commands/plan/texts'
import { plan } from './samples'

const row = {
  folder: '/work',
  environment: 'sandbox',
  table: { schema: 'public', name: 'jobs' },
  key: { job: '10001', release: 'A' },
}

describe('a row for the clipboard', () => {
  it('has its key as cells of a sheet', () => {
    assert.equal(keyText(row), '10001\tA')
    assert.equal(keyText({ key: { job: 'a b' } }), 'a b')
  })

  it('has the command that shows it', () => {
    assert.equal(tableTitle(row), 'sandbox.public.jobs')
    assert.equal(
      tableGetCommand(row),
      'drydock table get sandbox.public.jobs --key job=10001 --key release=A',
    )
    assert.equal(
      tableGetCommand({ ...row, database: 'shop floor', key: { job: "o'clock" } }),
      "drydock table get sandbox.public.jobs --database 'shop floor' --key 'job=o'\\''clock'",
    )
    assert.deepEqual(placeOf(row), {
      environment: 'sandbox',
      database: undefined,
      schema: 'public',
      table: 'jobs',
    })
  })

  it('reaches the command as it is, whatever its key holds', () => {
    const value = fc
      .string({ unit: 'grapheme', maxLength: 20 })
      .filter((text) => !text.includes('\0'))
    const values = fc.array(value, { minLength: 20, maxLength: 20 })
    const check = (texts: readonly string[]): void => {
      const commands = texts.map((job) => tableGetCommand({ ...row, key: { job } }))
      // The shell itself says which words it reads: each on its own, ended by a NUL.
      const script = commands.map((command) => `set -- ${command}; printf '%s\\0' "$6"`).join('\n')
      const words = execFileSync('sh', ['-c', script], { encoding: 'utf8' })
        .split('\0')
        .slice(0, -1)
      assert.deepEqual(
        words,
        texts.map((job) => `job=${job}`),
      )
    }
    fc.assert(fc.property(values, check), { numRuns: 20 })
  })
})

describe('updates, inserts and deletes', () => {
  const summary = { inserted: 1, deleted: 2 }

  it('are counted apart', () => {
    assert.deepEqual(changesOf(plan({ summary })), { updates: 39, inserts: 1, deletes: 2 })
    assert.deepEqual(changesOf(plan()), { updates: 42, inserts: 0, deletes: 0 })
  })

  it('are asked about apart', () => {
    assert.equal(question(plan()), 'Update 42 rows of sandbox?')
    assert.equal(
      question(plan({ summary })),
      'Update 39 rows, insert 1 row and delete 2 rows in sandbox?',
    )
    assert.equal(
      question(plan({ changes: 3, summary })),
      'Insert 1 row and delete 2 rows in sandbox?',
    )
    assert.equal(
      question(plan({ changes: 1, summary: { inserted: 1 } })),
      'Insert 1 row in sandbox?',
    )
  })
})
