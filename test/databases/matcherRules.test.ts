import assert from 'node:assert/strict'
import { languageOf, type Engine } from '../helpers/engines'
import { setSail, type Planned } from './coreSetUp'
import { describeDirections } from './directions'

const ENDS = {
  source: { environment: 'production', table: 'people' },
  target: { environment: 'sandbox', table: 'people' },
}
const MATCH = [{ name: 'mail', on: [{ source: 'mail', ignore: ['case', 'space'] }] }]

function create(engine: Engine): string {
  const time = languageOf(engine) === 'mysql' ? 'datetime(3)' : 'timestamp(3)'
  return `create table people (id int primary key, mail varchar(40), city varchar(20), amount numeric(10,3),
weight double precision, seen ${time}, moved ${time})`
}

/** `update 11 city Paris → Rome (mail)`, the key and the fields as the plan has them. */
function shorts({ changes }: Planned): readonly string[] {
  return changes.map(({ op, key, before, after, matchedBy }) => {
    const fields = Object.keys(after).map((name) => `${name} ${before[name]} → ${after[name]}`)
    return `${op} ${key['id']} ${fields.join(', ')} (${matchedBy})`
  })
}

function findings({ findings: found }: Planned): readonly string[] {
  return found.map(({ kind, side, key, field, message }) =>
    [kind, side, key['id'], field, message].filter((part) => part !== undefined).join(' '),
  )
}

describeDirections('rules of a mapping with matchers', (from, to) => {
  let urls = { production: '', sandbox: '' }

  before(async () => {
    const [production, sandbox] = [await from.createDatabase(), await to.createDatabase()]
    urls = { production: production.url, sandbox: sandbox.url }
  })

  async function given(source: string, target: string, mapping: object) {
    for (const [engine, url, rows] of [
      [from, urls.production, source],
      [to, urls.sandbox, target],
    ] as const) {
      await engine.query(url, 'drop table if exists people')
      await engine.query(url, create(engine))
      await engine.query(url, `insert into people ${rows}`)
    }
    return setSail(urls, { ...ENDS, match: MATCH, ...mapping })
  }

  const rows = () => to.query(urls.sandbox, 'select * from people order by id')

  /** Plans, applies, plans again and takes back. */
  async function sail(voyage: Awaited<ReturnType<typeof given>>): Promise<Planned> {
    const before = await rows()
    const planned = await voyage.plan()
    const run = await voyage.apply(planned.path)
    assert.equal(run.counts.applied, planned.plan.changes)
    assert.deepEqual((await voyage.plan()).changes, [], 'nothing is left to do')
    await voyage.undo(run.id)
    assert.deepEqual(await rows(), before)
    return planned
  }

  it('change what is beyond a tolerance and nothing within it', async () => {
    const planned = await sail(
      await given(
        `(id, mail, amount, weight, seen) values
(1, 'A@x', 1.05, 1000000, '2024-01-01 00:00:01'),
(2, 'B@x', 1.051, 1000000, '2024-01-01 00:00:01'),
(3, 'C@x', 0.95, 1000002, '2024-01-01 00:00:01'),
(4, 'D@x', 0.949, 1000000, '2024-01-01 00:00:01.001'),
(5, 'E@x', null, null, null),
(6, 'F@x', 0, 0, '2024-01-01'),
(7, 'G@x', -0.02, 5, '2024-01-01 00:00:02')`,
        `(id, mail, amount, weight, seen) values
(11, 'a@x', 1, 1000001, '2024-01-01'),
(12, 'b@x', 1, 1000001, '2024-01-01'),
(13, 'c@x', 1, 1000000, '2024-01-01'),
(14, 'd@x', 1, 1000001, '2024-01-01'),
(15, 'e@x', 0, 0, '2024-01-01'),
(16, 'f@x', null, null, null),
(7, 'nobody@x', 0.02, 5, '2024-01-01')`,
        {
          key: 'id',
          fields: [
            { source: 'amount', tolerance: '0.05' },
            { source: 'weight', tolerance: { relative: '0.0000015' } },
            { source: 'seen', tolerance: { seconds: '1' } },
          ],
        },
      ),
    )
    assert.deepEqual(shorts(planned), [
      'update 7 seen 2024-01-01 00:00:00 → 2024-01-01 00:00:02 (key)',
      'update 12 amount 1.000 → 1.051 (mail)',
      'update 13 weight 1000000 → 1000002 (mail)',
      'update 14 amount 1.000 → 0.949, seen 2024-01-01 00:00:00 → 2024-01-01 00:00:01.001 (mail)',
      'update 15 amount 0.000 → null, weight 0 → null, seen 2024-01-01 00:00:00 → null (mail)',
      'update 16 amount null → 0.000, weight null → 0, seen null → 2024-01-01 00:00:00 (mail)',
    ])
    assert.deepEqual(planned.plan.summary['fieldUpdates'], { amount: 4, weight: 3, seen: 4 })
    assert.deepEqual(planned.plan.summary['matchedBy'], { key: 1, mail: 6 })
  })

  it('ask a conflict strategy only where a tolerance has not made values the same', async () => {
    const planned = await sail(
      await given(
        `(id, mail, amount) values (1, 'A@x', 1.05), (2, 'B@x', 1.06), (3, 'C@x', 0.95), (4, 'D@x', 0.94)`,
        `(id, mail, amount) values (11, 'a@x', 1), (12, 'b@x', 1), (13, 'c@x', 1), (14, 'd@x', 1)`,
        { fields: [{ source: 'amount', tolerance: '0.05', conflict: 'largest' }] },
      ),
    )
    assert.deepEqual(shorts(planned), ['update 12 amount 1.000 → 1.060 (mail)'])
    const { matched, kept } = planned.plan.summary
    assert.deepEqual({ matched, kept }, { matched: 4, kept: 1 })
  })

  it('fill what is empty and leave everything else', async () => {
    const planned = await sail(
      await given(
        `(id, mail, city, amount) values (1, 'A@x', 'Rome', 1), (2, 'B@x', 'Oslo', 2), (3, 'C@x', 'Bern', 0),
(4, 'D@x', null, null), (5, 'E@x', ' ', 5)`,
        `(id, mail, city, amount) values (11, 'a@x', null, null), (12, 'b@x', ' ', 0), (13, 'c@x', 'Paris', null),
(14, 'd@x', 'Lima', 4), (15, 'e@x', null, 5)`,
        { fields: ['city', 'amount'], conflict: 'fillEmpty' },
      ),
    )
    assert.deepEqual(shorts(planned), [
      'update 11 city null → Rome, amount null → 1.000 (mail)',
      'update 12 city   → Oslo (mail)',
      'update 13 amount null → 0.000 (mail)',
    ])
    const { matched, kept } = planned.plan.summary
    assert.deepEqual({ matched, kept }, { matched: 5, kept: 4 })
  })

  it('take the largest or the smallest of two values, and any before none', async () => {
    const source = `(id, mail, amount, weight, seen) values
(1, 'A@x', 10, 10, '2024-01-02'), (2, 'B@x', 9, 9, '2024-01-01'), (3, 'C@x', null, 1, null), (4, 'D@x', -1, null, '2024-01-01')`
    const target = `(id, mail, amount, weight, seen) values
(11, 'a@x', 9, 9, '2024-01-01'), (12, 'b@x', 10, 10, '2024-01-02'), (13, 'c@x', 1, null, '2024-01-01'), (14, 'd@x', null, 1, null)`
    const fields = ['amount', 'weight', 'seen']
    const largest = await sail(await given(source, target, { fields, conflict: 'largest' }))
    assert.deepEqual(shorts(largest), [
      'update 11 amount 9.000 → 10.000, weight 9 → 10, seen 2024-01-01 00:00:00 → 2024-01-02 00:00:00 (mail)',
      'update 13 weight null → 1 (mail)',
      'update 14 amount null → -1.000, seen null → 2024-01-01 00:00:00 (mail)',
    ])
    const smallest = await sail(await given(source, target, { fields, conflict: 'smallest' }))
    assert.deepEqual(shorts(smallest), [
      'update 12 amount 10.000 → 9.000, weight 10 → 9, seen 2024-01-02 00:00:00 → 2024-01-01 00:00:00 (mail)',
      'update 13 weight null → 1 (mail)',
      'update 14 amount null → -1.000, seen null → 2024-01-01 00:00:00 (mail)',
    ])
  })

  it('take what is newer by columns of either side, and say where none is', async () => {
    const voyage = await given(
      `(id, mail, city, amount, seen) values
(1, 'A@x', 'Rome', 1, '2024-01-01 00:00:00.002'), (2, 'B@x', 'Oslo', 2, '2024-01-01'), (3, 'C@x', 'Bern', 3, '2024-01-01'),
(4, 'D@x', 'Lima', 4, null), (5, 'E@x', 'Kyiv', 5, '2024-01-01'), (6, 'F@x', 'Same', 6, null)`,
      `(id, mail, city, amount, moved) values
(11, 'a@x', 'a', 0, '2024-01-01 00:00:00.001'), (12, 'b@x', 'b', 0, '2024-01-01 00:00:00.001'), (13, 'c@x', 'c', 0, '2024-01-01'),
(14, 'd@x', 'd', 0, '2024-01-01'), (15, 'e@x', 'e', 0, null), (16, 'f@x', 'Same', 0, null)`,
      {
        fields: [
          { source: 'city', conflict: { newestBy: { source: 'seen', target: 'moved' } } },
          'amount',
        ],
      },
    )
    const planned = await sail(voyage)
    assert.deepEqual(shorts(planned), [
      'update 11 city a → Rome, amount 0.000 → 1.000 (mail)',
      ...[12, 13, 14, 15, 16].map((id) => `update ${id} amount 0.000 → ${id - 10}.000 (mail)`),
    ])
    assert.deepEqual(findings(planned), [
      'undecided source 13 city "moved" is "2024-01-01 00:00:00" on both sides, so that none is newer',
      'undecided source 14 city "seen" is null in the source',
      'undecided source 15 city "moved" is null in the target',
    ])
    const { kept, undecided } = planned.plan.summary
    assert.deepEqual({ kept, undecided }, { kept: 1, undecided: 3 })
  })

  it('end at a limit among the rows of their conditions, as often as it takes', async () => {
    const source = `(id, mail, city, amount) values
(1, 'A@x', 'Rome', 1), (2, 'B@x', 'Oslo', 1), (3, 'C@x', 'Bern', 1), (4, 'D@x', 'Lima', 1), (5, 'E@x', 'Kyiv', -1), (6, 'none@x', 'Riga', 1)`
    const target = `(id, mail, city, amount) values
(11, 'a@x', 'a', 1), (12, 'b@x', 'b', 1), (13, 'c@x', 'c', -1), (4, 'other@x', 'd', 1), (15, 'e@x', 'e', 1)`
    const voyage = await given(source, target, {
      source: { ...ENDS.source, where: 'amount > 0' },
      target: { ...ENDS.target, where: 'amount > 0' },
      key: 'id',
      fields: ['city'],
      limit: 2,
    })
    const first = await voyage.plan()
    assert.deepEqual(shorts(first), [
      'update 4 city d → Lima (key)',
      'update 11 city a → Rome (mail)',
    ])
    const { totalSource, totalTarget, matched } = first.plan.summary
    assert.deepEqual(
      { totalSource, totalTarget, matched },
      { totalSource: 2, totalTarget: 2, matched: 2 },
    )
    assert.ok(first.plan.hazards.some(({ code }) => code === 'limit-reached'))
    assert.equal((await voyage.apply(first.path)).counts.applied, 2)
    const second = await voyage.plan()
    assert.deepEqual(shorts(second), ['update 12 city b → Oslo (mail)'])
    assert.deepEqual(findings(second), ['notFound source 3'])
    assert.equal((await voyage.apply(second.path)).counts.applied, 1)
    const third = await voyage.plan()
    assert.deepEqual(shorts(third), [])
    assert.deepEqual(findings(third), ['notFound source 3', 'notFound source 6'])
    assert.deepEqual(
      (await rows()).map(({ id, city }) => `${id} ${city}`),
      ['4 Lima', '11 Rome', '12 Oslo', '13 c', '15 e'],
    )
  })
})
