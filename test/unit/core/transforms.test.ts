import assert from 'node:assert/strict'
import fc from 'fast-check'
import { compileDateFormat } from '../../../src/core/mapping/dateFormat'
import type { Transform } from '../../../src/core/mapping/mapping'
import { compileTransforms, type Transformed } from '../../../src/core/mapping/transforms'
import { canonicalDecimal } from '../../../src/core/schema/decimal'
import type { Value } from '../../../src/core/util/value'

/** A value, or ✗ and the reason why there is none. */
function shown(result: Transformed): Value {
  return 'invalid' in result ? `✗ ${result.invalid}` : result.value
}

function apply(transforms: readonly Transform[], value: Value): Value {
  return shown(compileTransforms(transforms)(value))
}

const german: Transform = { name: 'number', decimal: ',', group: '.' }
const swiss: Transform = { name: 'number', decimal: '.', group: '’' }
const colours = { Red: 'R', Blue: 'B', None: null }
const lookup = (otherwise: 'keep' | 'null' | 'error'): Transform => ({
  name: 'lookup',
  values: colours,
  otherwise,
})

describe('transforms', () => {
  const cases: readonly (readonly [string, readonly Transform[], Value, Value])[] = [
    ['no step', [], ' as it is ', ' as it is '],
    ['trim', [{ name: 'trim' }], '\t a b \n', 'a b'],
    ['upper', [{ name: 'upper' }], 'straße é', 'STRASSE É'],
    ['lower', [{ name: 'lower' }], 'ABC É', 'abc é'],
    ['nullIfEmpty', [{ name: 'nullIfEmpty' }], '', null],
    ['nullIfEmpty', [{ name: 'nullIfEmpty' }], ' ', ' '],
    ['trim, then nullIfEmpty', [{ name: 'trim' }, { name: 'nullIfEmpty' }], ' ', null],
    ['nullIfEmpty, then trim', [{ name: 'nullIfEmpty' }, { name: 'trim' }], ' ', ''],
    ['default', [{ name: 'default', value: 'x' }], null, 'x'],
    ['default', [{ name: 'default', value: 'x' }], '', ''],
    [
      'nullIfEmpty, then default',
      [{ name: 'nullIfEmpty' }, { name: 'default', value: 'x' }],
      '',
      'x',
    ],
    ['number', [{ name: 'number', decimal: '.', group: '' }], ' 1.50 ', '1.50'],
    ['number', [{ name: 'number', decimal: '.', group: '' }], '1,5', '✗ "1,5" is not a number'],
    ['number', [german], '1.234.567,89', '1234567.89'],
    ['number', [german], '-0,5', '-0.5'],
    ['number', [german], '1,2,3', '✗ "1,2,3" is not a number'],
    ['number', [swiss], '1’000.5', '1000.5'],
    ['number', [{ name: 'number', decimal: ',', group: ' ' }], '1.5', '✗ "1.5" is not a number'],
    ['number', [german], '', '✗ "" is not a number'],
    ['date', [{ name: 'date', format: 'DD.MM.YYYY' }], '9.2.2024', '2024-02-09'],
    [
      'date',
      [{ name: 'date', format: 'DD.MM.YYYY' }],
      'soon',
      '✗ "soon" is not a date in the format DD.MM.YYYY',
    ],
    ['lookup', [lookup('error')], 'Red', 'R'],
    ['lookup', [lookup('error')], 'None', null],
    ['lookup that keeps', [lookup('keep')], 'Green', 'Green'],
    ['lookup that empties', [lookup('null')], 'Green', null],
    ['lookup that refuses', [lookup('error')], 'Green', '✗ "Green" is not in the lookup'],
    [
      'lookup of an object’s own words',
      [lookup('error')],
      'constructor',
      '✗ "constructor" is not in the lookup',
    ],
    [
      'the first step that refuses',
      [german, { name: 'default', value: '0' }],
      'x',
      '✗ "x" is not a number',
    ],
  ]
  for (const [name, transforms, value, expected] of cases)
    it(`${name} makes ${JSON.stringify(value)} ${JSON.stringify(expected)}`, () => {
      assert.equal(apply(transforms, value), expected)
    })

  it('let null pass, but for default', () => {
    const steps: readonly Transform[] = [
      ...(['trim', 'upper', 'lower', 'nullIfEmpty'] as const).map((name) => ({ name })),
      german,
      { name: 'date', format: 'YYYY' },
      lookup('error'),
    ]
    for (const step of steps) assert.equal(apply([step], null), null)
    assert.equal(apply([...steps, { name: 'default', value: '' }], null), '')
  })

  it('run in order', () => {
    const step = fc.constantFrom<Transform[]>(
      { name: 'trim' },
      { name: 'upper' },
      { name: 'nullIfEmpty' },
      { name: 'default', value: ' d ' },
      lookup('null'),
    )
    fc.assert(
      fc.property(
        fc.array(step),
        fc.array(step),
        fc.option(fc.constantFrom('', ' ', 'red', 'Red', ' x ')),
        (a, b, value) => {
          assert.equal(apply([...a, ...b], value), apply(b, apply(a, value)))
        },
      ),
    )
  })

  it('read grouped numbers exactly', () => {
    const parts = fc.tuple(
      fc.bigInt({ min: 0n, max: 10n ** 30n }),
      fc.bigInt({ min: 0n, max: 10n ** 20n }),
      fc.boolean(),
    )
    fc.assert(
      fc.property(parts, ([whole, fraction, negative]) => {
        const sign = negative ? '-' : ''
        const grouped = String(whole).replace(/\B(?=(?:\d{3})+$)/g, '.')
        const read = apply([german], `${sign}${grouped},${fraction}`)
        assert.equal(read, `${sign}${whole}.${fraction}`)
        assert.notEqual(canonicalDecimal(read), undefined)
      }),
    )
  })
})

describe('date formats', () => {
  it('read the days of the calendar and no others', () => {
    const order = fc.constantFrom('YYYY-MM-DD', 'DD.MM.YYYY', 'MM/DD/YYYY', 'YYYYMMDD', 'DDMMYYYY')
    const year = fc.oneof(
      fc.integer({ min: 0, max: 9999 }),
      fc.constantFrom(1900, 2000, 2023, 2024),
    )
    fc.assert(
      fc.property(order, year, fc.nat(13), fc.nat(32), (format, y, m, d) => {
        const [yyyy, mm, dd] = [
          String(y).padStart(4, '0'),
          ...[m, d].map((part) => String(part).padStart(2, '0')),
        ]
        const text = format
          .replace('YYYY', yyyy)
          .replace('MM', mm ?? '')
          .replace('DD', dd ?? '')
        const day = new Date(0)
        day.setUTCFullYear(y, m - 1, d)
        const exists = y > 0 && day.getUTCMonth() === m - 1 && day.getUTCDate() === d
        const expected = exists
          ? `${yyyy}-${mm}-${dd}`
          : `✗ "${text}" is not a date in the format ${format}`
        assert.equal(shown(compileDateFormat(format)(text)), expected)
      }),
      { numRuns: 3000 },
    )
  })

  const cases: readonly (readonly [string, string, Value])[] = [
    ['YYYY-MM-DD HH:mm:ss', '2024-02-29 01:02:03', '2024-02-29 01:02:03'],
    ['YYYY-MM-DD HH:mm:ss', '2024-02-29 01:02:03.500', '2024-02-29 01:02:03.5'],
    ['YYYY-MM-DD HH:mm:ss', '2024-02-29 01:02:03.000', '2024-02-29 01:02:03'],
    ['YYYY-MM-DD HH:mm:ss', '2024-02-29 01:02:03.123456', '2024-02-29 01:02:03.123456'],
    ['YYYY-MM-DD HH:mm', '2024-02-29 1:02', '2024-02-29 01:02:00'],
    ['YYYY-MM-DD HH:mm', '2024-02-29 23:59', '2024-02-29 23:59:00'],
    ['DD/MM/YYYY', ' 1/2/2024 ', '2024-02-01'],
    ['YYYY (MM) [DD]?', '2024 (02) [01]?', '2024-02-01'],
    ['YYYYMMDD', '20240201', '2024-02-01'],
  ]
  for (const [format, text, expected] of cases)
    it(`${format} reads ${text} as ${expected}`, () => {
      assert.equal(shown(compileDateFormat(format)(text)), expected)
    })

  const refused: readonly (readonly [string, string])[] = [
    ['YYYY-MM-DD HH:mm', '2024-02-29 24:00'],
    ['YYYY-MM-DD HH:mm', '2024-02-29 12:60'],
    ['YYYY-MM-DD HH:mm:ss', '2024-02-29 12:00:60'],
    ['YYYY-MM-DD HH:mm:ss', '2024-02-29 12:00:00.1234567'],
    ['YYYYMMDD', '2024111'],
    ['YYYY-MM-DD', '2024-02-29x'],
    ['YYYY-MM-DD', '2024-02-29\n2024-02-29'],
    ['YYYY.MM.DD', '2024-02-29'],
    ['YYYY-MM-DD', '24-02-29'],
    ['YYYY-MM-DD', '٢٠٢٤-٠٢-٢٩'],
  ]
  for (const [format, text] of refused)
    it(`${format} refuses ${JSON.stringify(text)}`, () => {
      const expected = `✗ "${text}" is not a date in the format ${format}`
      assert.equal(shown(compileDateFormat(format)(text)), expected)
    })
})
