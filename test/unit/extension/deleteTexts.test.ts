import assert from 'node:assert/strict'
import {
  describeDeleted,
  detailOfAll,
  isClean,
  listOf,
  questionOfAll,
} from '../../../src/commands/environments/deleteTexts'
import type { PlannedDelete } from '../../../src/commands/environments/deleteTexts'
import type { ApplyResult, Change, Plan, Protection } from '../../../src/core/index'
import { plan, run } from './samples'

function step(name: string): Change {
  return {
    ...{ op: 'trashDatabase', table: name, key: { database: name } },
    ...{ before: { name, bytes: '1048576' }, after: {} },
  }
}

function planned(
  environment: string,
  { changes = 2, hazards = [] }: Partial<Pick<Plan, 'changes' | 'hazards'>> = {},
  protection: Protection = 'open',
): PlannedDelete {
  const target = { ...plan().target, environment }
  const summary = { databases: changes, bytes: changes * 1048576, fieldUpdates: {} }
  const names = Array.from({ length: changes }, (_, index) => `db${index}_${environment}`)
  return {
    plan: plan({ kind: 'deleteEnvironment', steps: true, changes, hazards, target, summary }),
    steps: names.map(step),
    requirement: { environment, protection },
  }
}

const forGood = [{ code: 'irreversible', message: 'what is in db0 cannot be brought back' }]

describe('the question before several environments are deleted', () => {
  it('counts databases and environments, and says what becomes of them', () => {
    const [a, b] = [planned('test-a'), planned('test-b')]
    assert.equal(questionOfAll([a, b]), 'Move 4 databases of 2 environments to the trash?')
    const lost = planned('test-c', { hazards: forGood })
    assert.equal(questionOfAll([lost, lost]), 'Delete 4 databases of 2 environments for good?')
    assert.equal(questionOfAll([a, lost]), 'Delete 4 databases of 2 environments?')
  })

  it('names every database by its environment, with sizes, hazards and what will be asked', () => {
    const guarded = planned('test-b', { changes: 1, hazards: forGood }, 'guarded')
    assert.equal(
      detailOfAll([planned('test-a'), guarded]),
      [
        'test-a: 2 databases, 2 MB',
        '   − db0_test-a (1 MB)',
        '   − db1_test-a (1 MB)',
        '',
        'test-b: 1 database, 1 MB; its name has to be typed',
        '   − db0_test-b (1 MB)',
        '   Hazard: what is in db0 cannot be brought back.',
      ].join('\n'),
    )
  })

  it('of very many names the environments, and where all databases are', () => {
    const many = Array.from({ length: 20 }, (_, index) => planned(`test-${index}`))
    const lines = detailOfAll(many).split('\n')
    assert.equal(lines.length, 21)
    assert.equal(lines[0], 'test-0: 2 databases, 2 MB')
    assert.equal(lines.at(-1), '“Show Plans” names every database.')
  })
})

describe('what is said after several environments were deleted', () => {
  const result = (environment: string, applied: number, failed = 0): ApplyResult => ({
    run: run({ environment, counts: { total: applied + failed, applied, drifted: 0, failed } }),
    ...{ alreadyApplied: false, resumed: false },
  })

  it('is how many went, and what did not', () => {
    const fine = [result('test-a', 2), result('test-b', 1)]
    assert.equal(describeDeleted(fine), 'Deleted 3 databases of test-a and test-b.')
    assert.equal(isClean(fine), true)
    const half = [result('test-a', 1, 1), result('test-b', 0, 1)]
    assert.equal(
      describeDeleted(half, ['test-c: no connection.']),
      'Deleted 1 database of test-a. 1 database of test-a could not go. ' +
        '1 database of test-b could not go. test-c: no connection.',
    )
    assert.equal(isClean(half), false)
    assert.equal(describeDeleted([], ['test-a: no.']), 'Nothing was deleted. test-a: no.')
  })

  it('names environments as people list them', () => {
    assert.equal(listOf(['a']), 'a')
    assert.equal(listOf(['a', 'b']), 'a and b')
    assert.equal(listOf(['a', 'b', 'c']), 'a, b and c')
  })
})
