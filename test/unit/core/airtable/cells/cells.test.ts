import assert from 'node:assert/strict'
import type { CellFormat } from '../../../../../src/core/airtable/cells/format'
import { FORMULA_ERRORS } from '../../../../../src/core/airtable/cells/format'
import { readCell } from '../../../../../src/core/airtable/cells/readCell'
import { provesFormat, writeCell } from '../../../../../src/core/airtable/cells/writeCell'
import { UsageError } from '../../../../../src/core/util/errors'
import { numberCases } from './numberCases'
import { textCases } from './textCases'
import { timeCases } from './timeCases'

const cases = { ...textCases, ...numberCases, ...timeCases }

for (const [name, one] of Object.entries(cases))
  describe(`cells: ${name}`, () => {
    const { format, written, tolerated = [], refused = [], unwritable = [] } = one
    it('are read, and written again as they were', () => {
      for (const [cell, value] of written) {
        assert.deepEqual(readCell(format, cell), { value }, cell)
        assert.equal(writeCell(format, value), cell)
        assert.equal(provesFormat(format, cell), true, cell)
      }
    })

    it('are none where they are empty', () => {
      assert.deepEqual(readCell(format, ''), { value: format.type === 'checkbox' ? 'f' : null })
      assert.equal(provesFormat(format, ''), true)
      assert.equal(writeCell(format, null), '')
    })

    if (format.type !== 'text')
      it('are none where a formula failed', () => {
        for (const error of FORMULA_ERRORS)
          assert.deepEqual(readCell(format, error), { error: 'formula' })
        assert.equal(provesFormat(format, '#ERROR!'), true)
      })

    if (tolerated.length > 0)
      it('are read where they can mean one thing only', () => {
        for (const [cell, value] of tolerated) {
          assert.deepEqual(readCell(format, cell), { value }, cell)
          assert.equal(provesFormat(format, cell), false, cell)
        }
      })

    if (refused.length > 0)
      it('are refused where they could mean something else', () => {
        for (const cell of refused) {
          assert.deepEqual(Object.keys(readCell(format, cell)), ['invalid'], cell)
          assert.equal(provesFormat(format, cell), false, cell)
        }
      })

    if (unwritable.length > 0)
      it('are not written for values that they cannot have', () => {
        for (const value of unwritable)
          assert.throws(() => writeCell(format, value), UsageError, value)
      })
  })

describe('cells that are invalid', () => {
  const messages: readonly (readonly [CellFormat, string, string])[] = [
    [{ type: 'date', format: 'D/M/YYYY' }, '31/02/2025', '"31/02/2025" is no date as D/M/YYYY'],
    [{ type: 'number', grouping: ',', decimals: 2 }, '1,23', '"1,23" is no number as 1,234.50'],
    [{ type: 'number', decimals: 0 }, '007', '"007" is no number as 1234'],
    [{ type: 'percent' }, '0.5', '"0.5" is no percentage as 1234.5%'],
    [
      { type: 'currency', symbol: 'kr', place: 'after', space: ' ', decimal: ',' },
      '$5',
      '"$5" is no amount as 1234,5 kr',
    ],
    [{ type: 'duration', format: 'h:mm' }, '1:5', '"1:5" is no duration as h:mm'],
    [
      { type: 'dateTime', format: 'D/M/YYYY', time: '12h' },
      '1/1/2025',
      '"1/1/2025" is no date as D/M/YYYY with a time as 2:03pm',
    ],
    [{ type: 'checkbox' }, 'yes', '"yes" is no checkbox, which is "checked" or empty'],
  ]
  for (const [format, cell, message] of messages)
    it(`say so: ${message}`, () => {
      assert.deepEqual(readCell(format, cell), { invalid: message })
    })

  it('are cut where they are long', () => {
    const read = readCell({ type: 'rating' }, 'x'.repeat(10_000))
    assert.deepEqual(read, { invalid: `"${'x'.repeat(57)}…" is no rating from 0 to 10` })
  })
})

describe('values that PostgreSQL prints in another way', () => {
  it('are written as the numbers that they are', () => {
    assert.equal(
      writeCell({ type: 'number', grouping: ',' }, '1e+20'),
      '100,000,000,000,000,000,000',
    )
    assert.equal(writeCell({ type: 'number' }, '-0'), '0')
    assert.equal(writeCell({ type: 'number', decimals: 2 }, '1.5'), '1.50')
    assert.equal(writeCell({ type: 'number', decimals: 2 }, '1.5000'), '1.50')
  })

  it('are written as the empty cell where a checkbox is false', () => {
    assert.equal(writeCell({ type: 'checkbox' }, 'f'), '')
  })
})

describe('a format that groups with its point', () => {
  it('is refused', () => {
    const format: CellFormat = { type: 'number', grouping: ',', decimal: ',' }
    assert.throws(() => readCell(format, '1,234'), /"grouping" and "decimal" are the same: ","/)
  })
})
