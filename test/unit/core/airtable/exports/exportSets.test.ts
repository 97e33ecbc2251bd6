import { deepEqual } from 'node:assert/strict'
import { ExportSets, type SettledExport } from '../../../../../src/core/airtable/exports/exportSets'

const WINDOW = 300
const TABLES = ['A', 'B', 'C']

/** A file by a short text, such as `A1`: the first version of table A; `A1'` is the same, written again. */
function fileOf(text: string): SettledExport {
  const [table = '', version = ''] = text
  const name = `${table}.csv`
  const [size, mtimeMs] = [1, text.length + Number(version)]
  const sha256 = table + version
  const identity = text
  return {
    table,
    path: name,
    name,
    view: '',
    size,
    mtimeMs,
    sha256,
    identity,
    downloading: false,
  }
}

/** What is given at each look: the files, and after a bar the stale tables. */
function looks(...all: readonly (readonly [now: number, files: string])[]): readonly string[] {
  const sets = new ExportSets(TABLES, WINDOW)
  return all.map(([now, text]) => {
    const { set, awaited } = sets.look(text.split(' ').filter(Boolean).map(fileOf), now)
    if (set !== undefined) {
      sets.give(set)
      return `${set.files.map(({ identity }) => identity).join(' ')} | ${set.stale.join(' ')}`.trim()
    }
    return awaited === undefined ? '' : `${awaited.tables.join(' ')} until ${awaited.until}`
  })
}

describe('a set of exports', () => {
  for (const [title, seen, expected] of [
    [
      'is the first in which no table is missing',
      [
        [0, 'A1 B1'],
        [5, 'A1 B1 C1'],
        [6, 'A1 B1 C1'],
      ],
      ['', 'A1 B1 C1 |', ''],
    ],
    ['has the order of the tables', [[0, 'C1 A1 B1']], ['A1 B1 C1 |']],
    [
      'comes again when all are new',
      [
        [0, 'A1 B1 C1'],
        [9, 'A2 B2 C2'],
        [10, 'A2 B2 C2'],
      ],
      ['A1 B1 C1 |', 'A2 B2 C2 |', ''],
    ],
    [
      'waits for the others from the first new file on',
      [
        [0, 'A1 B1 C1'],
        [10, 'A2 B1 C1'],
        [200, 'A2 B2 C1'],
        [309, 'A2 B2 C1'],
        [310, 'A2 B2 C1'],
        [311, 'A2 B2 C1'],
      ],
      ['A1 B1 C1 |', 'B C until 310', 'C until 310', 'C until 310', 'A2 B2 C1 | C', ''],
    ],
    [
      'does not wait longer because a file is replaced again',
      [
        [0, 'A1 B1 C1'],
        [10, 'A2 B1 C1'],
        [200, 'A3 B1 C1'],
        [310, 'A3 B1 C1'],
      ],
      ['A1 B1 C1 |', 'B C until 310', 'B C until 310', 'A3 B1 C1 | B C'],
    ],
    [
      'never has a table that is not complete',
      [
        [0, 'A1 B1 C1'],
        [10, 'A2 B1 C1'],
        [310, 'A2 B1'],
        [400, 'A2 B1 C2'],
      ],
      ['A1 B1 C1 |', 'B C until 310', 'B C until 310', 'A2 B1 C2 | B'],
    ],
    [
      'is none when files were only touched',
      [
        [0, 'A1 B1 C1'],
        [10, "A1' B1 C1"],
        [999, "A1' B1' C1'"],
      ],
      ['A1 B1 C1 |', '', ''],
    ],
    [
      'does not wait for what was exported again without a change',
      [
        [0, 'A1 B1 C1'],
        [10, 'A2 B1 C1'],
        [20, "A2 B1' C1"],
        [30, "A2 B1' C1'"],
      ],
      ['A1 B1 C1 |', 'B C until 310', 'C until 310', "A2 B1' C1' |"],
    ],
    [
      'nor when that came before the change',
      [
        [0, 'A1 B1 C1'],
        [10, "A1 B1' C1'"],
        [20, "A2 B1' C1'"],
      ],
      ['A1 B1 C1 |', '', "A2 B1' C1' |"],
    ],
    [
      'but does for what was touched long before',
      [
        [0, 'A1 B1 C1'],
        [10, "A1 B1' C1"],
        [500, "A2 B1' C2"],
      ],
      ['A1 B1 C1 |', '', 'B until 800'],
    ],
    [
      'is none any more when the new file is gone again',
      [
        [0, 'A1 B1 C1'],
        [10, 'A2 B1 C1'],
        [20, 'A1 B1 C1'],
        [400, 'A2 B1 C1'],
      ],
      ['A1 B1 C1 |', 'B C until 310', '', 'B C until 700'],
    ],
    [
      'waits no longer when the clock was put back',
      [
        [5000, 'A1 B1 C1'],
        [5000, 'A2 B1 C1'],
        [10, 'A2 B1 C1'],
        [310, 'A2 B1 C1'],
      ],
      ['A1 B1 C1 |', 'B C until 5300', 'B C until 310', 'A2 B1 C1 | B C'],
    ],
  ] as const)
    it(title, () => {
      deepEqual(looks(...seen), expected)
    })

  it('is new when a file has another name, though it says the same', () => {
    const sets = new ExportSets(['A'], WINDOW)
    const first = { files: [fileOf('A1')], stale: [] }
    sets.give(first)
    deepEqual(sets.look([fileOf('A1')], 0), {})
    const renamed = { ...fileOf('A1'), path: 'A (1).csv' }
    deepEqual(sets.look([renamed], 1), { set: { files: [renamed], stale: [] } })
  })
})
