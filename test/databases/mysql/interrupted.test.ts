import assert from 'node:assert/strict'
import { connect, createServer, type AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { isDatabaseError } from '../../../src/core/database/errors'
import type { Session } from '../../../src/core/database/session'
import { AbortedError } from '../../../src/core/util/errors'
import { describeEngines, ownsServer, type Engine } from '../../helpers/engines'
import { borrow, numbers, open, statement, textOf } from './setUp'

/** What the server is doing for sessions of the database, but for the one that asks. */
async function running(engine: Engine, url: string): Promise<readonly string[]> {
  const rows = await engine.query(
    url,
    `select info from information_schema.processlist
where db = database() and command <> 'Sleep' and id <> connection_id()`,
  )
  return rows.map(({ info }) => info ?? '')
}

/** Cancels the work when the server has it, and says how long its end took. */
async function cancelled(
  engine: Engine,
  url: string,
  work: (session: Session) => Promise<unknown>,
): Promise<{ readonly error: unknown; readonly milliseconds: number }> {
  const controller = new AbortController()
  const ended = open(url, 'write', { signal: controller.signal })
    .withSession(work)
    .then(
      () => undefined,
      (error: unknown) => error,
    )
  for (let tries = 0; tries < 100 && (await running(engine, url)).length === 0; tries++)
    await sleep(20)
  const started = performance.now()
  controller.abort()
  return { error: await ended, milliseconds: performance.now() - started }
}

describeEngines(
  'cancelling on MySQL',
  (engine) => {
    let url = ''
    before(async () => {
      url = (await engine.createDatabase()).url
      await engine.query(
        url,
        'create table t (id int primary key, v int); insert into t values (1, 0)',
      )
    })

    const works: Readonly<Record<string, (session: Session) => Promise<unknown>>> = {
      'a statement': (session) => session.execute(statement('select sleep(30)')),
      'a statement in a transaction': (session) =>
        session.transaction('write', async () => {
          await session.execute(statement('update t set v = 5'))
          await session.execute(statement('select sleep(30) from t'))
        }),
      'rows that are being sorted': (session) =>
        textOf(
          session.copyOut(
            statement(`select sha2(n, 512) from ${numbers(3_000_000)} order by sha2(n, 256)`),
          ),
        ),
      'rows that are being read': async (session) => {
        const query = `select repeat('x', 4000) from ${numbers(1_000_000)}`
        for await (const chunk of session.copyOut(statement(query)))
          if (chunk.length > 0) await sleep(1)
      },
    }

    for (const [title, work] of Object.entries(works))
      it(`stops ${title} within a second`, async () => {
        const { error, milliseconds } = await cancelled(engine, url, work)
        assert.ok(error instanceof AbortedError, String(error))
        assert.ok(milliseconds < 1000, `${Math.round(milliseconds)} ms`)
        // The server ends it, too; when, is its own matter.
        let left = await running(engine, url)
        for (let tries = 0; tries < 250 && left.length > 0; tries++) {
          await sleep(20)
          left = await running(engine, url)
        }
        assert.deepEqual(left, [])
        assert.deepEqual(await engine.query(url, 'select v from t'), [{ v: '0' }])
      })

    it('stops the wait for a lock', async () => {
      const holder = await engine.connect(url)
      try {
        await holder.query('begin')
        await holder.query('update t set v = 1')
        const { error, milliseconds } = await cancelled(engine, url, (session) =>
          session.execute(statement('update t set v = 2')),
        )
        assert.ok(error instanceof AbortedError, String(error))
        assert.ok(milliseconds < 1000, `${Math.round(milliseconds)} ms`)
        await holder.query('rollback')
      } finally {
        await holder.close()
      }
    })

    it('waits for no server that cannot be reached any more', async () => {
      const { hostname, port } = new URL(url)
      const proxy = createServer((client) => {
        const server = connect(Number(port), hostname)
        client.pipe(server).pipe(client)
        for (const end of [client, server]) end.on('error', () => end.destroy())
      })
      await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve))
      const behindProxy = new URL(url)
      behindProxy.port = String((proxy.address() as AddressInfo).port)
      const controller = new AbortController()
      const work = open(behindProxy.href, 'read', { signal: controller.signal }).withSession(
        async (session) => {
          const asleep = session.execute(statement('select sleep(2)'))
          proxy.close()
          controller.abort()
          await asleep
        },
      )
      const started = performance.now()
      await assert.rejects(work, AbortedError)
      assert.ok(performance.now() - started < 1000)
    })

    it('before the first statement opens nothing', async () => {
      const nobody = 'mysql://nobody@127.0.0.1:1/nothing'
      await assert.rejects(
        open(nobody, 'read', { signal: AbortSignal.abort() }).withSession(() => Promise.resolve()),
        AbortedError,
      )
    })
  },
  { languages: ['mysql'] },
)

describeEngines(
  'a connection to MySQL that breaks',
  (engine) => {
    let url = ''
    before(async () => (url = (await engine.createDatabase()).url))

    const connectionOf = async (session: Session) => {
      const { rows } = await session.execute(
        statement('select cast(connection_id() as char) as id'),
      )
      return rows[0]?.['id'] ?? ''
    }
    const isGone = (error: unknown) => isDatabaseError(error, 'connection')

    it('in a statement is an error of the connection', async () => {
      await assert.rejects(
        borrow(url, 'read', async (session) => {
          const id = await connectionOf(session)
          const asleep = session.execute(statement('select sleep(30)'))
          await Promise.all([asleep, engine.query(url, `do sleep(0.2); kill ${id}`)])
        }),
        isGone,
      )
    })

    it('while idle is an error of the next statement', async () => {
      await assert.rejects(
        borrow(url, 'read', async (session) => {
          await engine.query(url, `kill ${await connectionOf(session)}`)
          await sleep(100)
          await session.execute(statement('select 1'))
        }),
        isGone,
      )
    })

    it('between rows is an error of the rows', async () => {
      await assert.rejects(
        borrow(url, 'read', async (session) => {
          const id = await connectionOf(session)
          let bytes = 0
          const query = `select repeat('x', 4000) from ${numbers(100_000)}`
          for await (const chunk of session.copyOut(statement(query))) {
            if (bytes === 0) await engine.query(url, `kill ${id}`)
            bytes += chunk.length
          }
        }),
        isGone,
      )
    })

    it('takes its transaction back', async () => {
      await engine.query(url, 'create table kept (a int)')
      await assert.rejects(
        borrow(url, 'write', (session) =>
          session.transaction('write', async () => {
            const id = await connectionOf(session)
            await session.execute(statement('insert into kept values (1)'))
            await engine.query(url, `kill ${id}`)
            await sleep(100)
            await session.execute(statement('insert into kept values (2)'))
          }),
        ),
        isGone,
      )
      assert.deepEqual(await engine.query(url, 'select a from kept'), [])
    })
  },
  { languages: ['mysql'] },
)

describeEngines(
  'a MySQL server that ends',
  (engine) => {
    it('ends every session with an error of the connection, also those that read', async () => {
      const { url } = await engine.createDatabase()
      const statements = borrow(url, 'write', (session) =>
        session.execute(statement('select sleep(30)')),
      )
      const rows = borrow(url, 'read', (session) =>
        textOf(session.copyOut(statement(`select sleep(0.001) from ${numbers(100_000)}`))),
      )
      const results = Promise.allSettled([statements, rows])
      await sleep(300)
      await engine.server?.kill()
      for (const result of await results) {
        assert.ok(result.status === 'rejected')
        assert.ok(isDatabaseError(result.reason, 'connection'), String(result.reason))
        assert.match(result.reason.mend ?? '', /^(wait|check) /)
      }
      await assert.rejects(
        borrow(url, 'read', (session) => session.execute(statement('select 1'))),
        { kind: 'connection', sqlState: 'ECONNREFUSED' },
      )
      await engine.server?.start()
      const { rows: after } = await borrow(url, 'read', (session) =>
        session.execute(statement('select 1 as one')),
      )
      assert.deepEqual(after, [{ one: '1' }])
    })
  },
  { languages: ['mysql'], where: ownsServer },
)
