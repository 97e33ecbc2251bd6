import assert from 'node:assert/strict'
import { isDeepStrictEqual } from 'node:util'
import fc from 'fast-check'
import { createComparer } from '../../../../../src/core/mapping/compareRow'
import { parseMapping } from '../../../../../src/core/mapping/definition'
import { compareLines } from '../../../../../src/core/mapping/matching/compareByMatching'
import { newCounts } from '../../../../../src/core/mapping/mergeCounts'
import { resolveMapping } from '../../../../../src/core/mapping/resolveMapping'
import type { Change, Finding } from '../../../../../src/core/plan/plan'
import type { Value } from '../../../../../src/core/util/value'
import { chunking, stream } from '../../byteStreams'
import { column, table } from '../../tables'
import { matchOracle, type Giver, type Matched, type Person } from './matchOracle'

const own = column('no', 'integer', { nullable: false })
const columns = [
  own,
  column('key', 'text'),
  column('mail', 'text'),
  column('name', 'text'),
  column('note', 'text'),
]
const people = table('people', columns, { primaryKey: ['no'], uniqueKeys: [['no']] })

const folded = (value: Value) => {
  const text = value?.toLowerCase().replace(/\s+/g, ' ').trim() ?? ''
  return text === '' ? undefined : text
}

interface Kind {
  readonly entry: object
  readonly give: Giver
}

const KINDS: readonly Kind[] = [
  {
    entry: { name: 'mail', on: 'mail' },
    give: ({ mail }) => (mail === null || mail === '' ? undefined : mail),
  },
  {
    entry: {
      name: 'loose mail',
      on: [{ source: 'mail', target: { formula: 'mail' }, ignore: ['case', 'space'] }],
    },
    give: ({ mail }) => folded(mail),
  },
  {
    entry: { name: 'both', on: ['name', { source: 'mail', ignore: 'case', transform: 'trim' }] },
    give: ({ name, mail }) => {
      const trimmed = mail?.trim().toLowerCase() ?? ''
      return name === null || name === '' || trimmed === ''
        ? undefined
        : JSON.stringify([name, trimmed])
    },
  },
  {
    entry: { name: 'name', on: [{ source: 'name', target: 'name', ignore: 'case' }] },
    give: ({ name }) => (name === null || name === '' ? undefined : name.toLowerCase()),
  },
]

const KEY: Giver = ({ key }) => (key === null ? undefined : `key ${key}`)

/** Cases in which rows of the target may be hidden, or not. */
function casesOf(hidden: fc.Arbitrary<boolean>) {
  const row = {
    key: fc.constantFrom<Value[]>('1', '2', '', 'a\tb\\', null),
    mail: fc.constantFrom<Value[]>('a', 'A', ' a', 'b', 'b\tc', 'B c', ' ', '', null),
    name: fc.constantFrom<Value[]>('x', 'X', 'y', '\\N', '', null),
  }
  return fc.record({
    hasKey: fc.boolean(),
    kinds: fc.shuffledSubarray([...KINDS], { minLength: 1 }),
    source: fc.array(fc.record({ ...row, hidden: fc.constant<boolean>(false) }), { maxLength: 9 }),
    target: fc.array(fc.record({ ...row, hidden }), { maxLength: 9 }),
  })
}

const cases = casesOf(fc.constant(false))

type Case = typeof cases extends fc.Arbitrary<infer T> ? T : never

interface Found {
  readonly changes: readonly Change[]
  readonly findings: readonly Finding[]
  readonly counts: ReturnType<typeof newCounts>
}

const ENDS = {
  source: { environment: 'production', table: 'people' },
  target: { environment: 'sandbox', table: 'people' },
}

function resolve({ hasKey, kinds }: Pick<Case, 'hasKey' | 'kinds'>, parts: object = {}) {
  const definition = {
    ...ENDS,
    ...(hasKey && { key: 'key' }),
    match: kinds.map(({ entry }) => entry),
    fields: ['note'],
    ...parts,
  }
  const mapping = parseMapping(JSON.stringify(definition), 'people.mapping.jsonc')
  const resolved = resolveMapping(mapping, people, people, new Map())
  assert.ok(resolved.matching !== undefined)
  return { ...resolved, matching: resolved.matching }
}

/** Each row of the source has a note of its own, so that an update tells which row it comes from. */
function linesOf(
  resolved: ReturnType<typeof resolve>,
  side: 'source' | 'target',
  rows: readonly Person[],
) {
  const { matching, sourceReads, targetReads, readsHidden } = resolved
  const reads = side === 'source' ? sourceReads : targetReads.map((one) => ({ column: one }))
  return rows.map((row) => {
    const values: Readonly<Record<string, Value>> = {
      ...row,
      hidden: null,
      note: `${side} ${row.no}`,
    }
    const named = (name: string) => values[name] ?? null
    return [
      row.no,
      ...matching.inputs[side].map((input) =>
        'key' in input
          ? named(input.key.name)
          : 'operand' in input
            ? named(input.operand.name)
            : '',
      ),
      ...reads.map((one) => ('column' in one ? named(one.column.name) : null)),
      ...(side === 'target' && readsHidden ? [row.hidden ? '0' : '1'] : []),
    ]
  })
}

async function compare(
  resolved: ReturnType<typeof resolve>,
  source: readonly Person[],
  target: readonly Person[],
  cuts: readonly number[],
): Promise<Found> {
  const matchers = resolved.matching.matchers.map(({ name }) => name)
  const counts = newCounts(['note'], matchers)
  const merge = {
    table: 'public.people',
    keyNames: ['no'],
    sourceKeyNullable: true,
    targetKeyNullable: true,
  }
  const comparison = {
    resolved,
    comparer: createComparer(resolved),
    counts,
    merge,
    onRows: () => undefined,
  }
  const lines = {
    source: stream(linesOf(resolved, 'source', source), cuts),
    target: stream(linesOf(resolved, 'target', target), cuts.toReversed()),
  }
  const changes: Change[] = []
  const findings: Finding[] = []
  for await (const item of compareLines(comparison, resolved.matching, lines))
    if (item.kind === 'change') changes.push(item.change)
    else if (item.kind === 'finding') findings.push(item.finding)
  return { changes, findings, counts }
}

/** With own keys, of which no two are the same. */
function numbered({ source, target }: Pick<Case, 'source' | 'target'>) {
  const number = (rows: typeof source, first: number) =>
    rows.map((row, index) => ({ ...row, no: String(first + index) }))
  return { source: number(source, 1), target: number(target, 101) }
}

/** As `matchOracle` has them. */
function pairsOf({ changes }: Found, matchers: readonly string[]): readonly string[] {
  return changes
    .filter(({ op }) => op === 'update')
    .map(({ key, after, matchedBy }) => {
      const from = after['note']?.replace('source ', '')
      return `${from} → ${key['no']} ${matchers.indexOf(matchedBy ?? '')}`
    })
    .toSorted()
}

function expectedPairs({ pairs }: Matched): readonly string[] {
  return [...pairs].map(([pair, place]) => `${pair} ${place}`).toSorted()
}

function keysOf({ findings }: Found, kind: Finding['kind'], side: Finding['side']) {
  return findings
    .filter((finding) => finding.kind === kind && finding.side === side)
    .map(({ key }) => key['no'] ?? '')
    .toSorted()
}

/** What each ambiguity says, `matcher value: rows of both sides`. */
function ambiguities({ findings }: Found, matchers: readonly string[]): readonly string[] {
  return findings
    .flatMap(({ ambiguity }) => {
      if (ambiguity === undefined) return []
      const { matcher, source, target } = ambiguity
      assert.deepEqual(
        [source.keys.length, target.keys.length],
        [Math.min(source.rows, 5), Math.min(target.rows, 5)],
      )
      return [`${matchers.indexOf(matcher)}: ${source.rows} ${target.rows}`]
    })
    .toSorted()
}

function expectedAmbiguities({ left }: Matched): readonly string[] {
  const groups = new Map<string, [number, number]>()
  for (const [at, side] of (['source', 'target'] as const).entries())
    for (const doubt of left[side].ambiguous) {
      const shared = doubt.slice(doubt.indexOf(' ') + 1)
      const group = groups.get(shared) ?? [0, 0]
      group[at as 0 | 1]++
      groups.set(shared, group)
    }
  return [...groups]
    .map(([shared, [source, target]]) => `${shared.split(' ')[0]}: ${source} ${target}`)
    .toSorted()
}

const giversOf = ({ hasKey, kinds }: Pick<Case, 'hasKey' | 'kinds'>) => [
  ...(hasKey ? [KEY] : []),
  ...kinds.map(({ give }) => give),
]

describe('compareByMatching', () => {
  it('finds what comparing every row with every row finds', async () => {
    await fc.assert(
      fc.asyncProperty(cases, chunking, async (one, cuts) => {
        const { source, target } = numbered(one)
        const resolved = resolve(one, { missing: { inSource: 'report' } })
        const found = await compare(resolved, source, target, cuts)
        const expected = matchOracle(source, target, giversOf(one))
        const matchers = resolved.matching.matchers.map(({ name }) => name)
        assert.deepEqual(pairsOf(found, matchers), expectedPairs(expected))
        assert.deepEqual(ambiguities(found, matchers), expectedAmbiguities(expected))
        const { source: given, target: present } = expected.left
        assert.deepEqual(keysOf(found, 'notFound', 'source'), given.alone.toSorted())
        assert.deepEqual(keysOf(found, 'notInSource', 'target'), present.alone.toSorted())
        assert.deepEqual(keysOf(found, 'nullKey', 'source'), given.withoutValue.toSorted())
        assert.deepEqual(keysOf(found, 'nullKey', 'target'), present.withoutValue.toSorted())
        assert.equal(found.counts.ambiguous, given.ambiguous.length)
        assert.equal(found.counts.targetAmbiguous, present.ambiguous.length)
        assert.equal(found.counts.totalSource, source.length)
        assert.equal(found.counts.totalTarget, target.length)
        assert.equal(found.counts.differences, found.changes.length + found.findings.length)
      }),
      { numRuns: 1000 },
    )
  })

  it('inserts what nobody matches, deletes what matches nobody, and leaves hidden rows alone', async () => {
    const rules = { where: 'not hidden', missing: { inTarget: 'insert', inSource: 'delete' } }
    await fc.assert(
      fc.asyncProperty(casesOf(fc.boolean()), chunking, async (one, cuts) => {
        const { source, target } = numbered(one)
        const { where, missing } = rules
        // No row of the source has the own key of one of the target.
        const resolved = resolve(
          { kinds: one.kinds, hasKey: false },
          { key: 'no', missing, target: { ...ENDS.target, where } },
        )
        const found = await compare(resolved, source, target, cuts)
        const expected = matchOracle(source, target, [
          ({ no }) => no,
          ...one.kinds.map(({ give }) => give),
        ])
        const isHidden = (pair: string) =>
          target.some(({ no, hidden }) => hidden && pair.split(' → ')[1]?.split(' ')[0] === no)
        const pairs = expectedPairs(expected)
        const matchers = resolved.matching.matchers.map(({ name }) => name)
        assert.deepEqual(
          pairsOf(found, matchers),
          pairs.filter((pair) => !isHidden(pair)),
        )
        const keys = (op: Change['op']) =>
          found.changes.filter((change) => change.op === op).map(({ key }) => key['no'] ?? '')
        const numerically = (a: string, b: string) => Number(a) - Number(b)
        assert.deepEqual(keys('insert'), expected.left.source.alone.toSorted(numerically))
        assert.deepEqual(keys('delete'), expected.left.target.alone.toSorted(numerically))
        assert.deepEqual(
          keysOf(found, 'notFound', 'source'),
          pairs
            .filter(isHidden)
            .map((pair) => pair.split(' ')[0] ?? '')
            .toSorted(),
        )
        assert.equal(found.counts.totalSource, source.length)
        assert.equal(found.counts.totalTarget, target.filter(({ hidden }) => !hidden).length)
        const { matched, notFound, inserted, ambiguous, hidden } = found.counts
        assert.equal(source.length, matched + notFound + ambiguous)
        assert.equal(inserted, notFound - hidden)
      }),
      { numRuns: 1000 },
    )
  })

  it('finds the same whatever the order of the rows is', async () => {
    const shuffled = cases.chain((one) => {
      const { source, target } = numbered(one)
      const all = (rows: typeof source) =>
        fc.shuffledSubarray(rows, { minLength: rows.length, maxLength: rows.length })
      return fc.record({ one: fc.constant(one), source: all(source), target: all(target) })
    })
    await fc.assert(
      fc.asyncProperty(shuffled, chunking, async ({ one, source, target }, cuts) => {
        const ordered = numbered(one)
        const resolved = resolve(one, { missing: { inSource: 'report' } })
        assert.deepEqual(
          await compare(resolved, source, target, cuts),
          await compare(resolved, ordered.source, ordered.target, cuts),
        )
      }),
      { numRuns: 300 },
    )
  })

  it('ends at the limit, and counts each row that it compared once', async () => {
    const limits = fc.integer({ min: 1, max: 6 })
    await fc.assert(
      fc.asyncProperty(cases, limits, chunking, async (one, limit, cuts) => {
        const { source, target } = numbered(one)
        const all = await compare(resolve(one), source, target, cuts)
        const first = await compare(resolve(one, { limit }), source, target, cuts)
        const { counts } = first
        assert.equal(counts.differences, Math.min(limit, all.counts.differences))
        assert.equal(first.changes.length + first.findings.length, counts.differences)
        const { matched, notFound, nullKeys, ambiguous } = counts
        assert.equal(counts.totalSource, matched + notFound + nullKeys + ambiguous)
        if (!counts.limitReached) assert.deepEqual(first, all)
        for (const change of first.changes)
          assert.ok(all.changes.some((other) => isDeepStrictEqual(other, change)))
      }),
      { numRuns: 500 },
    )
  })
})
