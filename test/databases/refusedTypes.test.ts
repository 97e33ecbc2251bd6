import assert from 'node:assert/strict'
import { DefinitionError } from '../../src/core/index'
import { describeEngines, languageOf } from '../helpers/engines'
import { setSail } from './coreSetUp'
import { describeDirections } from './directions'

/** Pairs that would be a guess, by the target's column, and the expression that the refusal proposes for each engine. */
const fields = {
  moment: {
    source: 'instant',
    postgres: `column at time zone 'UTC'`,
    mysql: 'cast(column as datetime(6))',
  },
  instant: {
    source: 'moment',
    postgres: `column at time zone 'UTC'`,
    mysql: `concat(column, 'Z')`,
  },
  bytes: { source: 'id', postgres: 'uuid_send(column)', mysql: `unhex(replace(column, '-', ''))` },
  id: { source: 'bytes', postgres: `encode(column, 'hex')`, mysql: 'hex(column)' },
} as const

const create = {
  postgres:
    'create table samples (n int primary key, moment timestamp, instant timestamptz, id uuid, bytes bytea)',
  mysql:
    'create table samples (n int primary key, moment datetime(6), instant timestamp(6) null, id uuid, bytes varbinary(16))',
} as const

const uuid = 'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'
const digits = uuid.replaceAll('-', '')
const values = {
  postgres: `'2024-02-29 12:00:00.5', '2024-02-29 12:00:00.5+00', '${uuid}', '\\x${digits}'`,
  mysql: `'2024-02-29 12:00:00.5', '2024-02-29 12:00:00.5', '${uuid}', x'${digits}'`,
} as const

const ends = {
  source: { environment: 'production', table: 'samples' },
  target: { environment: 'sandbox', table: 'samples' },
  key: 'n',
}

describeDirections('types that would be a guess', (from, to) => {
  it('are refused, and carried by the expressions that the refusal proposes', async () => {
    const [source, target] = [await from.createDatabase(), await to.createDatabase()]
    const urls = { production: source.url, sandbox: target.url }
    const [left, right] = [languageOf(from), languageOf(to)]
    await from.query(source.url, create[left])
    await from.query(source.url, `insert into samples values (1, ${values[left]})`)
    await to.query(target.url, create[right])
    await to.query(target.url, 'insert into samples (n) values (1)')

    const crossed = Object.entries(fields).map(([name, { source }]) => ({ source, target: name }))
    const refused = await setSail(urls, { ...ends, fields: crossed })
    const problems = await refused.plan().then(
      () => [],
      (error: unknown) => (error instanceof DefinitionError ? error.problems : []),
    )
    const mends = problems.map(({ mend = '' }) => mend)
    Object.values(fields).forEach((expressions, index) => {
      const proposed = expressions[left]
      assert.ok(mends[index]?.includes(proposed), `${mends[index]} has not ${proposed}`)
    })

    const given = Object.entries(fields).map(([name, expressions]) => ({
      expression: expressions[left].replace('column', expressions.source),
      target: name,
    }))
    const voyage = await setSail(urls, { ...ends, fields: given })
    await voyage.apply((await voyage.plan()).path)
    const [row] = await to.query(
      target.url,
      `select count(*) as n from samples where (moment, instant, id, bytes) = (${values[right]})`,
    )
    assert.equal(String(row?.['n']), '1')
    assert.deepEqual((await voyage.plan()).changes, [])
  })
})

describeEngines('keys of types without equal values', (engine) => {
  for (const type of ['point', 'box', 'xml', 'jsonpath'])
    it(`are refused before anything is read: ${type}`, async () => {
      const [source, target] = [await engine.createDatabase(), await engine.createDatabase()]
      for (const { url } of [source, target])
        await engine.query(url, `create table samples (spot ${type}, v text)`)
      const urls = { production: source.url, sandbox: target.url }
      const voyage = await setSail(urls, { ...ends, key: 'spot', fields: ['v'] })
      await assert.rejects(voyage.plan(), (error: unknown) => {
        assert.ok(error instanceof DefinitionError, String(error))
        assert.match(error.message, new RegExp(`"spot" is ${type}, which has no equal values`))
        return true
      })
    })
})
