import assert from 'node:assert/strict'
import fc from 'fast-check'
import { describeEngines, manySessions, type Engine } from '../helpers/engines'
import { setSail, type Planned } from './coreSetUp'

const MAPPING = {
  source: { environment: 'production', table: 'jobs' },
  target: { environment: 'sandbox', table: 'jobs' },
  key: ['job'],
  fields: ['code', 'qty', 'parent'],
  missing: { inTarget: 'insert', inSource: 'delete', deleteLimit: 100 },
}

const COLUMNS = 'job int primary key, code varchar(10), qty int, parent int'
/** Only the target has rules. */
const RULES = [
  'alter table jobs add constraint one_code unique (code)',
  'alter table jobs add constraint enough check (qty >= 0)',
  'alter table jobs add constraint known foreign key (parent) references jobs (job)',
]

interface Job {
  readonly job: number
  readonly code: string | null
  readonly qty: number
  readonly parent: number | null
}

const JOBS = 12
const CODES = ['a', 'b', 'c', 'd', 'e', 'f', 'g', null]

/** A parent has a smaller number, so that none is its own ancestor; it need not be there. */
function job(qty: fc.Arbitrary<number>): fc.Arbitrary<Job> {
  return fc.nat({ max: JOBS - 1 }).chain((number) =>
    fc.record({
      job: fc.constant(number),
      code: fc.constantFrom(...CODES),
      qty,
      parent:
        number === 0 ? fc.constant(null) : fc.option(fc.nat({ max: number - 1 }), { nil: null }),
    }),
  )
}

function jobs(qty: fc.Arbitrary<number>): fc.Arbitrary<readonly Job[]> {
  return fc
    .uniqueArray(job(qty), { selector: (one) => one.job, minLength: 1, maxLength: JOBS })
    .map((all) => [...all].sort((a, b) => a.job - b.job))
}

/** The same jobs without what the target's rules forbid. */
function allowed(all: readonly Job[]): readonly Job[] {
  const codes = new Set<string>()
  const numbers = new Set(all.map((one) => one.job))
  return all.map((one) => {
    const isFree = one.code !== null && !codes.has(one.code)
    if (one.code !== null) codes.add(one.code)
    const isKnown = one.parent !== null && numbers.has(one.parent)
    return { ...one, code: isFree ? one.code : null, parent: isKnown ? one.parent : null }
  })
}

function lineOf({ job: number, code, qty, parent }: Job): string {
  return [number, code ?? '', qty, parent ?? ''].join(' ')
}

async function fill(engine: Engine, url: string, all: readonly Job[]): Promise<void> {
  await engine.query(url, 'update jobs set parent = null')
  await engine.query(url, 'delete from jobs')
  const rows = all.map(
    ({ job: number, code, qty, parent }) =>
      `(${number}, ${code === null ? 'null' : `'${code}'`}, ${qty}, ${parent ?? 'null'})`,
  )
  await engine.query(url, `insert into jobs values ${rows.join(', ')}`)
}

/** What the target has when these changes are done and no others. */
function expected(
  before: readonly Job[],
  wanted: readonly Job[],
  done: ReadonlySet<number>,
): readonly string[] {
  const rows = new Map(before.map((one) => [one.job, one]))
  const goals = new Map(wanted.map((one) => [one.job, one]))
  for (const number of done) {
    const goal = goals.get(number)
    if (goal === undefined) rows.delete(number)
    else rows.set(number, goal)
  }
  return [...rows.values()].sort((a, b) => a.job - b.job).map(lineOf)
}

function numbersOf({ changes }: Planned): readonly number[] {
  return changes.map(({ key }) => Number(key['job']))
}

/** A part of rows that change places was left with one that touches no unique key. */
const FOUND: [Job[], Job[]] = [
  [
    rowOf(0, 'f', 0, null),
    rowOf(1, 'a', 1, 0),
    rowOf(2, 'e', 0, 1),
    rowOf(3, 'f', 2, 2),
    rowOf(4, 'c', -1, 0),
    rowOf(5, 'a', 4, 2),
    rowOf(6, 'g', -1, 5),
    rowOf(7, 'e', -1, 3),
    rowOf(8, null, 3, null),
    rowOf(10, 'd', 2, null),
    rowOf(11, 'g', -1, 8),
  ],
  [
    rowOf(0, 'c', 4, null),
    rowOf(1, 'a', 4, null),
    rowOf(2, 'b', 0, 0),
    rowOf(8, null, 0, 2),
    rowOf(10, 'd', 0, null),
    rowOf(11, 'f', 0, 10),
  ],
]

function rowOf(number: number, code: string | null, qty: number, parent: number | null): Job {
  return { job: number, code, qty, parent }
}

describeEngines(
  'changes of which the database refuses some',
  (engine) => {
    it('are done or reported, each of them, as many as can be, and taken back', async () => {
      const { url: production } = await engine.createDatabase()
      const { url: sandbox } = await engine.createDatabase()
      for (const url of [production, sandbox])
        await engine.query(url, `create table jobs (${COLUMNS})`)
      for (const rule of RULES) await engine.query(sandbox, rule)
      const voyage = await setSail({ production, sandbox }, MAPPING)
      const rows = async () => {
        const found = await engine.query(sandbox, 'select * from jobs order by job')
        return found.map((row) =>
          Object.values(row)
            .map((value) => value ?? '')
            .join(' '),
        )
      }
      const sides = fc.tuple(
        jobs(fc.integer({ min: -1, max: 4 })),
        jobs(fc.nat({ max: 4 })).map(allowed),
      )
      await fc.assert(
        fc.asyncProperty(sides, async ([wanted, present]) => {
          await fill(engine, production, wanted)
          await fill(engine, sandbox, present)
          const before = await rows()
          const plan = await voyage.plan()
          fc.pre(plan.changes.length > 0)
          const run = await voyage.apply(plan.path)
          const { applied, failed, drifted, total } = run.counts
          assert.deepEqual([applied + failed, drifted, total], [total, 0, plan.changes.length])

          const again = await voyage.plan()
          const left = new Set(numbersOf(again))
          const done = new Set(numbersOf(plan).filter((number) => !left.has(number)))
          assert.equal(done.size, applied)
          assert.deepEqual(await rows(), expected(present, wanted, done))

          // What was refused is still refused: nothing had only been in its way.
          const after = await rows()
          if (again.changes.length > 0) {
            const { counts } = await voyage.apply(again.path)
            assert.deepEqual([counts.applied, counts.failed], [0, failed])
          }
          assert.deepEqual(await rows(), after)
          if (applied > 0) await voyage.undo(run.id)
          assert.deepEqual(await rows(), before)
        }),
        { numRuns: 25, examples: [[FOUND]] },
      )
    })
  },
  { languages: ['postgres', 'mysql'], where: manySessions },
)
