import assert from 'node:assert/strict'
import { debounce } from '../../../src/views/plan/app/debounce'
import { columnWidths } from '../../../src/views/plan/app/grid/columns'
import { moveByKey } from '../../../src/views/plan/app/grid/gridKeys'
import { changeRow, findingRow, outcomeRow } from '../../../src/views/plan/app/rows'
import { tabAfterKey } from '../../../src/views/plan/app/tabBar'
import { ManualClock } from './manualClock'

describe('keys in the grid', () => {
  const size = { rows: 100, columns: 4, page: 10 }
  const cases: readonly (readonly [key: string, from: [number, number], to: [number, number]])[] = [
    ['ArrowDown', [5, 1], [6, 1]],
    ['ArrowDown', [99, 1], [99, 1]],
    ['ArrowUp', [0, 1], [0, 1]],
    ['ArrowRight', [5, 3], [5, 3]],
    ['ArrowLeft', [5, 1], [5, 0]],
    ['PageDown', [95, 2], [99, 2]],
    ['PageUp', [25, 2], [15, 2]],
    ['Home', [50, 2], [0, 2]],
    ['End', [50, 2], [99, 2]],
  ]
  for (const [key, from, to] of cases) {
    it(`${key} leads from ${from.join(', ')} to ${to.join(', ')}`, () => {
      const place = moveByKey(key, { row: from[0], column: from[1] }, size)
      assert.deepEqual(place, { row: to[0], column: to[1] })
    })
  }

  it('leaves all other keys to the page', () => {
    for (const key of ['Tab', 'a', 'Escape', 'F2'])
      assert.equal(moveByKey(key, { row: 0, column: 0 }, size), undefined)
  })
})

describe('rows and columns of the grid', () => {
  const change = {
    ordinal: 7,
    op: 'update' as const,
    matchedBy: '',
    key: ['10001', 'A'],
    fields: [[1, 'old', 'new']] as const,
    conflicts: [],
  }
  const columns = {
    fields: ['a', 'b', 'c'].map((name) => ({ name, count: 1 })),
    hasOps: false,
    steps: false,
    matchers: [],
  }
  const path = '/plans/p.plan'

  it('says of rows that come or go what becomes of them', () => {
    const { cells } = changeRow({ ...change, op: 'delete' }, { ...columns, hasOps: true }, path)
    assert.deepEqual(cells.slice(2), [
      { kind: 'label', text: 'delete' },
      { kind: 'none' },
      { kind: 'removed', value: 'old' },
      { kind: 'none' },
    ])
    assert.deepEqual(changeRow({ ...change, op: 'insert' }, columns, path).cells[3], {
      kind: 'added',
      value: 'new',
    })
  })

  it('offers both values where somebody has to decide', () => {
    const { cells } = changeRow({ ...change, conflicts: [1] }, columns, path)
    assert.deepEqual(cells[3], { kind: 'choice', source: 'new', target: 'old', side: undefined })
  })

  it('puts each changed field under its column and leaves the others empty', () => {
    const row = changeRow({ ...change, fields: [[2, null, 'NULL']] }, columns, path)
    assert.deepEqual(row, {
      ordinal: 7,
      context: {
        webviewSection: 'row',
        drydockRow: 'target',
        preventDefaultContextMenuItems: true,
        plan: path,
        ordinal: 7,
      },
      cells: [
        { kind: 'value', value: '10001' },
        { kind: 'value', value: 'A' },
        { kind: 'none' },
        { kind: 'none' },
        { kind: 'change', before: null, after: 'NULL' },
      ],
    })
  })

  it('names the matcher of each row where there are matchers', () => {
    const matchers = [{ name: 'by name', rows: 1 }]
    const { cells } = changeRow({ ...change, matchedBy: 'by name' }, { ...columns, matchers }, path)
    assert.deepEqual(cells[2], { kind: 'label', text: 'by name' })
  })

  it('says of a refused row what the database said, before what it was meant to become', () => {
    const refusal = { code: '23514', constraint: 'positive', column: '', reason: 'violates' }
    const { cells } = outcomeRow({ ...change, ...refusal }, columns, 'failed', path)
    assert.deepEqual(
      cells.slice(2, 6).map((cell) => (cell.kind === 'label' ? cell.text : cell.kind)),
      ['23514', 'positive', '', 'violates'],
    )
    assert.deepEqual(cells[7], { kind: 'change', before: 'old', after: 'new' })
    const drifted = outcomeRow({ ...change, ...refusal, reason: 'gone' }, columns, 'drifted', path)
    assert.deepEqual(drifted.cells[2], { kind: 'label', text: 'gone' })
    assert.equal(drifted.cells.length, cells.length - 3)
  })

  it('finds a row without a change again by its tab and place, and does not look for it in the target', () => {
    const finding = { problem: 'not found', side: 'source', key: ['1', 'A'], rows: 1 } as const
    const place = { path, kind: 'notFound', offset: 205 } as const
    const row = findingRow({ ...finding, field: '', message: '', inTarget: false }, place)
    assert.deepEqual(row.context?.finding, { kind: 'notFound', offset: 205 })
    assert.equal(row.context?.drydockRow, 'key')
  })

  it('makes columns as wide as label and rows need, within bounds', () => {
    const columns = ['job', 'a_column_with_a_long_name', 'note'].map((label) => ({
      label,
      key: false,
    }))
    const cells = [
      { kind: 'value', value: '1' },
      { kind: 'none' },
      { kind: 'change', before: 'x'.repeat(300), after: 'y' },
    ] as const
    const [narrow, labelled, wide] = columnWidths(columns, [{ cells }])
    assert.equal(narrow, 8)
    assert.equal(labelled, 'a_column_with_a_long_name'.length + 1)
    assert.equal(wide, 64)
  })
})

describe('debounce', () => {
  it('makes only the last of several calls, once there has been quiet', () => {
    const clock = new ManualClock()
    const calls: string[] = []
    const debounced = debounce((text: string) => calls.push(text), 200, clock)
    debounced('r')
    clock.advance(150)
    debounced('re')
    clock.advance(150)
    assert.deepEqual(calls, [])
    clock.advance(50)
    assert.deepEqual(calls, ['re'])
  })

  it('can be told to make the waiting call now, or never', () => {
    const clock = new ManualClock()
    const calls: string[] = []
    const debounced = debounce((text: string) => calls.push(text), 200, clock)
    debounced('a')
    debounced.flush()
    debounced.flush()
    debounced('b')
    debounced.cancel()
    clock.advance(1000)
    assert.deepEqual(calls, ['a'])
  })
})

describe('keys in the tab list', () => {
  const all = ['changes', 'notFound', 'problems'] as const

  it('go around the end', () => {
    assert.equal(tabAfterKey('ArrowRight', all, 'changes'), 'notFound')
    assert.equal(tabAfterKey('ArrowRight', all, 'problems'), 'changes')
    assert.equal(tabAfterKey('ArrowLeft', all, 'changes'), 'problems')
  })

  it('go to the first and the last', () => {
    assert.equal(tabAfterKey('Home', all, 'problems'), 'changes')
    assert.equal(tabAfterKey('End', all, 'changes'), 'problems')
    assert.equal(tabAfterKey('Enter', all, 'changes'), undefined)
  })
})
