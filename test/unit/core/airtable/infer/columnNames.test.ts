import { deepEqual, equal } from 'node:assert/strict'
import fc from 'fast-check'
import { columnNames, plainName } from '../../../../../src/core/airtable/infer/columnNames'

describe('names of columns', () => {
  const NAMES: readonly (readonly [string, string])[] = [
    ['Total Editions', 'total_editions'],
    ['Commission %', 'commission_percentage'],
    ['Edition #', 'edition_number'],
    ['WebLink', 'web_link'],
    ['Straße & Ort', 'strasse_and_ort'],
    ['Größe', 'grosse'],
    ['  ', 'column'],
    ['2nd Name', 'n2nd_name'],
  ]
  for (const [name, plain] of NAMES)
    it(`makes ${plain} of ${JSON.stringify(name)}`, () => equal(plainName(name), plain))

  it('stay different, also from those that are taken', () => {
    deepEqual(columnNames(['Name', 'name', 'NAME!', 'ID'], ['id']), [
      ...['name', 'name_2', 'name_3'],
      'id_2',
    ])
  })

  it('need no quotes and are different ones, whatever they are made of', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'binary' })), (names) => {
        const given = columnNames(names, ['id'])
        return (
          given.length === names.length &&
          new Set(given).size === given.length &&
          given.every((name) => /^[a-z][a-z0-9_]{0,62}$/.test(name) && name !== 'id')
        )
      }),
    )
  })
})
