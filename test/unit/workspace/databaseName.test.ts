import assert from 'node:assert/strict'
import fc from 'fast-check'
import {
  databaseName,
  environmentNameFault,
  MOST_BYTES,
  testEnvironment,
} from '../../../src/core/workspace/registry/databaseName'

describe('names of databases', () => {
  const cases: readonly (readonly [base: string, environment: string, name: string])[] = [
    ['portfolio_data', 'test-mean-reversion', 'portfolio_data_test-mean-reversion'],
    ['portfolio_data', 'test', 'portfolio_data_test'],
    ['PortfolioData', 'test-JIRA-12', 'PortfolioData_test-JIRA-12'],
    ['data', 'test-v1.2', 'data_test-v1.2'],
    ['data', 'test-feature/login', 'data_test_feature_login_cfc9a8cc'],
    ['data', 'test-fürst', 'data_test_f_rst_19cf97bb'],
    ['data', 'a`; drop database data; --', 'data_a_drop_database_data_effd783c'],
    ['data', '💾', 'data_693fa052'],
    ['zz_deleted_data', 'test', 'of_zz_deleted_data_test_51cbf086'],
    ['a'.repeat(63), 'test', `${'a'.repeat(54)}_a9643834`],
  ]
  for (const [base, environment, name] of cases)
    it(`${base} in ${environment} is ${name.slice(0, 30)}`, () => {
      assert.equal(databaseName(base, environment), name)
    })

  it('are legal everywhere, and different for different environments', () => {
    const text = fc.oneof(
      fc.string({ unit: 'grapheme', minLength: 1 }),
      fc.stringMatching(/^[a-z_-]{1,70}$/),
    )
    fc.assert(
      fc.property(text, text, text, (base, first, second) => {
        fc.pre(first !== second)
        const [one, other] = [databaseName(base, first), databaseName(base, second)]
        assert.notEqual(one, other)
        assert.match(one, /^[A-Za-z0-9_$][A-Za-z0-9_$.-]*$/)
        assert.ok(Buffer.byteLength(one) <= MOST_BYTES)
      }),
      { numRuns: 2000 },
    )
  })

  it('mean test environments where they are short', () => {
    const given = ['mean-reversion', 'test', 'test-x', 'testing']
    assert.deepEqual(given.map(testEnvironment), [
      'test-mean-reversion',
      'test',
      'test-x',
      'test-testing',
    ])
  })

  it('are told what is wrong with them', () => {
    const faults = ['', ' x', 'a\nb', 'current', 'x'.repeat(101), 'ok', 'it’s "fine"'].map(
      environmentNameFault,
    )
    assert.deepEqual(faults, [
      'is empty',
      'begins or ends with a space',
      'holds a control character',
      'is reserved',
      'is longer than 100 characters',
      undefined,
      undefined,
    ])
  })
})
