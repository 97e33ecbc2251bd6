import assert from 'node:assert/strict'
import fc from 'fast-check'
import {
  limitsOf as mysqlLimits,
  familyOf as mysqlFamily,
} from '../../src/core/database/dialects/mysql/types'
import {
  familyOf as postgresFamily,
  limitsOf as postgresLimits,
} from '../../src/core/database/dialects/postgres/types'
import { findCarrier, type CarriedType, type Carrier } from '../../src/core/schema/carry'
import { allEngines, describeEngines, type Engine } from '../helpers/engines'
import { describeDirections } from './directions'
import {
  decimals,
  documents,
  doubles,
  singles,
  texts,
  times,
  timestamps,
  type TextPair,
} from './valuePairs'

/**
 * Values of one type against values of another: what Drydock says of two of them, and what the database says, which
 * casts the one to the type of the other and compares them.
 */
interface Comparison {
  readonly source: string
  readonly target: string
  readonly pairs: fc.Arbitrary<TextPair>
  /** Of the database, over texts `a` of the source and `b` of the target, where casts are not to be believed. */
  readonly oracle?: string
}

const COUNT = 10_000

const ofPostgres: readonly Comparison[] = [
  { source: 'numeric', target: 'numeric', pairs: decimals(40, 20) },
  { source: 'numeric', target: 'numeric(30,2)', pairs: decimals(20, 5) },
  { source: 'numeric', target: 'numeric(30,-2)', pairs: decimals(20, 2) },
  { source: 'double precision', target: 'double precision', pairs: doubles },
  // Its cast to numeric keeps 15 digits of a double; its text keeps all.
  {
    source: 'double precision',
    target: 'numeric',
    pairs: doubles,
    oracle: 'a::double precision::text::numeric = b::numeric',
  },
  { source: 'numeric', target: 'real', pairs: singles },
  { source: 'numeric', target: 'double precision', pairs: decimals(25, 10) },
  { source: 'text', target: 'text', pairs: texts },
  { source: 'text', target: 'char(12)', pairs: texts },
  { source: 'jsonb', target: 'jsonb', pairs: documents },
  { source: 'json', target: 'json', pairs: documents, oracle: 'a::jsonb = b::jsonb' },
  { source: 'timestamp', target: 'timestamp(0)', pairs: timestamps },
  { source: 'timestamptz', target: 'timestamptz(1)', pairs: timestamps },
  { source: 'time', target: 'time(0)', pairs: times },
]

const ofMysql: readonly Comparison[] = [
  { source: 'decimal(60,20)', target: 'decimal(60,20)', pairs: decimals(40, 20) },
  { source: 'decimal(60,20)', target: 'decimal(60,2)', pairs: decimals(20, 5) },
  { source: 'double', target: 'double', pairs: doubles },
  // Texts are equal by their bytes.
  { source: 'char', target: 'char', pairs: texts, oracle: 'cast(a as binary) = cast(b as binary)' },
  { source: 'datetime(6)', target: 'datetime(6)', pairs: timestamps },
  { source: 'time(6)', target: 'time(6)', pairs: times },
]

/** The type with the facts that its dialect gives. */
function typeOf(type: string, { kind }: Engine): CarriedType {
  const [, name = '', first, second] = /^(.*?)(?:\((-?\d+)(?:,(-?\d+))?\))?$/.exec(type) ?? []
  const baseType = NAMES[name] ?? name
  const measure = first === undefined ? undefined : Number(first)
  const isText = baseType === 'bpchar'
  const isDecimal = ['numeric', 'decimal'].includes(baseType)
  const limits =
    kind === 'mysql'
      ? mysqlLimits({ dataType: name === 'char' ? 'longtext' : name, isUnsigned: false })
      : postgresLimits(baseType, measure)
  return {
    family: kind === 'mysql' ? mysqlFamily(name) : postgresFamily(baseType),
    castType: name,
    ...(measure !== undefined && (isText ? { length: measure } : { precision: measure })),
    ...(isDecimal && measure !== undefined && { scale: Number(second ?? 0) }),
    ...(limits !== undefined && { limits }),
  }
}

const NAMES: Readonly<Record<string, string>> = {
  'double precision': 'float8',
  real: 'float4',
  char: 'bpchar',
}

type Answer = Readonly<Record<string, string | null>>

/** Asks for expressions over the texts `a` and `b` of each pair, in one statement. */
async function ask(
  engine: Engine,
  pairs: readonly TextPair[],
  expressions: Readonly<Record<string, string>>,
): Promise<readonly Answer[]> {
  const { url, drop } = await engine.createDatabase()
  const rows =
    engine.kind === 'mysql'
      ? "json_table(?, '$[*]' columns (i for ordinality, a varchar(500) path '$[0]', b varchar(500) path '$[1]')) given"
      : 'json_array_elements($1::json) with ordinality as elements(e, i), lateral (select e->>0 as a, e->>1 as b) given'
  const list = Object.entries(expressions).map(([name, sql]) => `${sql} as ${name}`)
  const answers = await engine.query(url, `select ${list.join(', ')} from ${rows} order by i`, [
    JSON.stringify(pairs),
  ])
  await drop()
  assert.equal(answers.length, pairs.length)
  return answers
}

function cast(engine: Engine, text: string, type: string): string {
  return engine.kind === 'mysql' ? `cast(${text} as ${type})` : `${text}::${type}`
}

function print(engine: Engine, value: string): string {
  return engine.kind === 'mysql' ? `cast(${value} as char)` : `format('%s', ${value})`
}

interface Judged {
  /** The source's text. */
  readonly a: string
  /** The target's. */
  readonly b: string
  readonly isEqual: boolean
}

function judgedOf({ a, b, same }: Answer): Judged {
  return { a: a ?? '', b: b ?? '', isEqual: same === 't' || same === '1' }
}

function check(judged: readonly Judged[], carrier: Carrier | undefined): void {
  assert.ok(carrier)
  const wrong = judged.filter(({ a, b, isEqual }) => {
    const carried = carrier.carry(a)
    const isSame = 'text' in carried && carrier.same(carried.text, b)
    return isSame !== isEqual || (carrier.identity && a === b && !isEqual)
  })
  assert.deepEqual(wrong.slice(0, 5), [])
  // The generators are of use only where both happen.
  const equals = judged.filter(({ isEqual }) => isEqual).length
  assert.ok(equals > COUNT / 20 && equals < COUNT * 0.95, `${equals} are equal`)
}

/** Every server of a kind prints alike. */
function isNewest(engine: Engine): boolean {
  return allEngines().findLast(({ kind }) => kind === engine.kind) === engine
}

describeEngines(
  'random values',
  (engine) => {
    for (const comparison of engine.kind === 'mysql' ? ofMysql : ofPostgres) {
      const { source, target, oracle } = comparison
      it(`of ${source} and ${target} are equal where the database says so`, async () => {
        const [a, b] = [cast(engine, 'a', source), cast(engine, 'b', target)]
        const answers = await ask(engine, fc.sample(comparison.pairs, COUNT), {
          a: print(engine, a),
          b: print(engine, b),
          same: `(${oracle ?? `${cast(engine, a, target)} = ${b}`})`,
        })
        check(answers.map(judgedOf), findCarrier(typeOf(source, engine), typeOf(target, engine)))
      })
    }
  },
  { where: isNewest, languages: ['postgres', 'mysql'] },
)

/** Types that both engines have. */
const ofBoth: readonly {
  readonly postgres: string
  readonly mysql: string
  readonly pairs: fc.Arbitrary<TextPair>
}[] = [
  { postgres: 'numeric', mysql: 'decimal(60,20)', pairs: decimals(35, 15) },
  { postgres: 'double precision', mysql: 'double', pairs: doubles },
  { postgres: 'timestamp', mysql: 'datetime(6)', pairs: timestamps },
]

describeDirections('random values', (from, to) => {
  if (from.kind === to.kind) return
  for (const { postgres, mysql, pairs } of ofBoth) {
    const [source, target] = from.kind === 'mysql' ? [mysql, postgres] : [postgres, mysql]
    it(`of ${source} and ${target} are equal where the target says so of what was carried`, async () => {
      const sample = fc.sample(pairs, COUNT)
      const carrier = findCarrier(typeOf(source, from), typeOf(target, to))
      const printed = await ask(from, sample, { a: print(from, cast(from, 'a', source)) })
      const carried = printed.map(({ a }, index): TextPair => {
        const result = carrier?.carry(withoutZeros(a ?? '', source))
        assert.ok(result !== undefined && 'text' in result)
        return [result.text, sample[index]?.[1] ?? '']
      })
      const [a, b] = [cast(to, 'a', target), cast(to, 'b', target)]
      const answers = await ask(to, carried, { a: 'a', b: print(to, b), same: `(${a} = ${b})` })
      const judged = answers.map(judgedOf)
      check(
        judged.map((one) => ({ ...one, b: withoutZeros(one.b, target) })),
        carrier,
      )
    })
  }
})

/** As the dialect prints it. */
function withoutZeros(text: string, type: string): string {
  return type.startsWith('datetime') ? text.replace(/\.?0+$/, '') : text
}
