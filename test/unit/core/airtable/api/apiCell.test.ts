import assert from 'node:assert/strict'
import fc from 'fast-check'
import { apiCell, exportText, type ApiCell } from '../../../../../src/core/airtable/api/apiCell'
import { apiFormat } from '../../../../../src/core/airtable/api/fieldFormat'
import { readCell } from '../../../../../src/core/airtable/cells/readCell'

type Written = string | { readonly type: string; readonly options?: object | undefined }

function fieldOf(written: Written) {
  const { type, options } = typeof written === 'string' ? { type: written } : written
  return { type, ...(options !== undefined && { options: JSON.stringify(options) }) }
}

/** A field that results in another. */
function resulting(type: string, result: Written | null) {
  return {
    type,
    options: { isValid: true, result: typeof result === 'string' ? { type: result } : result },
  }
}

const lookup = (result: Written | null) => resulting('multipleLookupValues', result)
const formula = (result: Written | null) => resulting('formula', result)

const ATTACHMENTS =
  '[{"id":"att1","url":"https://v5.airtableusercontent.com/a,b","filename":"plan (2), é.pdf","size":1},{"id":"att2","url":"https://x/y","filename":"b"}]'
const ATTACHED =
  '{"https://v5.airtableusercontent.com/a,b#plan%20(2)%2C%20%C3%A9.pdf",https://x/y#b}'
const EXPORTED = 'plan (2), é.pdf (https://v5.airtableusercontent.com/a,b),b (https://x/y)'
const ANNA = '{"id":"usr1","email":"anna@example.com","name":"Anna, \\"A\\""}'

/** The field, its cell, the type that it gets, the value, and the cell that an export would have. */
type Case = readonly [Written, string, string, string | null, string]

const cases: readonly Case[] = [
  ['singleLineText', '" a \\"b\\", c"', 'text', ' a "b", c', ' a "b", c'],
  ['multilineText', '"a\\nb"', 'text', 'a\nb', 'a\nb'],
  ['richText', '"**a**\\n"', 'text', '**a**\n', '**a**\n'],
  ['email', '"a@example.com"', 'text', 'a@example.com', 'a@example.com'],
  ['url', '"https://x"', 'text', 'https://x', 'https://x'],
  ['phoneNumber', '"(415) 555-9876"', 'text', '(415) 555-9876', '(415) 555-9876'],
  ['singleSelect', '"Large, framed"', 'text', 'Large, framed', 'Large, framed'],
  ['singleSelect', '{"id":"sel1","name":"Large"}', 'text', 'Large', 'Large'],
  ['externalSyncSource', '"Base B"', 'text', 'Base B', 'Base B'],
  ['multipleSelects', '["A"]', 'choices', '{A}', 'A'],
  [
    'multipleSelects',
    '["A, B","say \\"x\\"","c d"]',
    'choices',
    '{"A, B","say \\"x\\"","c d"}',
    '"A, B","say ""x""",c d',
  ],
  ['multipleSelects', '[{"id":"sel1","name":"A"},{"name":"B"}]', 'choices', '{A,B}', 'A,B'],
  ['multipleSelects', '[]', 'choices', null, ''],
  ['singleCollaborator', ANNA, 'text', 'Anna, "A"', 'Anna, "A"'],
  ['singleCollaborator', '{"id":"usr1","email":"a@b"}', 'text', 'a@b', 'a@b'],
  ['singleCollaborator', '{"id":"usr1","name":"","email":"a@b"}', 'text', 'a@b', 'a@b'],
  ['createdBy', ANNA, 'text', 'Anna, "A"', 'Anna, "A"'],
  ['lastModifiedBy', '{"id":"usr1"}', 'text', 'usr1', 'usr1'],
  [
    'multipleCollaborators',
    `[${ANNA},{"id":"usr2","name":"Bo"}]`,
    'choices',
    '{"Anna, \\"A\\"",Bo}',
    '"Anna, ""A""",Bo',
  ],
  ['multipleAttachments', ATTACHMENTS, 'attachments', ATTACHED, EXPORTED],
  [
    'multipleAttachments',
    '[{"url":"https://x","filename":"\\ud800"}]',
    'attachments',
    '{https://x#%EF%BF%BD}',
    '\ufffd (https://x)',
  ],
  ['multipleAttachments', '[]', 'attachments', null, ''],
  ['checkbox', 'true', 'checkbox', 't', 'checked'],
  ['checkbox', 'false', 'checkbox', 'f', ''],
  [
    'number',
    '1234567890123456789012.3456789',
    'number',
    '1234567890123456789012.3456789',
    '1234567890123456789012.3456789',
  ],
  ['number', '-0', 'number', '0', '0'],
  ['number', '-12.50', 'number', '-12.50', '-12.50'],
  ['number', '1.5e-7', 'number', '0.00000015', '0.00000015'],
  ['number', '1e+21', 'number', '1000000000000000000000', '1000000000000000000000'],
  [
    { type: 'currency', options: { precision: 2, symbol: 'DKK' } },
    '-1234.5',
    'currency',
    '-1234.5',
    '-DKK1234.5',
  ],
  ['currency', '0.1', 'currency', '0.1', '$0.1'],
  ['percent', '0.125', 'percent', '12.5', '12.5%'],
  ['percent', '0.07', 'percent', '7', '7%'],
  ['percent', '1.1', 'percent', '110', '110%'],
  ['percent', '-1e-7', 'percent', '-0.00001', '-0.00001%'],
  ['percent', '0', 'percent', '0', '0%'],
  ['duration', '91800', 'duration', '25:30:00', '25:30:00.000'],
  ['duration', '-300', 'duration', '-00:05:00', '-0:05:00.000'],
  ['duration', '1.5', 'duration', '00:00:01.5', '0:00:01.500'],
  ['duration', '-0.0', 'duration', '00:00:00', '0:00:00.000'],
  ['duration', '59.9999999', 'duration', '00:01:00', '0:01:00.000'],
  ['rating', '4', 'rating', '4', '4'],
  ['autoNumber', '107', 'autonumber', '107', '107'],
  ['count', '0', 'number', '0', '0'],
  ['date', '"2025-10-19"', 'date', '2025-10-19', '2025-10-19'],
  ['date', '"2025-10-19T11:40:00.000Z"', 'date', '2025-10-19', '2025-10-19'],
  [
    'dateTime',
    '"2025-10-19T11:40:00.000Z"',
    'dateTime',
    '2025-10-19 11:40:00+00',
    '2025-10-19T11:40:00.000Z',
  ],
  [
    'dateTime',
    '"2024-02-29T23:59:59.120Z"',
    'dateTime',
    '2024-02-29 23:59:59.12+00',
    '2024-02-29T23:59:59.120Z',
  ],
  ['dateTime', '"2025-10-19"', 'dateTime', '2025-10-19 00:00:00+00', '2025-10-19T00:00:00.000Z'],
  [
    'createdTime',
    '"2025-10-19T11:40:00.000Z"',
    'dateTime',
    '2025-10-19 11:40:00+00',
    '2025-10-19T11:40:00.000Z',
  ],
  [resulting('createdTime', 'date'), '"2022-08-29"', 'date', '2022-08-29', '2022-08-29'],
  [
    resulting('lastModifiedTime', 'dateTime'),
    '"2022-08-29T07:00:00.001Z"',
    'dateTime',
    '2022-08-29 07:00:00.001+00',
    '2022-08-29T07:00:00.001Z',
  ],
  ['barcode', '{"type":"upce","text":"01234"}', 'text', '01234', '01234'],
  ['barcode', '{"type":"upce"}', 'text', null, ''],
  ['button', '{"label":"Open","url":null}', 'text', 'Open', 'Open'],
  [
    'aiText',
    '{"state":"generated","isStale":false,"value":"So it is"}',
    'text',
    'So it is',
    'So it is',
  ],
  ['aiText', '{"state":"error","errorType":"x","isStale":true,"value":null}', 'text', null, ''],
  [formula('number'), '12.10', 'number', '12.10', '12.10'],
  [formula('number'), '[12.10]', 'number', '12.10', '12.10'],
  [formula('number'), '[]', 'number', null, ''],
  [formula('percent'), '0.5', 'percent', '50', '50%'],
  [formula('checkbox'), 'true', 'checkbox', 't', 'checked'],
  [formula('date'), '"2025-10-19"', 'date', '2025-10-19', '2025-10-19'],
  [formula('singleLineText'), '"a"', 'text', 'a', 'a'],
  [formula('singleLineText'), '["a, b","c"]', 'text', '"a, b",c', '"a, b",c'],
  [formula('singleLineText'), '12.0', 'text', '12.0', '12.0'],
  [formula(null), '"a"', 'text', 'a', 'a'],
  ['formula', '"a"', 'text', 'a', 'a'],
  [formula('singleLineText'), '{"error":"#ERROR!"}', 'text', '#ERROR!', '#ERROR!'],
  [
    resulting('rollup', { type: 'currency', options: { symbol: '€' } }),
    '9.90',
    'currency',
    '9.90',
    '€9.90',
  ],
  [resulting('rollup', 'duration'), '60', 'duration', '00:01:00', '0:01:00.000'],
  [lookup('singleLineText'), '["a","b, c",null]', 'choices', '{a,"b, c"}', 'a,"b, c"'],
  [lookup('number'), '[12.10]', 'choices', '{12.10}', '12.10'],
  [lookup('percent'), '[0.125,{"specialValue":"NaN"}]', 'choices', '{12.5%,NaN}', '12.5%,NaN'],
  [
    lookup('dateTime'),
    '["2025-10-19T11:40:00.000Z"]',
    'choices',
    '{2025-10-19T11:40:00.000Z}',
    '2025-10-19T11:40:00.000Z',
  ],
  [lookup('checkbox'), '[true,null]', 'choices', '{checked}', 'checked'],
  [lookup('checkbox'), '[false,true]', 'choices', '{checked}', 'checked'],
  [lookup('singleSelect'), '["A",{"error":"#ERROR!"}]', 'choices', '{A,#ERROR!}', 'A,#ERROR!'],
  [lookup('singleCollaborator'), `[${ANNA}]`, 'choices', '{"Anna, \\"A\\""}', '"Anna, ""A"""'],
  [lookup('multipleSelects'), '["A",["B","C"]]', 'choices', '{A,B,C}', 'A,B,C'],
  [lookup('multipleAttachments'), ATTACHMENTS, 'attachments', ATTACHED, EXPORTED],
  [lookup(formula('number')), '[1.0]', 'choices', '{1.0}', '1.0'],
  [lookup(lookup('number')), '[1.0,2]', 'choices', '{1.0,2}', '1.0,2'],
  [
    lookup(null),
    '["a",1.0,{"x": 1.0}]',
    'choices',
    '{a,1.0,"{\\"x\\": 1.0}"}',
    'a,1.0,"{""x"": 1.0}"',
  ],
  ['hologram', '"a"', 'text', 'a', 'a'],
  ['hologram', '{ "n": 1.0 }', 'text', '{ "n": 1.0 }', '{ "n": 1.0 }'],
  ['hologram', 'true', 'text', 'true', 'true'],
  ['toString', '{"a":1}', 'text', '{"a":1}', '{"a":1}'],
]

describe('a cell of the API', () => {
  for (const [written, json, type, value, cell] of cases)
    it(`of ${JSON.stringify(written)} as ${json}`, () => {
      const field = fieldOf(written)
      const format = apiFormat(field)
      const read = apiCell(field, json)
      assert.deepEqual([format.type, read], [type, { value }])
      assert.equal(exportText(format, read), cell)
      // One engine for both: what an export would have is read as the same value.
      assert.ok(format.type !== 'link')
      assert.deepEqual(readCell(format, cell), { value })
    })

  it('is empty where Airtable has none', () => {
    for (const [written] of cases) {
      const field = fieldOf(written)
      const format = apiFormat(field)
      const value = format.type === 'checkbox' ? 'f' : null
      for (const json of [undefined, 'null', '""']) {
        const read = apiCell(field, json)
        assert.deepEqual(read, { value }, `${JSON.stringify(written)} ${json}`)
        assert.equal(exportText(format, read), '')
      }
    }
  })

  it('of links has the ids of records', () => {
    const options = { linkedTableId: 'tblSizes' }
    for (const written of [
      { type: 'multipleRecordLinks', options },
      lookup({ type: 'multipleRecordLinks', options }),
    ]) {
      const field = fieldOf(written)
      const format = apiFormat(field)
      assert.deepEqual(format, { type: 'link', tableId: 'tblSizes' })
      const links = (json?: string) => apiCell(field, json)
      assert.deepEqual(links('["recA","recB"]'), { links: ['recA', 'recB'] })
      assert.deepEqual(links('[{"id":"recA","name":"x"}]'), { links: ['recA'] })
      assert.deepEqual([links(), links('[]')], [{ links: [] }, { links: [] }])
      assert.equal(exportText(format, links('["recA"]')), undefined)
      assert.deepEqual(links('[1]'), { invalid: '"[1]" is no list of ids of records' })
    }
  })

  it('says that a formula has failed', () => {
    const errors = [
      ['{"specialValue":"NaN"}', 'NaN'],
      ['{ "specialValue" : "Infinity" }', 'Infinity'],
      ['{"specialValue":"-Infinity"}', '-Infinity'],
      ['{"error":"#ERROR!"}', '#ERROR!'],
    ] as const
    for (const [json, text] of errors)
      for (const type of ['number', 'percent', 'date', 'dateTime', 'checkbox', 'multipleSelects']) {
        const field = fieldOf(formula(type))
        const read = apiCell(field, json)
        assert.deepEqual(read, { error: 'formula', text })
        const format = apiFormat(field)
        assert.ok(format.type !== 'link')
        assert.deepEqual(readCell(format, exportText(format, read) ?? ''), { error: 'formula' })
      }
    assert.deepEqual(apiCell(fieldOf(lookup('number')), '{"error":"#ERROR!"}'), {
      ...{ error: 'formula', text: '#ERROR!' },
    })
  })

  it('that is not as documented says so', () => {
    const wrong: readonly (readonly [string, string])[] = [
      ['number', '"12"'],
      ['number', 'true'],
      ['number', '[1,2]'],
      ['number', '1e99999999'],
      ['currency', '{"amount":1}'],
      ['percent', '"50%"'],
      ['duration', '"1:30"'],
      ['rating', '"****"'],
      ['checkbox', '1'],
      ['date', '"2025-02-30"'],
      ['date', '"19/10/2025"'],
      ['date', '20251019'],
      ['dateTime', '"2025-10-19 11:40"'],
      ['dateTime', '"2025-10-19T11:40:00"'],
      ['dateTime', '"2025-10-19T24:40:00.000Z"'],
      ['multipleAttachments', '["a.pdf"]'],
      ['multipleAttachments', '[{"filename":"a.pdf"}]'],
    ]
    for (const [type, json] of wrong) {
      const read = apiCell({ type }, json)
      assert.ok('invalid' in read, `${type} ${json}`)
      assert.match(read.invalid, / is no (?:number|true|day|moment|list)/)
      assert.equal(exportText(apiFormat({ type }), read), undefined)
    }
  })

  it('of numbers has every digit, and of percentages the very point', () => {
    const digits = fc.bigInt({ min: -(10n ** 30n), max: 10n ** 30n })
    fc.assert(
      fc.property(digits, fc.nat({ max: 20 }), (number, places) => {
        const size = String(number < 0n ? -number : number).padStart(places + 1, '0')
        const whole = size.slice(0, size.length - places)
        const fraction = size.slice(size.length - places)
        const json = `${number < 0n ? '-' : ''}${whole}${places === 0 ? '' : `.${fraction}`}`
        assert.deepEqual(apiCell({ type: 'number' }, json), { value: json } satisfies ApiCell)
        const percent = apiCell({ type: 'percent' }, json)
        assert.ok('value' in percent)
        const [points = '', rest = ''] = (percent.value ?? '').split('.')
        // As whole numbers: points times ten to the places is the number times a hundred.
        const scaled = BigInt(points + rest) * 10n ** BigInt(places)
        assert.equal(scaled, number * 100n * 10n ** BigInt(rest.length))
      }),
      {
        examples: [
          [-5n, 3],
          [0n, 0],
          [7n, 2],
        ],
      },
    )
  })

  it('of durations has every microsecond', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(10n ** 13n), max: 10n ** 13n }), (microseconds) => {
        const size = String(microseconds < 0n ? -microseconds : microseconds).padStart(7, '0')
        const sign = microseconds < 0n ? '-' : ''
        const read = apiCell({ type: 'duration' }, `${sign}${size.slice(0, -6)}.${size.slice(-6)}`)
        assert.ok('value' in read)
        const [, minus, hours = '', minutes = '', seconds = '', rest = ''] =
          /^(-?)(\d{2,}):([0-5]\d):([0-5]\d)(?:\.(\d*[1-9]))?$/.exec(read.value ?? '') ?? []
        const whole = (BigInt(hours) * 60n + BigInt(minutes)) * 60n + BigInt(seconds)
        const total = whole * 1_000_000n + BigInt(rest.padEnd(6, '0'))
        assert.equal(minus === '-' ? -total : total, microseconds)
      }),
    )
  })
})
