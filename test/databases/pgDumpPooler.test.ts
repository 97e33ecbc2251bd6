/** Dumps by way of a pooler that lends whole sessions: it tells what it likes of them, and gives them to others later. */
import assert from 'node:assert/strict'
import { dumpSchemaBy } from '../../src/core/database/dialects/postgres/pgDump/dumpSchema'
import { describeEngines, ownsServer } from '../helpers/engines'
import { hasPooler, startPooler } from '../helpers/pgbouncer'
import { endpointOf, programsFor } from '../helpers/pgDumps'

describeEngines(
  'a dump by way of a pooler that lends whole sessions',
  (engine) => {
    for (const program of programsFor(engine))
      it(`is that of the server itself, also a second time (${program.name})`, async () => {
        const { url } = await engine.createDatabase()
        await engine.query(url, `create table a (b timestamptz default '2024-02-29 12:00+02')`)
        const dump = (from: string) => dumpSchemaBy(program.of(endpointOf(from)), endpointOf(from))
        const direct = await dump(url)
        const pooler = await startPooler(url, 'session')
        try {
          for (let time = 0; time < 2; time++)
            assert.deepEqual(await dump(pooler.through(url)), direct)
        } finally {
          await pooler.close()
        }
      })
  },
  { where: (engine) => ownsServer(engine) && hasPooler() },
)
