import { equal, notEqual } from 'node:assert/strict'
import fc from 'fast-check'
import type { Significance } from '../../../../src/core/medallion/definition/pipeline'
import { parseExactJson } from '../../../../src/core/medallion/record/exactJson'
import { RecordHasher } from '../../../../src/core/medallion/record/recordHash'

const ALL: Significance = { only: [], except: [], sets: [] }

function hash(json: string, significance: Partial<Significance> = {}): string {
  return new RecordHasher({ ...ALL, ...significance }).hash(parseExactJson(json))
}

function same(one: string, other: string, significance?: Partial<Significance>): void {
  equal(hash(one, significance), hash(other, significance), `${one} and ${other}`)
}

function different(one: string, other: string, significance?: Partial<Significance>): void {
  notEqual(hash(one, significance), hash(other, significance), `${one} and ${other}`)
}

describe('the hash of a record', () => {
  it('is that of any order of its members', () => {
    same('{"a":1,"b":{"c":2,"d":3}}', '{"b":{"d":3,"c":2},"a":1}')
    // Keys that are numbers would come first in JavaScript's objects, whatever is written.
    same('{"10":1,"9":2,"a":3}', '{"a":3,"9":2,"10":1}')
  })

  it('is that of either form of Unicode, in names and in values', () => {
    same('{"n":"\u00e9"}', '{"n":"e\u0301"}')
    same('{"\u00e9":1}', '{"e\u0301":1}')
    same('{"n":"\\u00e9"}', '{"n":"e\\u0301"}')
    different('{"n":"e"}', '{"n":"\u00e9"}')
    // Compatible forms are other characters: the sign of Ångström is the letter, the ligature is not its letters.
    same('{"n":"\u212b"}', '{"n":"\u00c5"}')
    different('{"n":"\ufb01"}', '{"n":"fi"}')
  })

  it('is that of a number, however it is written, to its last digit', () => {
    for (const one of ['1', '1.0', '1e0', '1E+0', '10e-1', '0.1e1', '1.000'])
      same(`{"n":${one}}`, '{"n":1}')
    for (const zero of ['-0', '0.0', '0e5', '-0.00']) same(`{"n":${zero}}`, '{"n":0}')
    different('{"n":9007199254740993}', '{"n":9007199254740992}')
    different('{"n":0.1}', '{"n":0.1000000000000000055}')
    different('{"n":1e400}', '{"n":1e401}')
    different('{"n":1}', '{"n":"1"}')
    different('{"n":1}', '{"n":true}')
  })

  it('tells what is missing from what is null and what is empty', () => {
    const forms = ['{}', '{"a":null}', '{"a":""}', '{"a":[]}', '{"a":{}}', '{"a":"null"}']
    equal(new Set(forms.map((form) => hash(form))).size, forms.length)
    equal(new Set(forms.map((form) => hash(form, { only: ['a'] }))).size, forms.length)
  })

  it('takes members for what they are, whatever they are called', () => {
    different('{"__proto__":1}', '{}')
    different('{"__proto__":{"a":1}}', '{"__proto__":{"a":2}}')
    different('{"__proto__":{"a":1}}', '{"a":1}')
    different('{"a":"x","__proto__":{"a":1}}', '{"a":"x"}', { only: ['__proto__'] })
    same('{"constructor":1,"b":2}', '{"b":3,"constructor":1}', { except: ['b'] })
    // What every object of JavaScript has is no member of a record.
    same('{"a":1}', '{"a":1}', { only: ['a', 'toString'] })
    different('{"a":1,"toString":2}', '{"a":1}', { only: ['a', 'toString'] })
  })

  it('is that of the last of two members of one name', () => {
    same('{"a":1,"a":2}', '{"a":2}')
    same('{"a":1,"b":0,"\\u0061":2.0}', '{"b":0,"a":2}')
  })

  it('minds the order of lists, but for those that are sets', () => {
    different('{"l":[1,2]}', '{"l":[2,1]}')
    same('{"l":[1,2]}', '{"l":[2,1]}', { sets: ['l'] })
    same('{"a":{"l":["x",{"b":1,"c":2}]}}', '{"a":{"l":[{"c":2,"b":1},"x"]}}', { sets: ['a.l'] })
    different('{"l":[1,2],"m":[1,2]}', '{"l":[1,2],"m":[2,1]}', { sets: ['l'] })
    // How often something is in it counts.
    different('{"l":[1,1,2]}', '{"l":[1,2,2]}', { sets: ['l'] })
    // A list of lists is a set of lists.
    same('{"l":[[1,2],[3]]}', '{"l":[[3],[1,2]]}', { sets: ['l'] })
    different('{"l":[[1,2]]}', '{"l":[[2,1]]}', { sets: ['l'] })
  })

  it('is that of sets also where only some members count', () => {
    same('{"l":[1,2],"x":1}', '{"x":2,"l":[2,1]}', { only: ['l'], sets: ['l'] })
    same('{"a":{"l":[1,2]}}', '{"a":{"l":[2,1]}}', { only: ['a'], sets: ['a.l'] })
    same('{"a":{"l":[1,2]}}', '{"a":{"l":[2,1]}}', { only: ['a.l'], sets: ['a.l'] })
  })

  it('is that of some members only, or of all but some', () => {
    const only = { only: ['name', 'address.city'] }
    same(
      '{"name":"A","address":{"city":"B","read":1}}',
      '{"name":"A","address":{"city":"B"}}',
      only,
    )
    different('{"name":"A","address":{"city":"B"}}', '{"name":"A","address":{"city":"C"}}', only)
    different('{"name":"A","address":{"city":null}}', '{"name":"A","address":{}}', only)
    same('{"name":"A","address":null}', '{"name":"A"}', only)
    const except = { except: ['read', 'address.read'] }
    same('{"name":"A","read":1,"address":{"read":2}}', '{"name":"A","address":{}}', except)
    different('{"name":"A","address":{"city":1}}', '{"name":"A","address":{}}', except)
  })

  it('tells what a value of one member is from what it is of another', () => {
    different('{"a":"x","b":"y"}', '{"a":"y","b":"x"}', { only: ['a', 'b'] })
    different('{"a":["b"]}', '{"a":"[\\"b\\"]"}')
    different('{"a":"b\\",\\"c\\":\\"d"}', '{"a":"b","c":"d"}')
  })

  it('means nothing beside one that is made otherwise', () => {
    const prints = [
      ALL,
      { ...ALL, only: ['a'] },
      { ...ALL, except: ['a'] },
      { ...ALL, sets: ['a'] },
      { ...ALL, only: ['a', 'b'] },
      { ...ALL, only: ['a,b'] },
    ].map((one) => new RecordHasher(one).fingerprint)
    equal(new Set(prints).size, prints.length)
    const print = (only: readonly string[]) => new RecordHasher({ ...ALL, only }).fingerprint
    equal(print(['a', 'b']), print(['b', 'a']))
  })
})

/** Members of objects as a list: JavaScript's own objects would order them and lose `__proto__`. */
interface Members {
  readonly members: readonly (readonly [string, Value])[]
}
type Value = null | boolean | string | Written | readonly Value[] | Members
/** A number as its digits and the place of its point. */
interface Written {
  readonly digits: bigint
  readonly places: number
}

const text = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 6 }),
  fc.constantFrom(
    '__proto__',
    'constructor',
    '',
    '"',
    '\\',
    '\u2028',
    '1',
    '10',
    'e\u0301',
    '\u00e9',
  ),
)
const number = fc.record({
  digits: fc.bigInt({ min: -(10n ** 20n), max: 10n ** 20n }),
  places: fc.integer({ min: 0, max: 25 }),
})
const { value } = fc.letrec<{ value: Value }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.oneof(fc.constant(null), fc.boolean(), number, text),
    fc.array(tie('value'), { maxLength: 4 }),
    members(tie('value')),
  ),
}))

function members(of: fc.Arbitrary<Value>): fc.Arbitrary<Members> {
  return fc
    .uniqueArray(fc.tuple(text, of), {
      maxLength: 5,
      selector: ([name]) => name.normalize('NFC'),
    })
    .map((list) => ({ members: list }))
}

/** How a value may be written without becoming another one. */
interface Style {
  /** A whole number below `below`. */
  pick(below: number): number
}

const PLAIN: Style = { pick: () => 0 }

function write(of: Value, style: Style): string {
  const blank = () => ['', ' ', '\n', '\t', ' \r\n '][style.pick(5)] ?? ''
  const around = (content: string) => blank() + content + blank()
  if (of === null || typeof of === 'boolean') return around(String(of))
  if (typeof of === 'string') return around(writeText(of, style))
  if ('digits' in of) return around(writeNumber(of, style))
  if ('members' in of) {
    const parts = shuffled(of.members, style).map(
      ([name, member]) => `${around(writeText(name, style))}:${write(member, style)}`,
    )
    return around(`{${parts.join(',') || blank()}}`)
  }
  return around(`[${of.map((item) => write(item, style)).join(',') || blank()}]`)
}

function writeText(of: string, { pick }: Style): string {
  const form = pick(2) === 0 ? of : of.normalize(pick(2) === 0 ? 'NFC' : 'NFD')
  if (pick(3) < 2) return JSON.stringify(form)
  const units = Array.from({ length: form.length }, (_, at) => form.charCodeAt(at))
  return `"${units.map((unit) => `\\u${unit.toString(16).padStart(4, '0')}`).join('')}"`
}

function writeNumber({ digits, places }: Written, { pick }: Style): string {
  const sign = digits < 0n ? '-' : ''
  const text = (digits < 0n ? -digits : digits).toString()
  if (pick(2) === 1) return `${sign}${text}e-${places + 0}`
  const padded = text.padStart(places + 1, '0')
  const whole = padded.slice(0, padded.length - places)
  const rest = padded.slice(padded.length - places) + '0'.repeat(pick(3))
  return `${sign}${whole}${rest === '' ? '' : `.${rest}`}`
}

function shuffled<T>(list: readonly T[], { pick }: Style): readonly T[] {
  const left = [...list]
  return list.flatMap(() => left.splice(pick(left.length), 1))
}

describe('the hash of any record', () => {
  it('stays the same however the record is written', () => {
    fc.assert(
      fc.property(members(value), fc.infiniteStream(fc.nat(1_000_000)), (record, stream) => {
        const pick = (below: number) => (Number(stream.next().value) || 0) % Math.max(1, below)
        same(write(record, PLAIN), write(record, { pick }))
      }),
      { numRuns: 300 },
    )
  })

  it('changes with any value, unless its member does not count', () => {
    fc.assert(
      fc.property(members(value), value, value, (record, one, other) => {
        const rest = record.members.filter(([name]) => name !== 'member')
        const withMember = (of: Value) => write({ members: [...rest, ['member', of]] }, PLAIN)
        const without = write({ members: rest }, PLAIN)
        different(withMember(one), without)
        different(withMember([one]), withMember([[one]]))
        same(withMember(one), withMember(other), { except: ['member'] })
        same(withMember(one), without, { except: ['member'] })
        same(withMember(one), write({ members: [['member', one]] }, PLAIN), { only: ['member'] })
      }),
      { numRuns: 300 },
    )
  })
})
