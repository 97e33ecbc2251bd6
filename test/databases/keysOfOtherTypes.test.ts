import assert from 'node:assert/strict'
import { UsageError } from '../../src/core/index'
import { describeEngines, manySessions } from '../helpers/engines'
import { createSite } from './strategySite'

/** Keys that a look-up in the other side's type would round, strip or refuse, and what differs by value. */
const PAIRS = [
  {
    types: ['varchar(8)', 'char(8)'],
    rows: [`('a', 'same'), ('a ', 'other'), ('b', 'n')`, `('a', 'same'), ('b', 'n')`],
    deleted: [],
  },
  {
    types: ['decimal(14,4)', 'decimal(12,2)'],
    rows: [`(1, 'same'), (1.001, 'other'), (2, 'n')`, `(1, 'same'), (2, 'n')`],
    deleted: [],
  },
  {
    types: ['decimal(12,2)', 'decimal(14,4)'],
    rows: [`(2, 'n'), (9, 'n')`, `(2, 'n'), (2.001, 'x'), (8.999, 'y'), (9, 'n')`],
    deleted: ['2.001', '8.999'],
  },
  {
    types: ['int', 'bigint'],
    rows: [`(1, 'n')`, `(1, 'n'), (99999999999, 'x')`],
    deleted: ['99999999999'],
  },
] as const

describeEngines(
  'keys of other types on the other side',
  (engine) => {
    for (const { types, rows, deleted } of PAIRS)
      it(`${types.join(' and ')} are compared by value, and are not looked up`, async () => {
        const site = await createSite(engine)
        for (const [index, end] of (['source', 'target'] as const).entries()) {
          await site.sql(end, `create table items (k ${types[index]} not null, v varchar(9))`)
          await site.sql(end, `insert into items values ${rows[index]}`)
        }
        const definition = { key: 'k', fields: ['v'], missing: { inSource: 'delete' } }
        for (const strategy of [undefined, 'merge', 'partition'] as const) {
          const { changes } = await site.plan(definition, strategy)
          const keys = changes.map(({ op, key }) => `${op} ${key['k']}`)
          assert.deepEqual(
            keys,
            deleted.map((key) => `delete ${key}`),
          )
        }
        for (const strategy of ['hash', 'probe'] as const)
          await assert.rejects(site.plan(definition, strategy), (error: unknown) => {
            assert.ok(error instanceof UsageError)
            assert.match(error.message, /key "k" is .* in the source and .* in the target/)
            return true
          })
      })
  },
  { languages: ['postgres', 'mysql'], where: manySessions },
)
