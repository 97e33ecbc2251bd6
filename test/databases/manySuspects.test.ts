/** Rows that are in doubt are fetched in more than one go. */
import assert from 'node:assert/strict'
import { describeEngines, manySessions } from '../helpers/engines'
import { createSite } from './strategySite'

const ROWS = 5_000

describeEngines(
  'many rows in doubt',
  (engine) => {
    for (const strategy of ['hash', 'probe'] as const)
      it(`are fetched by "${strategy}" in turns`, async () => {
        const site = await createSite(engine)
        const fill = (value: (n: number) => string) =>
          `create table items (k varchar(20) primary key, v varchar(20)); insert into items values ${Array.from(
            { length: ROWS },
            (_, n) => `('it''s\\t${n}', ${value(n)})`,
          ).join(', ')}`
        await site.sql(
          'source',
          fill((n) => (n % 7 === 0 ? 'null' : `'new ${n}'`)),
        )
        await site.sql(
          'target',
          fill((n) => (n % 7 === 0 ? 'null' : `'old ${n}'`)),
        )
        const definition = { key: ['k'], fields: ['v'] }
        const expected = await site.plan(definition, 'merge')
        const { plan, changes } = await site.plan(definition, strategy)
        assert.equal(plan.strategy?.name, strategy)
        assert.equal(changes.length, ROWS - Math.ceil(ROWS / 7))
        assert.deepEqual(changes, expected.changes)
        assert.deepEqual(plan.summary, expected.plan.summary)
      })
  },
  { languages: ['postgres', 'mysql'], where: manySessions },
)
