import assert from 'node:assert/strict'
import fc from 'fast-check'
import {
  doom,
  Doomed,
  type Condemned,
  type Evidence,
} from '../../../src/core/environment/drop/doomed'
import { RefusedError, UsageError } from '../../../src/core/util/errors'
import { host, open } from '../workspace/helpers'
import { attempt } from './hostile'

const file = {
  environments: {
    prod: { url: 'postgres://u@h/', databases: ['data', 'config'] },
    live: { url: 'postgres://u@other/billing', protection: 'locked' },
    'main-site': { url: '${env:MAIN_SITE_URL}', protection: 'locked' },
    test: { url: 'postgres://u@h/', protection: 'guarded' },
  },
  registry: { environment: 'prod', database: 'master_config', table: 'database_configs' },
}

const PROTECTED = [
  ...['data', 'config', 'billing', 'master_config', 'shop', 'mysql', 'sys', 'postgres'],
  ...['template0', 'template1', 'information_schema', 'performance_schema'],
]

/** Said here once more, in other words than where it is decided. */
function looksLike(name: string, names: readonly string[]): boolean {
  const plain = [...name.normalize('NFKC')].map((character) => character.toLowerCase()).join('')
  return names.includes(plain.trim())
}

describe('what may be dropped', () => {
  it('is never a protected database, in ten thousand attempts', async () => {
    const workspace = await open(file, host({ MAIN_SITE_URL: 'postgres://u@h/shop' }))
    let passed = 0
    fc.assert(
      fc.property(attempt, ({ wish, ...evidence }) => {
        const proof = tryToDoom(wish, { workspace, ...evidence })
        if (proof === undefined) return
        passed++
        assert.ok(!looksLike(wish.databaseName, PROTECTED), `database "${wish.databaseName}"`)
        assert.ok(!looksLike(wish.environment, ['prod', 'production', 'live', 'main-site']))
        if (wish.environment.startsWith('prod-') || wish.environment.startsWith('live-'))
          assert.fail('what belongs to a locked environment is locked')
        if (wish.environment === 'test' || wish.environment.startsWith('test-'))
          assert.ok(evidence.confirmed.includes(wish.environment), 'guarded without its name')
        const isBase = evidence.rows.some(({ base }) => looksLike(base, [wish.databaseName]))
        assert.ok(!isBase, 'other databases are copies of it')
      }),
      { numRuns: 10_000 },
    )
    // Were nothing ever let through, this would prove nothing.
    assert.ok(passed > 50, `${passed} attempts at what is nobody's passed`)
  })

  it('is nothing that only says that it is proved', () => {
    const wish = { environment: 'test', base: 'data', databaseName: 'data' }
    assert.throws(() => new Doomed(wish, Symbol('proved')), /only doom\(\)/)
  })

  const row = {
    ...{ base: 'data', environment: 'test-x', fullName: 'data_test-x', active: true },
    ...{ branch: null, createdAt: null, deletedAt: null, source: null },
  }
  const wish: Condemned = { environment: 'test-x', base: 'data', databaseName: 'data_test-x' }
  const cases: readonly (readonly [
    title: string,
    change: Partial<Evidence>,
    wish: Partial<Condemned>,
    why: RegExp | undefined,
  ])[] = [
    ['a registered copy', {}, {}, undefined],
    ['a guarded one without its name', { confirmed: [] }, {}, /its name was not typed/],
    ['another base', {}, { base: 'config' }, /does not have it as "config"/],
    ['a row that is not active', { rows: [{ ...row, active: false }] }, {}, /does not have it/],
    [
      'another’s database',
      { rows: [row, { ...row, environment: 'dev' }] },
      {},
      /registered as a database of "dev"/,
    ],
    [
      'a name that nobody gave',
      { rows: [{ ...row, fullName: 'accounts' }] },
      { databaseName: 'accounts' },
      /not called what "data" of "test-x" would be/,
    ],
  ]
  for (const [title, change, other, why] of cases)
    it(`${why === undefined ? 'is' : 'is not'} ${title}`, async () => {
      const workspace = await open(file, host({ MAIN_SITE_URL: 'postgres://u@h/shop' }))
      const evidence = { workspace, rows: [row], known: [], confirmed: ['test-x'], ...change }
      if (why === undefined) assert.ok(doom({ ...wish, ...other }, evidence) instanceof Doomed)
      else assert.throws(() => doom({ ...wish, ...other }, evidence), why)
    })

  it('is nothing that Drydock has not made while a locked environment is not known', async () => {
    const workspace = await open(file, host())
    const evidence = { workspace, rows: [row], known: [], confirmed: ['test-x'] }
    assert.throws(() => doom(wish, evidence), /which databases "main-site" has is not known here/)
  })
})

function tryToDoom(wish: Condemned, evidence: Evidence): Doomed | undefined {
  try {
    return doom(wish, evidence)
  } catch (error) {
    if (error instanceof RefusedError || error instanceof UsageError) return undefined
    throw error
  }
}
