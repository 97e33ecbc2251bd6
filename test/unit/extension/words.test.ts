import assert from 'node:assert/strict'
import fc from 'fast-check'
import { describeProgress, percentOf } from '../../../src/commands/describeProgress'
import { secretNameProblem } from '../../../src/commands/environments/secretName'
import {
  describeResult,
  detail,
  nameProblem,
  question,
  refusal,
} from '../../../src/commands/plan/texts'
import { problemMessage } from '../../../src/commands/problemMessage'
import { chooseEnvironment } from '../../../src/views/environments/chooseEnvironment'
import { describeReport } from '../../../src/views/environments/connectionState'
import {
  countOf,
  displayChange,
  displayKey,
  displayValue,
  formatCount,
  formatDuration,
  formatEstimate,
  shorten,
} from '../../../src/views/format'
import {
  describeFinding,
  describePlan,
  fieldUpdates,
} from '../../../src/views/results/describePlan'
import { indentJson } from '../../../src/views/rows/indentJson'
import { formatRow, rowTitle } from '../../../src/views/rows/rowText'
import { describeRun, isUndoable } from '../../../src/views/runs/describeRun'
import { startValue } from '../../../src/commands/rows/rowTexts'
import { environmentPlace } from '../../../src/views/definitions/definitionFiles'
import { findFacts } from '../../../src/views/runs/runFacts'
import { formatRun } from '../../../src/views/runs/runText'
import { listed, plan, row, run } from './samples'

describe('numbers and values in views', () => {
  it('groups thousands, of exact counts beyond what a JS number holds too', () => {
    assert.equal(formatCount(1250), '1,250')
    assert.equal(formatCount(999), '999')
    assert.equal(formatCount('9007199254740993'), '9,007,199,254,740,993')
    assert.equal(countOf(1, 'row'), '1 row')
    assert.equal(countOf('1250', 'row'), '1,250 rows')
  })

  it('marks an estimate and says nothing where there is none', () => {
    assert.equal(formatEstimate(1250), '≈ 1,250 rows')
    assert.equal(formatEstimate(-1), '')
  })

  it('writes durations in the unit that fits', () => {
    assert.deepEqual([0, 840.4, 1234, 185_000].map(formatDuration), [
      '0 ms',
      '840 ms',
      '1.2 s',
      '3 min 5 s',
    ])
  })

  it('tells NULL from the text "NULL", and shows what could not be seen', () => {
    assert.equal(displayValue(null), 'NULL')
    assert.equal(displayValue('NULL'), '"NULL"')
    assert.equal(displayValue(''), '""')
    assert.equal(displayValue(' red'), '" red"')
    assert.equal(displayValue('a\tb'), '"a\\tb"')
    assert.equal(displayValue('500.0'), '500.0')
  })

  it('writes a key and a change as users know them', () => {
    assert.equal(displayKey({ job: '10001', release: 'A' }), '10001-A')
    assert.equal(displayChange('500.0', '510.0'), '500.0 → 510.0')
  })

  it('cuts only what is too long for a line', () => {
    assert.equal(shorten('short'), 'short')
    assert.equal(shorten('x'.repeat(200)).length, 80)
  })
})

describe('a row as text', () => {
  it('has the key first, then the fields that change', () => {
    const change = row({ fab_order: ['500.0', '510.0'] })
    assert.equal(formatRow(change, 'before'), 'job: 10001\nrelease: A\nfab_order: 500.0\n')
    assert.equal(formatRow(change, 'after'), 'job: 10001\nrelease: A\nfab_order: 510.0\n')
    assert.equal(rowTitle(change), '10001-A · before ↔ after')
  })

  it('writes several lines one below the other, so that the diff finds the one that differs', () => {
    const change = row({ notes: ['one\ntwo', 'one\r\ntwo'] })
    assert.equal(formatRow(change, 'before'), 'job: 10001\nrelease: A\nnotes: |\n  one\n  two\n')
    assert.equal(formatRow(change, 'after'), 'job: 10001\nrelease: A\nnotes: "one\\r\\ntwo"\n')
  })
})

describe('a row of a sync as text', () => {
  const change = {
    ...row({ name: [null, 'Bridge - 1'], print_id: [null, null], shop_id: [null, null] }),
    label: 'Bridge - 1',
    references: { print_id: { table: 'public.prints', key: { airtable_id: 'r1' }, column: 'id' } },
  }

  it('is called as people call it', () => {
    assert.equal(rowTitle(change), 'Bridge - 1 · before ↔ after')
  })

  it('has its key once, though the new row has it among its fields', () => {
    const inserted = { ...change, after: { ...change.key, name: 'Bridge - 1' }, references: {} }
    const expected = 'job: 10001\nrelease: A\nname: Bridge - 1\n'
    assert.equal(formatRow(inserted, 'after'), expected)
  })

  it('says of a link to a row that is still to come where it leads, and not that it leads nowhere', () => {
    const lines = formatRow(change, 'after').split('\n')
    assert.deepEqual(lines.slice(-3), ['print_id: the new row of prints', 'shop_id: NULL', ''])
  })
})

describe('a record as text', () => {
  const change = {
    ...row({ raw_data: ['{"a":1.0,"b":{"c":[]}}', '{"a": 1.0, "b": {"c": [1, "x,y"]}}'] }),
    version: { known: 'a', hash: 'b' },
  }

  it('has a line for each member, so that the diff finds the one that differs', () => {
    const lines = (side: 'before' | 'after') => formatRow(change, side).split('\n').slice(2, -1)
    const before = [
      'raw_data: |',
      '  {',
      '    "a": 1.0,',
      '    "b": {',
      '      "c": []',
      '    }',
      '  }',
    ]
    assert.deepEqual(lines('before'), before)
    const list = ['      "c": [', '        1,', '        "x,y"', '      ]']
    assert.deepEqual(lines('after'), [...before.slice(0, 4), ...list, ...before.slice(5)])
  })

  it('is the same JSON, whatever it is', () => {
    const written = fc.tuple(fc.json(), fc.constantFrom(undefined, 1, '\t'))
    fc.assert(
      fc.property(written, ([json, space]) => {
        const value: unknown = JSON.parse(json)
        assert.equal(indentJson(JSON.stringify(value, null, space)), JSON.stringify(value, null, 2))
      }),
    )
  })
})

describe('plans in words', () => {
  it('counts what is to be done and what is amiss', () => {
    assert.equal(
      describePlan(plan()),
      'jobs: production → sandbox · 42 rows to update, 400 rows not found',
    )
  })

  it('lists the fields that change', () => {
    assert.deepEqual(fieldUpdates(plan()), [['fab_order', 42]])
    assert.deepEqual(fieldUpdates(plan({ summary: {} })), [])
  })

  it('says what is wrong with a row', () => {
    const finding = { side: 'source', key: { job: '1' }, rows: 2 } as const
    assert.equal(describeFinding({ ...finding, kind: 'notFound' }), '')
    assert.equal(describeFinding({ ...finding, kind: 'duplicateKey' }), '2 times in the source')
    assert.equal(describeFinding({ ...finding, kind: 'nullKey' }), '2 rows in the source')
    assert.equal(
      describeFinding({ ...finding, kind: 'invalid', field: 'fab_order', message: 'no number' }),
      'fab_order: no number',
    )
  })
})

describe('the question before an apply', () => {
  it('names the number of rows and the target', () => {
    assert.equal(question(plan()), 'Update 42 rows of sandbox?')
    assert.equal(question(plan({ kind: 'undo', changes: 1 })), 'Take back 1 row in sandbox?')
  })

  it('states the address, the fields and every hazard', () => {
    const hazards = [{ code: 'no-unique-index', message: 'jobs has no unique index on the key' }]
    assert.equal(
      detail(plan({ hazards })),
      'jobs: production → sandbox, at localhost:5432/sandbox.\n' +
        'Changes fab_order in 42 rows.\n' +
        'Hazard: jobs has no unique index on the key.',
    )
  })

  it('says of an undo how many rows it leaves', () => {
    const text = detail(plan({ kind: 'undo', summary: { updated: 0, edited: 2 } }))
    assert.ok(text.endsWith('\n2 rows edited or gone since the run: left alone.'), text)
  })

  it('takes a guarded name letter by letter', () => {
    assert.equal(nameProblem('staging', 'staging', 'Apply'), undefined)
    for (const text of ['', 'Staging', 'staging ', 'stagin'])
      assert.equal(nameProblem(text, 'staging', 'Apply'), 'type "staging" to apply')
  })

  it('refuses a locked target with the reason', () => {
    assert.equal(
      refusal({
        environment: 'copy',
        protection: 'locked',
        reason: 'it is the database of "production"',
      }),
      '"copy" is locked and never a target (it is the database of "production"). Nothing was written.',
    )
  })

  it('says afterwards what became of it', () => {
    const done = { run: run(), alreadyApplied: false, resumed: false }
    assert.equal(describeResult(done), 'jobs: production → sandbox: 42 applied in sandbox')
    assert.equal(
      describeResult({ ...done, alreadyApplied: true }),
      'This plan was applied before, by run r1. Nothing was changed now.',
    )
  })
})

describe('runs in words', () => {
  it('says how many, how long and where', () => {
    assert.equal(describeRun(run()), '42 applied · 1.2 s · sandbox')
    const counts = { total: 42, applied: 40, drifted: 1, failed: 1 }
    assert.equal(
      describeRun(run({ counts, status: 'interrupted', completedAt: null })),
      'interrupted · 40 applied, 1 drifted, 1 failed · sandbox',
    )
  })

  it('offers to undo what was applied, is over and was not undone', () => {
    const none = { total: 0, applied: 0, drifted: 0, failed: 0 }
    assert.equal(isUndoable(run()), true)
    assert.equal(isUndoable(run({ status: 'interrupted' })), true)
    assert.equal(isUndoable(run({ status: 'running' })), false)
    assert.equal(isUndoable(run({ status: 'undone' })), false)
    assert.equal(isUndoable(run({ undoneBy: 'r2' })), false)
    assert.equal(isUndoable(run({ counts: none })), false)
  })

  it('writes a log with every outcome, reason and what is left out', () => {
    const counts = { total: 44, applied: 42, drifted: 1, failed: 1 }
    const outcome = { ...row({ fab_order: ['500.0', '510.0'] }), ordinal: 0 }
    const what = { constraint: 'fab_order_limit', column: 'fab_order' }
    const error = { code: '23514', message: 'too large', ...what }
    const text = formatRun({
      run: run({ counts }),
      log: [{ at: '2026-01-02T03:04:05.000Z', level: 'info', message: 'started' }],
      rows: {
        applied: [{ ...outcome, outcome: 'applied' }],
        drifted: [{ ...outcome, outcome: 'drifted', actual: { fab_order: '505.0' } }],
        failed: [{ ...outcome, outcome: 'failed', error }],
      },
    })
    assert.equal(
      text,
      `Run r1  jobs: production → sandbox
══════════════════════════════════
  status       completed
  kind         mapping
  environment  sandbox
  started      2026-01-02T03:04:05.000Z
  completed    2026-01-02T03:04:06.200Z (1.2 s)
  operator     ada
  plan         p1
  definition   fab-order.mapping.jsonc
  undo         drydock undo r1
  rows         44 planned · 42 applied · 1 drifted · 1 failed

Log (1)
  2026-01-02T03:04:05.000Z  info     started

Failed (1)
  ✗ 10001-A  fab_order 500.0 → 510.0
      23514: too large (constraint "fab_order_limit", column "fab_order")

Drifted (1)
  ≠ 10001-A  fab_order 500.0 → 510.0
      found fab_order 505.0

Applied (42)
  ✓ 10001-A  fab_order 500.0 → 510.0
  … and 41 more
`,
    )
  })
})

describe('links in the log of a run', () => {
  const undone = run({ definition: null, undoneBy: 'r2' })
  const rows = { applied: [], drifted: [], failed: [] }

  it('stand where the facts have their values', () => {
    const text = formatRun({ run: undone, log: [], rows })
    const facts = findFacts(text)
    const values = Object.fromEntries(facts.map(({ fact, value }) => [fact, value]))
    assert.equal(values['plan'], 'p1')
    assert.equal(values['environment'], 'sandbox')
    assert.equal(values['undone by'], 'r2')
    assert.equal(values['undo'], undefined)
    for (const { line, start, end, value } of facts)
      assert.equal(text.split('\n')[line]?.slice(start, end), value)
  })

  it('are never made of what rows hold', () => {
    const log = [{ at: 'now', level: 'info', message: '\n  plan         p9' }] as const
    const plans = findFacts(formatRun({ run: run(), log, rows })).filter(
      ({ fact }) => fact === 'plan',
    )
    assert.deepEqual(
      plans.map(({ value }) => value),
      ['p1'],
    )
  })
})

describe('an environment in drydock.jsonc', () => {
  it('is found by its name, not by a value that is the same', () => {
    const text =
      '{ "registry": { "prod": 1 }, "environments": { "x": { "url": "prod" }, "prod" : {} } }'
    const place = environmentPlace(text, 'prod')
    assert.equal(place?.start, text.lastIndexOf('"prod"'))
    assert.equal(environmentPlace(text, 'sandbox'), undefined)
  })
})

describe('the box for a new value', () => {
  it('begins with the value that it can hold, and else only tells it', () => {
    assert.deepEqual(startValue('500.0'), { value: '500.0', hint: '' })
    assert.deepEqual(startValue(null), { value: '', hint: ', now NULL' })
    assert.deepEqual(startValue('a\nb'), { value: '', hint: ', now "a\\nb"' })
  })
})

describe('messages', () => {
  it('name file, line and mend of the first problem and count the others', () => {
    const problem = { file: 'a.mapping.jsonc', line: 3, column: 5, message: 'unknown field "jop"' }
    assert.equal(problemMessage(problem, 1), 'a.mapping.jsonc:3: unknown field "jop"')
    assert.equal(
      problemMessage({ ...problem, mend: 'did you mean "job"?' }, 3),
      'a.mapping.jsonc:3: unknown field "jop" (did you mean "job"?), and 2 more problems',
    )
  })

  it('say what a connection test found', () => {
    const ends = { environment: 'sandbox', address: 'localhost:5432/jobs' }
    assert.equal(
      describeReport({
        ...ends,
        ok: true,
        database: 'jobs',
        version: 'PostgreSQL 18.4',
        milliseconds: 12,
      }),
      'sandbox: PostgreSQL 18.4, database jobs at localhost:5432/jobs, 12 ms',
    )
    assert.equal(
      describeReport({
        ...ends,
        ok: false,
        message: 'connection refused',
        mend: 'start the server',
      }),
      'sandbox: connection refused (start the server)',
    )
  })

  it('tell how far long work is', () => {
    assert.equal(describeProgress({ message: 'comparing' }), 'comparing')
    assert.equal(describeProgress({ message: 'comparing', done: 1250 }), 'comparing, 1,250')
    const counting = { message: 'crm: 50 processed (50 new)', done: 50 }
    assert.equal(describeProgress(counting), 'crm: 50 processed (50 new)')
    const half = { message: 'applying', done: 500, total: 1000 }
    assert.equal(describeProgress(half), 'applying, 500 of 1,000')
    assert.equal(percentOf(half), 50)
    assert.equal(percentOf({ message: 'applying', done: 5, total: 0 }), 0)
  })

  it('allow for a secret only the names that a placeholder can have', () => {
    assert.equal(secretNameProblem('prod'), undefined)
    for (const name of ['', '1st', 'a b', '}'])
      assert.match(secretNameProblem(name) ?? '', /letter/)
  })
})

describe('the current environment', () => {
  const production = listed('production', 'locked')
  const sandbox = listed('sandbox', 'open')

  it('is the one that was chosen, while it exists', () => {
    const all = [production, sandbox]
    assert.equal(chooseEnvironment(all, '/work#production'), production)
    assert.equal(chooseEnvironment(all, '/work#gone'), sandbox)
  })

  it('is otherwise the first that may be written to', () => {
    assert.equal(chooseEnvironment([production, sandbox], undefined), sandbox)
    assert.equal(chooseEnvironment([production], undefined), production)
    assert.equal(chooseEnvironment([], undefined), undefined)
  })
})
