import assert from 'node:assert/strict'
import { Client } from 'pg'
import { describeEngines, manySessions, ownsServer } from '../helpers/engines'

describeEngines('the engines under test', (engine) => {
  it('pass every value through as text', async () => {
    const { url } = await engine.createDatabase()
    const rows = await engine.query(
      url,
      `
select 1::int8 as a, true as b, '{1,2}'::int[] as c, 1.50::numeric as d, null as e, 'x'::bytea as f,
  $1::int as g, $2::bool as h, $3::text[] as i`,
      ['5', 'f', '{a,b}'],
    )
    assert.deepEqual(rows, [
      { a: '1', b: 't', c: '{1,2}', d: '1.50', e: null, f: '\\x78', g: '5', h: 'f', i: '{a,b}' },
    ])
  })

  it('keep what one session wrote for the next', async () => {
    const { url } = await engine.createDatabase()
    await engine.query(url, 'create table t (a int); insert into t values (1)')
    assert.deepEqual(await engine.query(url, 'select a from t'), [{ a: '1' }])
  })
})

describeEngines(
  'an engine that the tests own',
  (engine) => {
    it('loses nothing that was committed when it is killed', async () => {
      const { url } = await engine.createDatabase()
      await engine.query(url, 'create table t (a int); insert into t values (1)')
      await engine.server?.kill()
      await assert.rejects(engine.query(url, 'select a from t'), { code: 'ECONNREFUSED' })
      await engine.server?.start()
      assert.deepEqual(await engine.query(url, 'select a from t'), [{ a: '1' }])
    })
  },
  { where: ownsServer },
)

describeEngines(
  'a session that a test forgets',
  (engine) => {
    it('is found, with its locks', async () => {
      const { url } = await engine.createDatabase()
      const forgotten = new Client({ connectionString: url, application_name: 'forgotten' })
      forgotten.on('error', () => undefined)
      await forgotten.connect()
      await forgotten.query('select pg_advisory_lock(7)')
      await assert.rejects(
        engine.verifyReleased(),
        /session.*forgotten[^]*advisory lock.*forgotten/,
      )
    })
  },
  { where: manySessions },
)
