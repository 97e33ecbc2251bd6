import assert from 'node:assert/strict'
import fc from 'fast-check'
import { ColumnProof, type ColumnFormats } from '../../../../../src/core/airtable/cells/candidates'
import type { CellFormat } from '../../../../../src/core/airtable/cells/format'
import { readCell } from '../../../../../src/core/airtable/cells/readCell'
import { provesFormat, writeCell } from '../../../../../src/core/airtable/cells/writeCell'
import { column, sample } from './arbitraries'

function prove(cells: Iterable<string>): ColumnFormats {
  const proof = new ColumnProof()
  for (const cell of cells) proof.add(cell)
  return proof.end()
}

const text: CellFormat = { type: 'text' }
const attachment = 'https://v5.airtableusercontent.com/v3/u/1/1/1760875200000/a/b'

/** What whole columns prove, besides text. */
const columns: readonly (readonly [what: string, cells: readonly string[], ...CellFormat[]])[] = [
  ['checkboxes', ['checked', '', 'checked'], { type: 'checkbox' }],
  ['whole numbers', ['5', '0', '-12', '1234567'], { type: 'number', decimals: 0 }],
  ['whole numbers beside NaN', ['0', 'NaN', '', '3'], { type: 'number', decimals: 0 }],
  ['numbers of two digits', ['0.50', '1234.00'], { type: 'number', decimals: 2 }],
  ['numbers of several digits', ['0.5', '1.25', '3'], { type: 'number' }],
  ['numbers that had a sign at zero', ['-0.00', '1.00']],
  ['numbers with zeros before them', ['007', '012']],
  ['numbers with exponents', ['1e5', '2E7']],
  ['numbers and a word', ['1', '2', 'three']],
  ['numbers in brackets beside dollars', ['(1,234.50)', '-$5']],
  [
    'grouped numbers',
    ['1,234.50', '0.25', '-12,345,678.00'],
    { type: 'number', decimals: 2, grouping: ',' },
  ],
  ['numbers of which some are grouped', ['1,234.50', '1234.50']],
  [
    'numbers grouped by points',
    ['1.234,50', '7,00'],
    { type: 'number', decimals: 2, grouping: '.', decimal: ',' },
  ],
  [
    'numbers grouped by no-break spaces',
    ['1\u00a0234', '12'],
    { type: 'number', decimals: 0, grouping: '\u00a0' },
  ],
  ['numbers grouped in two ways', ["1'234", '1 234']],
  ['comma decimals', ['0,5', '12,5'], { type: 'number', decimals: 1, decimal: ',' }],
  [
    'commas that are thousands for certain',
    ['1,234', '1,234,567'],
    { type: 'number', decimals: 0, grouping: ',' },
  ],
  [
    'points that are a fraction for certain',
    ['1.234', '1234.567'],
    { type: 'number', decimals: 3 },
  ],
  ['percentages', ['12.5%', '-0.1%', '#ERROR!'], { type: 'percent', decimals: 1 }],
  [
    'kroner',
    ['DKK1,234.50', 'DKK0.00', 'DKK-5.00'],
    { type: 'currency', symbol: 'DKK', negative: '$-5', decimals: 2, grouping: ',' },
  ],
  ['dollars', ['$5', '-$5'], { type: 'currency', symbol: '$', negative: '-$5', decimals: 0 }],
  [
    'dollars, negative in brackets from the first cell on',
    ['($1,234.50)', '$5.00'],
    { type: 'currency', symbol: '$', negative: '($5)', decimals: 2, grouping: ',' },
  ],
  ['dollars, negative in two ways', ['$5', '-$5', '($5)']],
  ['dollars that had a sign at zero', ['$0.00', '-$0.00']],
  ['dollars beside euros', ['$5', '€5']],
  ['dollars beside numbers', ['$5', '5']],
  ['yen', ['¥1234', '¥5'], { type: 'currency', symbol: '¥', decimals: 0 }],
  [
    'kroner after the number',
    ['12,50 kr.', '-7,00 kr.'],
    {
      ...{ type: 'currency', symbol: 'kr.', place: 'after', space: ' ', negative: '-$5' },
      ...{ decimals: 2, decimal: ',' },
    },
  ],
  [
    'euros after a no-break space',
    ['5\u00a0€', '6\u00a0€'],
    { type: 'currency', symbol: '€', place: 'after', space: '\u00a0', decimals: 0 },
  ],
  [
    'a symbol that Airtable does not know',
    ['credits1,250.00', 'credits3.50'],
    { type: 'currency', symbol: 'credits', decimals: 2, grouping: ',' },
  ],
  ['rooms', ['Room 12', 'Room 14']],
  ['versions', ['v1.25', 'v1.30']],
  ['phone numbers', ['+4512345678', '+4587654321']],
  ['durations', ['25:30', '0:05', '-1:00'], { type: 'duration', format: 'h:mm' }],
  ['durations in seconds', ['25:30:00', '0:00:01'], { type: 'duration', format: 'h:mm:ss' }],
  ['durations in tenths', ['100:30:00.5'], { type: 'duration', format: 'h:mm:ss.S' }],
  ['durations of two formats', ['1:30', '1:30:00']],
  ['days of Europe', ['1/2/2025', '13/2/2025'], { type: 'date', format: 'D/M/YYYY' }],
  ['days of America', ['1/2/2025', '2/13/2025'], { type: 'date', format: 'M/D/YYYY' }],
  ['days of both', ['13/2/2025', '2/13/2025']],
  ['days with zeros before them', ['01/02/2025', '13/02/2025']],
  ['days of ISO 8601', ['2025-01-02', ''], { type: 'date', format: 'YYYY-MM-DD' }],
  ['days with names', ['October 13, 2025'], { type: 'date', format: 'MMMM D, YYYY' }],
  ['days beside times', ['13/10/2025', '13/10/2025 11:40']],
  [
    'times of 24 hours',
    ['19/10/2025 11:40', '1/1/2025 9:05'],
    { type: 'dateTime', format: 'D/M/YYYY', time: '24h' },
  ],
  [
    'times of 24 hours, all after ten',
    ['19/10/2025 11:40'],
    { type: 'dateTime', format: 'D/M/YYYY', time: '24h' },
  ],
  [
    'times of 24 hours with two digits',
    ['19/10/2025 11:40', '1/1/2025 09:05'],
    { type: 'dateTime', format: 'D/M/YYYY', time: '24h', padded: true },
  ],
  [
    'times of 12 hours',
    ['13/10/2025 2:03pm', '13/10/2025 12:00am', '13/10/2025 12:00pm'],
    { type: 'dateTime', format: 'D/M/YYYY', time: '12h' },
  ],
  [
    'times with seconds',
    ['2025-10-13 10:03:00', '2025-10-13 23:59:59'],
    { type: 'dateTime', format: 'YYYY-MM-DD', time: '24h', seconds: true },
  ],
  ['moments', ['2025-10-19T11:40:00.000Z'], { type: 'dateTime', time: 'iso' }],
  ['moments of unknown zones', ['2025-10-19T11:40:00.000']],
  ['choices', ['Red,Blue', 'Red', 'Blue,"a, b"', '"a, b"'], { type: 'choices' }],
  ['choices with needless quotes', ['"Red",Blue', 'Red', 'Blue', 'Red']],
  ['single choices', ['Red', 'Blue', 'Red', 'Red']],
  ['choices that never come again', ['a,b', 'c,d']],
  ['prose', ['Hello, world', 'Hello, world', 'Hello, world']],
  ['choices beside an open quote', ['Red,Blue', 'Red', 'Blue', '5" pipe']],
  [
    'attachments',
    [`a.png (${attachment})`, '', `b (3).png (${attachment}),c, d.pdf (${attachment})`],
    { type: 'attachments' },
  ],
  ['attachments beside a name', [`a.png (${attachment})`, 'b.png']],
  ['errors only', ['#ERROR!', 'NaN', '']],
  ['nothing', ['', '']],
  ['blanks', [' ', ' ']],
]

describe('columns', () => {
  for (const [what, cells, ...formats] of columns)
    it(`of ${what} prove ${formats.map((one) => one.type).join(', ') || 'no format but text'}`, () => {
      const found = prove(cells)
      assert.deepEqual(found.formats, [...formats, text])
      assert.equal(found.ambiguousDates, false)
      assert.equal(found.ambiguousNumbers, false)
      assert.deepEqual(prove([...cells].reverse()).formats, found.formats)
    })

  it('count what is empty and what formulas failed at', () => {
    const { empty, filled, formulaErrors, allEmpty } = prove(['0', 'NaN', '', '', '#ERROR!', 'x'])
    assert.deepEqual(
      { empty, filled, formulaErrors, allEmpty },
      {
        ...{ empty: 2, filled: 2, formulaErrors: 2, allEmpty: false },
      },
    )
  })

  it('say whether no cell says anything', () => {
    assert.equal(prove([]).allEmpty, true)
    assert.equal(prove(['', '']).allEmpty, true)
    assert.equal(prove(['', '#ERROR!']).allEmpty, false)
    assert.equal(prove(['', ' ']).allEmpty, false)
  })
})

describe('columns that can be read in two ways', () => {
  it('name both where days and months may be either', () => {
    const { formats, ambiguousDates } = prove(['1/2/2025', '12/11/2025', ''])
    assert.deepEqual(formats, [
      { type: 'date', format: 'D/M/YYYY' },
      { type: 'date', format: 'M/D/YYYY' },
      text,
    ])
    assert.equal(ambiguousDates, true)
  })

  it('name both with times too, and between other marks', () => {
    assert.equal(prove(['1/2/2025 2:03pm']).ambiguousDates, true)
    assert.equal(prove(['1-2-2025']).ambiguousDates, true)
    assert.equal(prove(['1.2.2025']).ambiguousDates, false)
  })

  it('name both where a comma may be a point, the point first', () => {
    const { formats, ambiguousNumbers } = prove(['1,234', '56,789'])
    assert.deepEqual(formats, [
      { type: 'number', decimals: 0, grouping: ',' },
      { type: 'number', decimals: 3, decimal: ',' },
      text,
    ])
    assert.equal(ambiguousNumbers, true)
  })

  it('name both where a point may group thousands, and in amounts and percentages', () => {
    assert.deepEqual(prove(['1.234']).formats.slice(0, 2), [
      { type: 'number', decimals: 3 },
      { type: 'number', decimals: 0, grouping: '.', decimal: ',' },
    ])
    assert.equal(prove(['$1,234']).ambiguousNumbers, true)
    assert.equal(prove(['1,234%']).ambiguousNumbers, true)
  })
})

describe('columns that nearly prove a format', () => {
  const many = (count: number, cell: string) => Array<string>(count).fill(cell)

  it('name it and the cells that broke it, wherever they are', () => {
    const nearest = {
      format: { type: 'date', format: 'D/M/YYYY' },
      proven: 50,
      broken: ['tbd', '?'],
    }
    const cells = many(50, '31/12/2025')
    assert.deepEqual(prove(['tbd', '?', ...cells]).nearest, nearest)
    assert.deepEqual(prove(['tbd', ...cells, '?']).nearest, nearest)
  })

  it('name three such cells at most', () => {
    const { nearest } = prove([...many(9, '5'), ...many(50, 'x')])
    assert.deepEqual(nearest, {
      ...{ format: { type: 'number', decimals: 0 }, proven: 9, broken: ['x', 'x', 'x'] },
    })
  })

  it('are not those that have a format, nor those in which most cells are something else', () => {
    assert.equal(prove(['1/2/2025', '13/2/2025']).nearest, undefined)
    assert.equal(prove(['5', 'x', 'y']).nearest, undefined)
    assert.equal(prove([]).nearest, undefined)
  })

  it('learn nothing from the cells that broke it', () => {
    const { nearest } = prove([...many(9, '$5.00'), '$5.125', '€5.00', '$7,00'])
    assert.deepEqual(nearest?.format, { type: 'currency', symbol: '$' })
  })
})

describe('columns of any cells', () => {
  it('prove only what each of their cells proves', () => {
    const odd = fc.constantFrom(
      '',
      '#ERROR!',
      'x',
      '1,234',
      '1.234',
      '-0',
      '5',
      '$5',
      '1:30',
      '12%',
    )
    const cell = sample.map(({ format, value }) => writeCell(format, value))
    const cells = fc.oneof(
      fc.array(fc.oneof(odd, cell), { maxLength: 4 }),
      column.map(({ format, values }) => values.map((value) => writeCell(format, value))),
    )
    fc.assert(
      fc.property(cells, (all) => {
        for (const format of prove(all).formats)
          for (const one of all) assert.equal(provesFormat(format, one), true)
      }),
      { numRuns: 1000 },
    )
  })

  it('of one format prove one that reads the same values', () => {
    fc.assert(
      fc.property(column, ({ format, values }) => {
        const cells = values.map((value) => writeCell(format, value))
        const { formats } = prove(cells)
        const isRead = (one: CellFormat) =>
          cells.every((cell, index) => {
            const read = readCell(one, cell)
            return 'value' in read && read.value === values[index]
          })
        assert.ok(formats.some((one) => one.type === format.type && isRead(one)))
      }),
      { numRuns: 1000 },
    )
  })

  it('remember few of them', () => {
    const proof = new ColumnProof()
    for (let index = 0; index < 2000; index++) proof.add(`item ${index},item ${index}`)
    assert.deepEqual(proof.end().formats, [text])
  })
})
