/** A database may have a limit for statements, and the first ones of a session run under it. */
import assert from 'node:assert/strict'
import { withPostgresSession } from '../../src/core/database/dialects/postgres/session'
import { sql } from '../../src/core/database/sql'
import { describeEngines, manySessions } from '../helpers/engines'
import { endpointOf } from '../helpers/pgDumps'

/** A machine that opens so many at once lets some of them wait for longer than a millisecond. */
const AT_ONCE = 20
const ROUNDS = 10

describeEngines(
  'a database whose statements may take a millisecond',
  (engine) => {
    it('opens every session all the same, and ends none of its statements', async () => {
      const { adminUrl, drop } = await engine.createDatabase()
      const limit = `alter database %I set statement_timeout to 1`
      const options = {
        endpoint: endpointOf(adminUrl),
        access: 'read',
        where: 'here',
        environment: 'here',
      } as const
      const sleep = () =>
        withPostgresSession(options, (session) =>
          session.execute(sql`select pg_sleep(0.005)::text as slept`),
        )
      try {
        await engine.query(
          adminUrl,
          `do $$ begin execute format('${limit}', current_database()); end $$`,
        )
        for (let round = 0; round < ROUNDS; round++) {
          const all = await Promise.all(Array.from({ length: AT_ONCE }, sleep))
          assert.ok(all.every(({ rows }) => rows.length === 1))
        }
      } finally {
        await drop()
      }
    })
  },
  { languages: ['postgres'], where: manySessions },
)
