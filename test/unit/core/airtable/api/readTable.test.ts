import assert from 'node:assert/strict'
import { UsageError } from '../../../../../src/core/util/errors'
import { startAirtable, TOKEN, type AirtableService } from './airtableService'
import { BASE, idsOf, readAll, tableOf } from './tables'
import { readSchema } from '../../../../../src/core/airtable/api/readSchema'
import { virtualClock } from './virtualClock'

describe('a table of Airtable', () => {
  let service: AirtableService
  const clock = virtualClock()
  beforeEach(async () => {
    service = await startAirtable(clock)
    service.bases.set(BASE, [tableOf(250)])
  })
  afterEach(() => service.close())

  it('is read in pages of a hundred, with as many calls', async () => {
    const reading = await readAll(service, { clock })
    assert.equal(reading.error, undefined)
    assert.deepEqual(
      idsOf(reading),
      Array.from({ length: 250 }, (_, index) => `rec${index}`),
    )
    assert.deepEqual([reading.pages, reading.discards, reading.warnings], [3, 0, []])
    assert.deepEqual(
      service.asked.map(({ method, url }) => `${method} ${url.pathname}${url.search}`),
      [
        `GET /v0/appPrints/Prints?pageSize=100`,
        `GET /v0/appPrints/Prints?pageSize=100&offset=itr0%2Frec100`,
        `GET /v0/appPrints/Prints?pageSize=100&offset=itr1%2Frec200`,
      ],
    )
    assert.ok(service.asked.every(({ authorization }) => authorization === `Bearer ${TOKEN}`))
  })

  it('that is empty is one page', async () => {
    service.bases.set(BASE, [tableOf(0)])
    const { error, pages, records } = await readAll(service, { clock })
    assert.deepEqual([error, pages, records], [undefined, 1, []])
  })

  it('gives cells as Airtable wrote them, with every digit and any name', async () => {
    const fields = {
      Name: '"Ärger \\"\\u00e9\\ud83d\\ude00"',
      Price: '123456789012345678901234567890.10',
      __proto__x: '1E400',
      'a "b"\n': '[ {"n": -0.0} , null ]',
    }
    const table = tableOf(0)
    service.bases.set(BASE, [{ ...table, records: [{ id: 'recA', fields }] }])
    const { records, error } = await readAll(service, { clock })
    assert.equal(error, undefined)
    const [record] = records
    assert.deepEqual([...(record?.fields ?? [])], Object.entries(fields))
    assert.equal(record?.createdTime, '2025-10-19T11:40:00.000Z')
  })

  it('has a field that is called __proto__', async () => {
    const table = tableOf(0)
    const fields = JSON.parse('{"__proto__":"1.0"}') as Record<string, string>
    service.bases.set(BASE, [{ ...table, records: [{ id: 'recA', fields }] }])
    const { records } = await readAll(service, { clock })
    assert.equal(records[0]?.fields.get('__proto__'), '1.0')
  })

  it('leaves out empty cells, as Airtable does', async () => {
    const { records } = await readAll(service, { clock })
    assert.deepEqual([...(records[0]?.fields.keys() ?? [])], ['Name'])
    assert.deepEqual(
      [...(records[1]?.fields ?? [])],
      [
        ['Name', '"Print 1"'],
        ['Price', '1.10'],
      ],
    )
  })

  it('is asked for the fields that are wanted', async () => {
    const { records } = await readAll(service, { clock, fields: ['Price'] })
    assert.equal(service.asked[0]?.url.search, '?pageSize=100&fields%5B%5D=Price')
    assert.deepEqual([...(records[1]?.fields ?? [])], [['Price', '1.10']])
  })

  it('whose address would be too long is asked for by a body', async () => {
    const table = tableOf(120)
    const names = Array.from({ length: 300 }, (_, index) => `${'long name '.repeat(6)} ${index}`)
    const fields = names.map((name) => ({ name, json: '{}' }))
    service.bases.set(BASE, [{ ...table, fields: [...table.fields, ...fields] }])
    const reading = await readAll(service, { clock, fields: ['Name', ...names] })
    assert.equal(reading.error, undefined)
    assert.equal(idsOf(reading).length, 120)
    const [first, second] = service.asked
    assert.equal(`${first?.method} ${first?.url.pathname}`, 'POST /v0/appPrints/Prints/listRecords')
    assert.equal(first?.url.search, '')
    assert.deepEqual(JSON.parse(first?.body ?? ''), { pageSize: 100, fields: ['Name', ...names] })
    assert.equal((JSON.parse(second?.body ?? '') as { offset: string }).offset, 'itr0/rec100')
  })

  it('stays with an address as long as Airtable takes it', async () => {
    const table = tableOf(1)
    const room = 16_000 - `${service.api}/v0/appPrints/Prints?pageSize=100&fields%5B%5D=`.length
    for (const [length, method] of [
      [room, 'GET'],
      [room + 1, 'POST'],
    ] as const) {
      const name = 'x'.repeat(length)
      service.bases.set(BASE, [{ ...table, fields: [{ name, json: '{}' }] }])
      const { error } = await readAll(service, { clock, fields: [name] })
      assert.deepEqual([error, service.asked.at(-1)?.method], [undefined, method])
    }
  })

  it('may have any name that an address can hold', async () => {
    for (const name of ['Größen & "Maße"', 'a/b?c#d%20', '中😀', 'Prints+Sizes']) {
      service.bases.set(BASE, [tableOf(1, name)])
      const { error, records } = await readAll(service, { clock, table: name })
      assert.deepEqual([error, records.length], [undefined, 1], name)
    }
    for (const table of ['.', '..', '\ud800']) {
      const { error } = await readAll(service, { clock, table })
      assert.ok(error instanceof UsageError, table)
      assert.match(error.mend ?? '', /id of the table/)
    }
  })

  it('is asked for by its id where the schema is known', async () => {
    service.bases.set(BASE, [tableOf(1, '..')])
    const asked = { base: BASE, token: TOKEN, api: service.api }
    const machine = { clock, mostBytes: 2 ** 20 }
    const schema = await readSchema(asked, { warn: () => undefined }, machine)
    const { records, error } = await readAll(service, { clock, table: '..', schema })
    assert.deepEqual([error, records.length], [undefined, 1])
    assert.equal(service.asked.at(-1)?.url.pathname, '/v0/appPrints/tblPrints')
  })

  it('tells how far it is', async () => {
    const told: unknown[] = []
    await readAll(service, { clock, context: { onProgress: (progress) => told.push(progress) } })
    assert.deepEqual(told[0], { message: 'reading "Prints" from Airtable', done: 100 })
  })

  it('gives no record twice that has moved to a later page', async () => {
    service.onAsk = (_, number) => {
      if (number !== 2) return
      const [table] = service.bases.get(BASE) ?? []
      table?.records.unshift({ id: 'recNew', fields: {} }, { id: 'recNewer', fields: {} })
    }
    const reading = await readAll(service, { clock })
    assert.equal(reading.error, undefined)
    assert.equal(new Set(idsOf(reading)).size, idsOf(reading).length)
    assert.equal(idsOf(reading).length, 250)
    assert.match(reading.warnings.join(), /gave records of "Prints" again \(2\)/)
  })

  it('has records that no database can hold, and they stop nothing', async () => {
    const table = tableOf(2)
    const records = [
      ...table.records,
      { id: 'recNul', fields: { Name: '"a\\u0000b"' } },
      { id: 'recHalf', fields: { Name: `"\\ud800 ${JSON.stringify(TOKEN).slice(1)}` } },
    ]
    service.bases.set(BASE, [{ ...table, records }])
    const reading = await readAll(service, { clock })
    assert.deepEqual(idsOf(reading), ['rec0', 'rec1'])
    assert.deepEqual(
      reading.unreadable.map(({ locator, code }) => [locator, code]),
      [
        ['"Prints", recNul', 'encoding'],
        ['"Prints", recHalf', 'encoding'],
      ],
    )
    assert.doesNotMatch(JSON.stringify(reading.unreadable), /patSecret/)
  })

  it('is refused before a call where it cannot be read so', async () => {
    for (const asked of [
      { base: 'Prints' },
      { base: 'app/../x' },
      { token: '' },
      { token: 'pat secret\n' },
      { pageSize: 0 },
      { pageSize: 101 },
      { api: 'airtable' },
      { api: 'file:///etc' },
    ]) {
      const reading = await readAll(service, { clock, ...asked })
      assert.ok(reading.error instanceof UsageError, JSON.stringify(asked))
      assert.doesNotMatch(reading.error.message, /secret/)
    }
    assert.equal(service.asked.length, 0)
  })
})
