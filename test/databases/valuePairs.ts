/** Pairs of random values of one family, of which many are equal or nearly so, as texts that both engines read. */
import fc from 'fast-check'

export type TextPair = readonly [a: string, b: string]

/** A value and another: the same in another spelling, one step away, or any. */
function paired<T>(
  value: fc.Arbitrary<T>,
  spell: (value: T, style: number) => string,
  near: (value: T, step: number) => T,
): fc.Arbitrary<TextPair> {
  const style = fc.integer({ min: 0, max: 5 })
  return fc
    .record({
      value,
      other: value,
      relation: fc.integer({ min: 0, max: 2 }),
      first: style,
      second: style,
    })
    .map(({ value, other, relation, first, second }) => {
      const partner = relation === 0 ? value : relation === 1 ? near(value, first - 2) : other
      return [spell(value, first), spell(partner, second)]
    })
}

/** Digits, of which the last `places` follow the point. */
interface Decimal {
  readonly digits: bigint
  readonly places: number
}

/** With zeros at the end, with an exponent, or plain. */
function spellDecimal({ digits, places }: Decimal, style: number): string {
  const sign = digits < 0n ? '-' : ''
  const all = String(digits < 0n ? -digits : digits).padStart(places + 1, '0')
  const whole = all.slice(0, all.length - places)
  const fraction = all.slice(all.length - places)
  if (style === 1) return `${sign}${all}e-${places}`
  const zeros = '0'.repeat(Math.max(0, style - 2))
  return fraction + zeros === '' ? sign + whole : `${sign}${whole}.${fraction}${zeros}`
}

export function decimals(digits: number, places: number): fc.Arbitrary<TextPair> {
  const most = 10n ** BigInt(digits) - 1n
  const value = fc.record({
    digits: fc.oneof(fc.bigInt({ min: -most, max: most }), fc.bigInt({ min: -300n, max: 300n })),
    places: fc.integer({ min: 0, max: places }),
  })
  return paired(value, spellDecimal, ({ digits, places }, step) => ({
    digits: digits + BigInt(step),
    places,
  }))
}

/** The neighbours of a double are those with the next bits. */
function neighbour(value: number, step: number): number {
  const bits = new DataView(new ArrayBuffer(8))
  bits.setFloat64(0, value)
  bits.setBigUint64(0, BigInt.asUintN(64, bits.getBigUint64(0) + BigInt(step)))
  const next = bits.getFloat64(0)
  return Number.isFinite(next) ? next : value
}

function spellDouble(value: number, style: number): string {
  return style < 3 ? String(value) : value.toExponential(20 - style)
}

export const doubles: fc.Arbitrary<TextPair> = paired(
  fc.double({ noNaN: true, noDefaultInfinity: true }).filter((value) => Math.abs(value) < 1e307),
  spellDouble,
  neighbour,
)

/** Doubles that 32 bits can have without overflow or underflow, not only those that they have exactly. */
export const singles: fc.Arbitrary<TextPair> = paired(
  fc.float({
    noNaN: true,
    noDefaultInfinity: true,
    min: Math.fround(1e-30),
    max: Math.fround(1e30),
  }),
  (value, style) => (style < 3 ? String(value) : Math.fround(value).toPrecision(9)),
  (value, step) => Math.fround(value * (1 + step * 2 ** -24)),
)

const EPOCH_2000 = 946_684_800_000_000n

/** Around the turn of the millennium, and anywhere in common years. */
export const timestamps: fc.Arbitrary<TextPair> = paired(
  fc.oneof(
    fc.bigInt({ min: EPOCH_2000 - 5_000_000n, max: EPOCH_2000 + 5_000_000n }),
    fc.bigInt({ min: 86_400_000_000n, max: 2_000_000_000_000_000n }),
    fc.bigInt({ min: 100_000n, max: 2_000_000_000n }).map((halfSeconds) => halfSeconds * 500_000n),
  ),
  spellTimestamp,
  (value, step) => value + BigInt(step) * 500_000n,
)

function spellTimestamp(microseconds: bigint, style: number): string {
  const [seconds, rest] = [microseconds / 1_000_000n, microseconds % 1_000_000n]
  const date = new Date(Number(seconds) * 1000).toISOString().slice(0, 19).replace('T', ' ')
  const fraction = String(rest).padStart(6, '0')
  return `${date}.${style < 3 ? fraction : fraction.replace(/0+$/, '') || '0'}`
}

export const times: fc.Arbitrary<TextPair> = paired(
  fc.bigInt({ min: 0n, max: 86_398_000_000n }),
  (value, style) => spellTimestamp(value, style).slice(11),
  (value, step) => (value + BigInt(step) * 500_000n < 0n ? value : value + BigInt(step) * 500_000n),
)

/** Marks that tend to be taken for one another. */
const marks = [...'aAbB éeßs|#,\\tnN01', '\u0301', '😀', '\t', '\n', '"', "'", '\u00a0', '\ufeff']
const words = fc.array(fc.constantFrom(...marks), { maxLength: 5 })

export const texts: fc.Arbitrary<TextPair> = paired(
  words,
  (word, style) => word.join('') + (style < 3 ? '' : ' '.repeat(style - 3)),
  (word, step) => (step < 0 ? word.slice(1) : [...word.slice(0, -1), marks[step * 3] ?? '']),
)

const leaf = fc.oneof(
  fc.constantFrom('null', 'true', 'false', '0', '1', '-1', '0.1'),
  texts.map(([text]) => JSON.stringify(text)),
  // Documents have no zeros before a number.
  decimals(25, 10).map(([number]) => number.replace(/^(-?)0+(?=\d)/, '$1')),
)

const { document } = fc.letrec<{ document: string }>((tie) => ({
  document: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    leaf,
    fc.array(tie('document'), { maxLength: 3 }).map((items) => `[${items.join(', ')}]`),
    fc
      .dictionary(fc.constantFrom('a', 'b', 'A', 'é'), tie('document'), { maxKeys: 3 })
      .map((members) => objectText(Object.entries(members))),
  ),
}))

function objectText(members: readonly (readonly [string, string])[]): string {
  return `{${members.map(([key, value]) => `${JSON.stringify(key)} :${value}`).join(',')}}`
}

/** The same with keys in another order, with one number in another spelling, or another document. */
export const documents: fc.Arbitrary<TextPair> = fc
  .record({ left: document, right: document, relation: fc.integer({ min: 0, max: 3 }) })
  .map(({ left, right, relation }): TextPair => {
    if (relation === 0) return [left, left.replaceAll('é', '\\u00e9')]
    if (relation === 1) return [`{"x":${left},"y":1.0}`, `{"y": 1, "x": ${left}}`]
    if (relation === 2) return [`[${left}, 10]`, `[${left},1e1 ]`]
    return [left, right]
  })
