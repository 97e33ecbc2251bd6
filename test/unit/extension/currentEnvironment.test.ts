import assert from 'node:assert/strict'
import { nameFromBranch } from '../../../src/commands/environments/nameFromBranch'
import { describeSteps, questionOfSteps } from '../../../src/commands/plan/stepTexts'
import type { RegisteredEnvironment } from '../../../src/coreHost/protocol'
import type { Change, CurrentReport } from '../../../src/core/index'
import { currentState } from '../../../src/views/environments/chooseEnvironment'
import { describeCurrent } from '../../../src/views/environments/describeCurrent'
import { describeFacts, isDeletable } from '../../../src/views/environments/facts'
import { headOf } from '../../../src/views/environments/gitHead'
import { formatAge, formatBytes } from '../../../src/views/format'
import { stepFacts, stepFields } from '../../../src/views/plan/stepView'
import { listed, plan } from './samples'

const [production, sandbox] = [listed('production', 'locked'), listed('sandbox', 'open')]
const all = [production, sandbox]

describe('the current environment in the status bar', () => {
  const answer = (report: CurrentReport) => ({ folder: '/work', report })
  const unresolved = { ok: false, message: 'no environment is that of branch x' } as const

  it('is what the core says, with its reason', () => {
    const current = {
      name: 'production',
      by: 'branch',
      because: 'it is that of branch main',
    } as const
    const { listing } = production
    const state = currentState(
      all,
      undefined,
      answer({ follows: true, ok: true, current, listing }),
    )
    const shown = describeCurrent(state, { kind: 'untested' })
    assert.equal(shown?.text, '$(database) production (locked)')
    assert.match(shown.tooltip, /Current: it is that of branch main/)
    assert.equal(shown.warns, true)
  })

  it('is none where branches decide and the core does not know, whatever else is listed', () => {
    const state = currentState(all, '/work#sandbox', answer({ follows: true, ...unresolved }))
    assert.deepEqual(state, { kind: 'unresolved', reason: unresolved.message })
    const shown = describeCurrent(state, { kind: 'untested' })
    assert.equal(shown?.text, '$(question) no environment')
    assert.match(shown.tooltip, /no environment is that of branch x/)
  })

  it('is the first that may be written to where no branch has a say', () => {
    const state = currentState(all, undefined, answer({ follows: false, ...unresolved }))
    assert.deepEqual(state, { kind: 'known', of: sandbox })
    assert.deepEqual(currentState([], undefined, undefined), { kind: 'none' })
    assert.equal(describeCurrent({ kind: 'none' }, { kind: 'untested' }), undefined)
  })
})

describe('what the editor says is checked out', () => {
  const onDidChange = () => ({ dispose: () => undefined })
  const repository = (HEAD: object | undefined, rebaseCommit?: object) => ({
    state: { HEAD, rebaseCommit, onDidChange },
  })

  it('is a branch, also without a commit, or a commit', () => {
    assert.deepEqual(headOf(repository({ name: 'main' })), { kind: 'branch', name: 'main' })
    const detached = headOf(repository({ commit: '0123456789abcdef' }))
    assert.deepEqual(detached, { kind: 'detached', commit: '01234567' })
  })

  it('is left to git where it is not read yet, or rebased', () => {
    assert.equal(headOf(undefined), undefined)
    assert.equal(headOf(repository(undefined)), undefined)
    assert.equal(headOf(repository({ commit: '0123' }, {})), undefined)
  })
})

describe('what is known of an environment', () => {
  const now = new Date('2026-03-05T00:00:00Z')
  const { listing } = sandbox
  const database = { base: 'data', branch: 'fix', createdAt: null, source: null, exists: true }
  const facts: RegisteredEnvironment = {
    ...{ name: 'test-x', protection: 'open', production: false, listing, branch: 'fix' },
    createdAt: '2026-03-01 00:00:00+00',
    expiresAt: null,
    databases: [
      { ...database, fullName: 'data_test-x', bytes: 3 * 1024 * 1024 },
      { ...database, base: 'gone', fullName: 'gone_test-x', exists: false, bytes: null },
    ],
  }

  it('is told with its size, its age and a branch that is gone', () => {
    assert.deepEqual(describeFacts(facts, new Set(['main']), now), [
      '3 MB',
      '4 days',
      'branch fix gone',
      '1 of 2 databases not there',
    ])
    assert.ok(describeFacts(facts, new Set(['fix']), now).includes('branch fix'))
    assert.ok(describeFacts(facts, undefined, now).includes('branch fix'))
  })

  it('is told with its end once its time is up', () => {
    const until = (expiresAt: string) => describeFacts({ ...facts, expiresAt }, undefined, now)
    assert.ok(until('2026-03-04T23:59:59.000Z').includes('time is up'))
    assert.ok(!until('2026-03-05T00:00:01.000Z').includes('time is up'))
  })

  it('says whether it can be deleted', () => {
    assert.equal(isDeletable(facts), true)
    assert.equal(isDeletable({ ...facts, production: true }), false)
    assert.equal(isDeletable({ ...facts, protection: 'locked' }), false)
  })

  it('has sizes and ages as people say them', () => {
    assert.equal(formatBytes(871 * 1024), '871 kB')
    assert.equal(formatBytes(1536), '1.5 kB')
    assert.equal(formatAge('2026-03-04T23:59:30Z', now), 'new')
    assert.equal(formatAge(null, now), '')
  })

  it('lends its branch a short name', () => {
    assert.equal(nameFromBranch('feature/Mean reversion!'), 'mean-reversion')
    assert.equal(nameFromBranch('fix_12'), 'fix_12')
  })
})

describe('steps of a plan', () => {
  const trash: Change = {
    ...{ op: 'trashDatabase', table: 'data_test-x', key: { database: 'data_test-x' } },
    before: { name: 'data_test-x', bytes: '8388608' },
    after: { name: 'zz_deleted_1' },
  }
  const target = { ...plan().target, environment: 'test-x' }
  const deletion = plan({ kind: 'deleteEnvironment', steps: true, changes: 3, target })

  it('are asked for by what becomes of the databases, each with its size', () => {
    assert.equal(questionOfSteps(deletion), 'Move 3 databases of test-x to the trash?')
    const hazards = [{ code: 'irreversible', message: 'gone' }]
    assert.equal(
      questionOfSteps({ ...deletion, hazards }),
      'Delete 3 databases of test-x for good?',
    )
    assert.deepEqual(describeSteps(deletion, [trash]), ['− data_test-x (8 MB)', '… and 2 others'])
  })

  it('are told by their facts, and of two names by the other one', () => {
    const fields = stepFields({ kind: 'deleteEnvironment', fields: ['name'] })
    assert.deepEqual(stepFacts(trash, fields), [
      [0, null, '8 MB'],
      [1, null, 'zz_deleted_1'],
    ])
  })

  it('have no rows where only the schema is cloned', () => {
    const fields = stepFields({ kind: 'createEnvironment', fields: ['source', 'rows'] })
    const after = { source: 'data', rows: '1000', withData: 'false' }
    const create: Change = { ...trash, op: 'createDatabase', before: {}, after }
    assert.deepEqual(stepFacts(create, fields), [
      [0, null, 'data'],
      [1, null, 'none'],
    ])
  })
})
