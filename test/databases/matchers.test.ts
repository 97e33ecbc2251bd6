import assert from 'node:assert/strict'
import { DefinitionError } from '../../src/core/util/errors'
import { describeEngines, type Engine } from '../helpers/engines'
import { setSail, type Planned } from './coreSetUp'
import { matchOracle } from '../unit/core/mapping/matching/matchOracle'
import { describeDirections, quote } from './directions'

type Cell = string | null

interface Tables {
  readonly source: readonly (readonly Cell[])[]
  readonly target: readonly (readonly Cell[])[]
}

const SOURCE =
  'create table people (id int primary key, email varchar(60), name varchar(60), born date, city varchar(60))'
const TARGET =
  'create table clients (no int primary key, mail varchar(60), label varchar(60), birthday date, city varchar(60))'

const ENDS = {
  source: { environment: 'production', table: 'people' },
  target: { environment: 'sandbox', table: 'clients' },
  fields: ['city'],
}

const BY_MAIL = {
  name: 'by e-mail',
  on: [{ source: 'email', target: 'mail', ignore: ['case', 'space'] }],
}
const BY_NAME = {
  name: 'by name and birthday',
  on: [
    { source: 'name', target: 'label', ignore: ['case', 'accents', 'punctuation', 'space'] },
    { source: 'born', target: 'birthday' },
  ],
}

function insert(engine: Engine, table: string, rows: readonly (readonly Cell[])[]): string {
  const cells = (row: readonly Cell[]) =>
    row.map((cell) => (cell === null ? 'null' : quote(cell, engine))).join(', ')
  return `insert into ${table} values ${rows.map((row) => `(${cells(row)})`).join(', ')}`
}

/** `update 3: a → b (by e-mail)`. */
function shorts({ changes }: Planned): readonly string[] {
  return changes.map(({ op, key, before, after, matchedBy }) => {
    const values = (row: typeof before) => Object.values(row).join()
    const by = matchedBy === undefined ? '' : ` (${matchedBy})`
    return `${op} ${values(key)}: ${values(before)} → ${values(after)}${by}`
  })
}

function findings({ findings: found }: Planned): readonly string[] {
  return found.map(({ kind, side, key, message }) =>
    [kind, side, ...Object.values(key), ...(message === undefined ? [] : [message])].join(' '),
  )
}

/** As the matchers ignore: no text here has more than they tell of. */
function plain(text: Cell): string | undefined {
  const folded = text?.replace('ß', 'ss').toLowerCase().replace('.', '').trim() ?? ''
  return folded === '' ? undefined : folded.replace(/ +/, ' ')
}

/** The same whole numbers below a limit in each run. (Park and Miller, 1988.) */
function randomNumbers(seed: number): (limit: number) => number {
  let state = seed % 2_147_483_647
  return (limit) => {
    state = (state * 48_271) % 2_147_483_647
    return state % limit
  }
}

function describeMatchers(from: Engine, to: Engine): void {
  let urls = { production: '', sandbox: '' }

  before(async () => {
    const [production, sandbox] = [await from.createDatabase(), await to.createDatabase()]
    urls = { production: production.url, sandbox: sandbox.url }
  })

  async function given({ source, target }: Tables, mapping: object) {
    await from.query(urls.production, 'drop table if exists people')
    await from.query(urls.production, SOURCE)
    if (source.length > 0) await from.query(urls.production, insert(from, 'people', source))
    await to.query(urls.sandbox, 'drop table if exists clients')
    await to.query(urls.sandbox, TARGET)
    if (target.length > 0) await to.query(urls.sandbox, insert(to, 'clients', target))
    return setSail(urls, { ...ENDS, ...mapping })
  }

  const clients = () => to.query(urls.sandbox, 'select * from clients order by no')

  it('find rows whose texts differ in case and space', async () => {
    const voyage = await given(
      {
        source: [
          ['1', 'Ann@Example.com ', 'Ann', null, 'Rome'],
          ['2', 'bob@example.com', 'Bob', null, 'Oslo'],
          ['3', 'nobody@example.com', 'Eve', null, 'Bern'],
          ['4', null, 'Null', null, 'Lima'],
          ['5', '  ', 'Blank', null, 'Lima'],
        ],
        target: [
          ['10', ' ann@example.COM', 'x', null, 'Paris'],
          ['11', 'BOB@example.com', 'y', null, 'Oslo'],
          ['12', '', 'z', null, 'Lima'],
        ],
      },
      { match: [BY_MAIL] },
    )
    const planned = await voyage.plan()
    assert.deepEqual(shorts(planned), ['update 10: Paris → Rome (by e-mail)'])
    assert.deepEqual(findings(planned).toSorted(), [
      'notFound source 3',
      'nullKey source 4',
      'nullKey source 5',
    ])
    assert.equal(planned.plan.strategy?.name, 'partition')
    assert.deepEqual(planned.plan.key, ['no'])
    const { fieldUpdates: _, ...summary } = planned.plan.summary
    assert.deepEqual(summary, {
      totalSource: 5,
      totalTarget: 3,
      matched: 2,
      notFound: 1,
      notInSource: 0,
      updated: 1,
      inserted: 0,
      deleted: 0,
      sentBack: 0,
      kept: 0,
      undecided: 0,
      errors: 2,
      duplicateKeys: 0,
      nullKeys: 2,
      targetDuplicateKeys: 0,
      targetNullKeys: 1,
      ambiguous: 0,
      targetAmbiguous: 0,
      matchedBy: { 'by e-mail': 2 },
    })
  })

  it('take turns, and what they change is applied and taken back', async () => {
    const voyage = await given(
      {
        source: [
          ['1', 'ann@example.com', 'Ann', '1990-01-01', 'Rome'],
          ['2', null, 'Zoë  Müller-Lüdenscheidt', '1980-02-29', 'Oslo'],
          ['3', 'old@example.com', 'Carl Straße', '2000-12-31', 'Bern'],
          ['4', 'dora@example.com', 'Dora', null, 'Lima'],
        ],
        target: [
          ['10', 'ANN@example.com', 'Somebody Else', null, 'a'],
          ['11', 'zoe@example.com', 'zoe mullerludenscheidt', '1980-02-29', 'b'],
          ['12', 'new@example.com', 'CARL STRASSE', '2000-12-31', 'c'],
          ['13', 'x@example.com', 'Dora', null, 'd'],
        ],
      },
      { match: [BY_MAIL, BY_NAME] },
    )
    const before = await clients()
    const planned = await voyage.plan()
    assert.deepEqual(shorts(planned), [
      'update 10: a → Rome (by e-mail)',
      'update 11: b → Oslo (by name and birthday)',
      'update 12: c → Bern (by name and birthday)',
    ])
    assert.deepEqual(findings(planned), ['notFound source 4'])
    assert.deepEqual(planned.plan.summary['matchedBy'], {
      'by e-mail': 1,
      'by name and birthday': 2,
    })
    const run = await voyage.apply(planned.path)
    assert.deepEqual(run.counts, { total: 3, applied: 3, drifted: 0, failed: 0 })
    assert.deepEqual(
      (await clients()).map(({ city }) => city),
      ['Rome', 'Oslo', 'Bern', 'd'],
    )
    assert.deepEqual((await voyage.plan()).changes, [], 'nothing is left to do')
    await voyage.undo(run.id)
    assert.deepEqual(await clients(), before)
  })

  // It takes seconds to open an embedded database, which shares the code of the servers from here on.
  if (to.kind === 'pglite') return

  it('tell of what is ambiguous in the source, in the target and in both, and guess nothing', async () => {
    const voyage = await given(
      {
        source: [
          ['1', 'twice@a.b', 'One', null, 'x'],
          ['2', 'TWICE@a.b', 'Two', null, 'x'],
          ['3', 'target@a.b', 'Three', null, 'x'],
          ['4', 'both@a.b', 'Four', null, 'x'],
          ['5', 'both@a.b ', 'Five', null, 'x'],
          ['6', 'alone@a.b', 'Six', null, 'x'],
          ['7', 'Alone@a.b', 'Seven', null, 'x'],
        ],
        target: [
          ['11', 'twice@a.b', '', null, 'y'],
          ['12', 'target@a.b', '', null, 'y'],
          ['13', 'Target@a.b', '', null, 'y'],
          ['14', 'both@a.b', '', null, 'y'],
          ['15', 'BOTH@a.b', '', null, 'y'],
          ['16', 'nobody@a.b', '', null, 'y'],
          ['17', 'nobody@a.b', '', null, 'y'],
        ],
      },
      { match: [BY_MAIL], missing: { inSource: 'delete' } },
    )
    const planned = await voyage.plan()
    assert.deepEqual(shorts(planned), [
      'delete 16: 16,nobody@a.b,,,y → ',
      'delete 17: 17,nobody@a.b,,,y → ',
    ])
    assert.deepEqual(findings(planned), [
      'ambiguous source 6 several rows have "alone@a.b" by "by e-mail"; not matched: 2 rows of the source (id "6", id "7")',
      'ambiguous source 4 several rows have "both@a.b" by "by e-mail"; not matched: 2 rows of the source (id "4", id "5") and 2 rows of the target (no "14", no "15")',
      'ambiguous source 3 several rows have "target@a.b" by "by e-mail"; not matched: 1 row of the source (id "3") and 2 rows of the target (no "12", no "13")',
      'ambiguous source 1 several rows have "twice@a.b" by "by e-mail"; not matched: 2 rows of the source (id "1", id "2") and 1 row of the target (no "11")',
    ])
    const { ambiguous, targetAmbiguous, errors, notFound, notInSource } = planned.plan.summary
    assert.deepEqual(
      { ambiguous, targetAmbiguous, errors, notFound, notInSource },
      { ambiguous: 7, targetAmbiguous: 5, errors: 7, notFound: 0, notInSource: 2 },
    )
    assert.ok(planned.plan.hazards.some(({ code }) => code === 'ambiguous-matches'))
  })

  it('leave what one of them finds ambiguous to the next', async () => {
    const voyage = await given(
      {
        source: [
          ['1', 'family@a.b', 'Ann', '1990-01-01', 'Rome'],
          ['2', 'family@a.b', 'Bob', '1991-01-01', 'Oslo'],
        ],
        target: [
          ['11', 'family@a.b', 'bob', '1991-01-01', 'x'],
          ['12', 'family@a.b', 'eve', '1992-01-01', 'x'],
        ],
      },
      { match: [BY_MAIL, BY_NAME] },
    )
    const planned = await voyage.plan()
    assert.deepEqual(shorts(planned), ['update 11: x → Oslo (by name and birthday)'])
    assert.deepEqual(findings(planned), [
      'ambiguous source 1 several rows have "family@a.b" by "by e-mail"; not matched: 1 row of the source (id "1") and 1 row of the target (no "12")',
    ])
    assert.deepEqual(planned.findings[0]?.ambiguity, {
      matcher: 'by e-mail',
      values: ['family@a.b'],
      source: { rows: 1, keys: [{ id: '1' }] },
      target: { rows: 1, keys: [{ no: '12' }] },
    })
  })

  it('compare expressions and formulas of either side', async () => {
    const voyage = await given(
      {
        source: [
          ['1', 'ann@old.example', 'Ann', '1990-05-01', 'Rome'],
          ['2', 'bob@old.example', 'Bob', '1991-06-01', 'Oslo'],
        ],
        target: [
          ['11', null, 'ann@1990', null, 'x'],
          ['12', null, 'BOB@1991', null, 'x'],
          ['13', null, 'bob@1999', null, 'x'],
        ],
      },
      {
        match: [
          {
            name: 'by label',
            on: [
              {
                source: { formula: "left(email, position(email, '@') - 1)" },
                target: { formula: "split(label, '@', 1)" },
                ignore: 'case',
              },
              {
                source: { expression: 'cast(extract(year from born) as char(4))' },
                target: { expression: 'substring(label from 5)' },
              },
            ],
          },
        ],
      },
    )
    const planned = await voyage.plan()
    assert.deepEqual(shorts(planned), [
      'update 11: x → Rome (by label)',
      'update 12: x → Oslo (by label)',
    ])
  })

  for (const [title, source, target] of [
    [
      'of both sides',
      { formula: "coalesce(born, '1900-01-01')" },
      { formula: 'coalesce(birthday)' },
    ],
    ['and a column', 'born', { formula: "greatest(birthday, '1900-01-01T00:00:00+00:00')" }],
    ['and a text of one', { formula: "date(name, 'DD.MM.YYYY')" }, { formula: 'least(birthday)' }],
  ] as const)
    it(`compare dates that formulas give by when they are: ${title}`, async () => {
      const voyage = await given(
        {
          source: [
            ['1', null, '01.05.1990', '1990-05-01', 'Rome'],
            ['2', null, '01.06.1991', '1991-06-01', 'Oslo'],
          ],
          target: [
            ['11', null, 'a', '1990-05-01', 'x'],
            ['12', null, 'b', '1999-06-01', 'x'],
          ],
        },
        { match: [{ name: 'by birthday', on: [{ source, target }] }] },
      )
      assert.deepEqual(shorts(await voyage.plan()), ['update 11: x → Rome (by birthday)'])
    })

  it('come after the key, whose rows may be filled, inserted and deleted', async () => {
    const voyage = await given(
      {
        source: [
          ['1', 'ann@a.b', 'Ann', null, 'Rome'],
          ['2', 'bob@a.b', 'Bob', null, 'Oslo'],
          ['3', 'new@a.b', 'New', '2001-02-03', 'Bern'],
        ],
        target: [
          ['1', 'other@a.b', 'a', null, 'x'],
          ['12', 'BOB@a.b', 'b', null, 'y'],
          ['13', 'gone@a.b', 'c', null, 'z'],
        ],
      },
      {
        key: [{ source: 'id', target: 'no' }],
        match: [BY_MAIL],
        fields: ['city', { source: 'email', target: 'mail', conflict: 'targetWins' }],
        missing: { inTarget: 'insert', inSource: 'delete' },
      },
    )
    const before = await clients()
    const planned = await voyage.plan()
    assert.deepEqual(shorts(planned), [
      'delete 13: 13,gone@a.b,c,,z → ',
      'update 1: x → Rome (key)',
      'update 12: y → Oslo (by e-mail)',
      'insert 3:  → 3,Bern,new@a.b',
    ])
    assert.deepEqual(planned.plan.summary['matchedBy'], { key: 1, 'by e-mail': 1 })
    const run = await voyage.apply(planned.path)
    assert.deepEqual(run.counts, { total: 4, applied: 4, drifted: 0, failed: 0 })
    assert.deepEqual((await voyage.plan()).changes, [], 'nothing is left to do')
    await voyage.undo(run.id)
    assert.deepEqual(await clients(), before)
    assert.equal((await voyage.apply(planned.path)).counts.applied, 4)
  })

  it('insert rows that the database numbers, and take them back', async () => {
    const voyage = await given(
      {
        source: [
          ['1', 'Ann@a.b', 'Ann', null, 'Rome'],
          ['2', 'New@a.b', 'New', null, 'Oslo'],
          ['3', null, 'Nobody', null, 'Bern'],
        ],
        target: [['7', 'ann@a.b', 'a', null, 'x']],
      },
      {
        match: [BY_MAIL],
        fields: ['city', { source: 'email', target: 'mail' }],
        missing: { inTarget: 'insert' },
      },
    )
    const numbering =
      to.kind === 'mysql'
        ? 'alter table clients modify no int not null auto_increment, modify mail varchar(60) not null unique'
        : 'alter table clients alter no add generated by default as identity (start 100), alter mail set not null, add unique (mail)'
    await to.query(urls.sandbox, numbering)
    const before = await clients()
    const planned = await voyage.plan()
    assert.deepEqual(shorts(planned), [
      'update 7: x,ann@a.b → Rome,Ann@a.b (by e-mail)',
      'insert New@a.b:  → Oslo,New@a.b',
    ])
    const run = await voyage.apply(planned.path)
    assert.deepEqual(run.counts, { total: 2, applied: 2, drifted: 0, failed: 0 })
    assert.deepEqual(
      (await clients()).map(({ mail, city }) => [mail, city]),
      [
        ['Ann@a.b', 'Rome'],
        ['New@a.b', 'Oslo'],
      ],
    )
    assert.deepEqual((await voyage.plan()).changes, [], 'nothing is left to do')
    await voyage.undo(run.id)
    assert.deepEqual(await clients(), before)
  })

  it('find what comparing every row with every row finds, in many rows', async () => {
    const random = randomNumbers(20_261_121)
    const mails = ['a', 'A ', 'b', 'é', 'É', 'ß', 'SS', '', null] as const
    const people = (first: number, side: string): readonly (readonly Cell[])[] =>
      Array.from({ length: 400 }, (_, index) => {
        const local = mails[random(mails.length)] ?? null
        const mail = local === null || local === '' ? local : `${local}${random(250)}`
        const name = random(8) === 0 ? null : `N. ${random(300)}`
        const born = random(8) === 0 ? null : `2000-01-0${1 + random(2)}`
        return [String(first + index), mail, name, born, `${side} ${first + index}`]
      })
    const tables = { source: people(1, 's'), target: people(1001, 't') }
    const voyage = await given(tables, {
      match: [BY_MAIL, BY_NAME],
      missing: { inSource: 'report' },
    })
    const planned = await voyage.plan()
    const rows = (side: readonly (readonly Cell[])[]) =>
      side.map(([no = '', mail = null, name = null, key = null]) => ({
        no: no ?? '',
        mail,
        name,
        key,
        hidden: false,
      }))
    const expected = matchOracle(rows(tables.source), rows(tables.target), [
      ({ mail }) => plain(mail),
      ({ name, key }) => (name === null || key === null ? undefined : `${plain(name)} ${key}`),
    ])
    assert.deepEqual(
      planned.changes
        .map(({ key, after, matchedBy }) => {
          const place = matchedBy === BY_MAIL.name ? 0 : 1
          return `${after['city']?.slice(2)} → ${key['no']} ${place}`
        })
        .toSorted(),
      [...expected.pairs].map(([pair, place]) => `${pair} ${place}`).toSorted(),
    )
    assert.ok(expected.pairs.size > 50, 'there is something to find')
    const { ambiguous, targetAmbiguous, nullKeys, notFound, notInSource } = planned.plan.summary
    const { source, target } = expected.left
    assert.deepEqual(
      { ambiguous, targetAmbiguous, nullKeys, notFound, notInSource },
      {
        ambiguous: source.ambiguous.length,
        targetAmbiguous: target.ambiguous.length,
        nullKeys: source.withoutValue.length,
        notFound: source.alone.length,
        notInSource: target.alone.length,
      },
    )
  })

  it('look at the rows that conditions leave, and never insert a hidden one', async () => {
    const voyage = await given(
      {
        source: [
          ['1', 'ann@a.b', 'Ann', null, 'Rome'],
          ['2', 'bob@a.b', 'Bob', null, 'Oslo'],
          ['3', 'eve@a.b', 'Eve', null, null],
        ],
        target: [
          ['11', 'ANN@a.b', 'a', null, 'hidden'],
          ['12', 'bob@a.b', 'b', null, 'y'],
          ['13', 'BOB@a.b', 'b', null, 'hidden'],
        ],
      },
      {
        source: { ...ENDS.source, where: 'city is not null' },
        target: { ...ENDS.target, where: "city <> 'hidden'" },
        match: [BY_MAIL],
      },
    )
    const planned = await voyage.plan()
    assert.deepEqual(shorts(planned), ['update 12: y → Oslo (by e-mail)'])
    assert.deepEqual(findings(planned), ['notFound source 1'])
    assert.equal(planned.plan.summary['totalTarget'], 1)
    const inserting = await given(
      {
        source: [['1', 'ann@a.b', 'Ann', null, 'Rome']],
        target: [['11', 'ANN@a.b', 'a', null, 'hidden']],
      },
      {
        target: { ...ENDS.target, where: "city <> 'hidden'" },
        key: [{ source: 'id', target: 'no' }],
        match: [BY_MAIL],
        missing: { inTarget: 'insert' },
      },
    )
    const other = await inserting.plan()
    assert.deepEqual(other.changes, [])
    assert.deepEqual(findings(other), [
      'notFound source 1 the target has the row, and its "where" leaves it out',
    ])
  })

  it('end at a limit, and let fields be decided on and invalid', async () => {
    const people: Tables = {
      source: [
        ['1', 'a@a.b', 'A', '2000-01-01', 'x'],
        ['2', 'b@a.b', 'B', '2001-01-01', 'x'],
        ['3', 'c@a.b', 'C', '2002-01-01', 'not a number'],
      ],
      target: [
        ['11', 'A@a.b', '', '2000-01-01', 'y'],
        ['12', 'B@a.b', '', '2009-01-01', 'y'],
        ['13', 'C@a.b', '', '2002-01-01', 'y'],
      ],
    }
    const limited = await (await given(people, { match: [BY_MAIL], limit: 1 })).plan()
    assert.deepEqual(shorts(limited), ['update 11: y → x (by e-mail)'])
    assert.ok(limited.plan.hazards.some(({ code }) => code === 'limit-reached'))
    const ruled = await (
      await given(people, {
        match: [BY_MAIL],
        fields: [
          { source: 'city', conflict: { newestBy: { source: 'born', target: 'birthday' } } },
          { source: 'born', target: 'birthday', conflict: 'ask' },
          {
            source: 'city',
            target: 'label',
            transform: { lookup: { x: 'known' }, otherwise: 'error' },
          },
        ],
      })
    ).plan()
    assert.deepEqual(shorts(ruled), [
      'update 11:  → known (by e-mail)',
      'update 12: 2009-01-01, → 2001-01-01,known (by e-mail)',
    ])
    assert.deepEqual(
      ruled.findings.map(({ kind, side, key, field }) => ({ kind, side, key, field })),
      [
        { kind: 'undecided', side: 'source', key: { no: '11' }, field: 'city' },
        { kind: 'invalid', side: 'source', key: { no: '13' }, field: 'label' },
      ],
    )
    assert.equal(ruled.plan.undecided, 1)
  })

  it('need their rows sorted here, and say so', async () => {
    const voyage = await given({ source: [], target: [] }, { match: [BY_MAIL] })
    const { strategy, summary } = (await voyage.plan('partition')).plan
    assert.equal(summary['totalSource'], 0)
    const excluded = strategy?.costs.flatMap((cost) => ('notEligible' in cost ? [cost.name] : []))
    assert.deepEqual(excluded, ['merge', 'hash', 'probe'])
    await assert.rejects(voyage.plan('merge'), /the strategy "merge" cannot be used: its matchers/)
  })

  it('refuse an expression that is none, by its place', async () => {
    const voyage = await given(
      { source: [], target: [] },
      { match: [{ on: [{ source: 'email', target: { expression: 'lower(nail)' } }] }] },
    )
    await assert.rejects(voyage.plan(), (error: Error) => {
      assert.ok(error instanceof DefinitionError)
      assert.match(error.problems[0]?.message ?? '', /^the expression is refused: .*nail/)
      return true
    })
  })
}

describeDirections('matchers', describeMatchers)
describeEngines('matchers', (engine) => describeMatchers(engine, engine), {
  where: ({ kind }) => kind === 'pglite',
})
