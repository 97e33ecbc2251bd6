import assert from 'node:assert/strict'
import { readSchema } from '../../../../../src/core/airtable/api/readSchema'
import { findField, findTable, type BaseSchema } from '../../../../../src/core/airtable/api/schema'
import { type DatabaseOperationError, UsageError } from '../../../../../src/core/util/errors'
import { ALL, startAirtable, TOKEN, type AirtableService } from './airtableService'
import { BASE, readAll, shownOf, tableOf } from './tables'
import { virtualClock } from './virtualClock'

describe('the schema of a base', () => {
  let service: AirtableService
  const clock = virtualClock()
  const machine = { clock, mostBytes: 2 ** 20 }
  beforeEach(async () => {
    service = await startAirtable(clock)
    service.bases.set(BASE, [tableOf(3), tableOf(3, 'Größen', 'tblSizes')])
  })
  afterEach(() => service.close())

  function read(base = BASE, token = TOKEN): Promise<BaseSchema> {
    return readSchema({ base, token, api: service.api }, { warn: () => undefined }, machine)
  }

  it('has tables and fields in their order', async () => {
    const schema = await read()
    assert.deepEqual(
      schema.tables.map(({ id, name, primaryFieldId }) => [id, name, primaryFieldId]),
      [
        ['tblPrints', 'Prints', 'fld0'],
        ['tblSizes', 'Größen', 'fld0'],
      ],
    )
    assert.deepEqual(schema.tables[0]?.fields[1], {
      ...{ id: 'fld1', name: 'Price', type: 'singleLineText' },
    })
    assert.deepEqual(
      service.asked.map(({ method, url }) => method + url.pathname),
      ['GET/v0/meta/bases/appPrints/tables'],
    )
    assert.ok(Object.isFrozen(schema.tables[0]?.fields))
  })

  it('keeps options as they were written, also those of types that nobody knows', async () => {
    const options = '{ "precision": 2.0, "symbol":"kr", "result" : {"type":"x","n":1E3} }'
    const fields = [
      { name: 'a', json: `{"id":"fldA","name":"a","type":"hologram","options":${options}}` },
      { name: 'b', json: '{"id":"fldB","name":"b","type":"text","options":null,"new":[]}' },
    ]
    service.bases.set(BASE, [{ ...tableOf(0), fields }])
    const [a, b] = (await read()).tables[0]?.fields ?? []
    assert.deepEqual(a, { id: 'fldA', name: 'a', type: 'hologram', options })
    assert.deepEqual(b, { id: 'fldB', name: 'b', type: 'text' })
  })

  it('is asked for again where Airtable fails, and counts for the pace of the base', async () => {
    service.fail({ status: 502 }, 'garbage')
    assert.equal((await read()).tables.length, 2)
    await Promise.all(Array.from({ length: 12 }, () => read()))
    assert.equal(service.meter.refused, 0)
    assert.ok(service.meter.bySecond(BASE).every((count) => count <= 5))
  })

  it('that is none is not taken for one', async () => {
    for (const body of [
      '[]',
      '{"tables":{}}',
      '{"tables":[1]}',
      '{"tables":[{"id":"tbl1","fields":[]}]}',
      '{"tables":[{"id":"tbl1","name":"x"}]}',
      '{"tables":[{"id":"tbl1","name":"x","fields":["Name"]}]}',
      '{"tables":[{"id":"tbl1","name":"x","fields":[{"id":"fld1","name":"y"}]}]}',
    ]) {
      service.fail({ status: 200, body })
      await assert.rejects(read(), (error: DatabaseOperationError) => {
        assert.equal(error.code, 'source-changed-shape', body)
        return /schema of base "appPrints" is not as documented: /.test(error.message)
      })
    }
  })

  it('finds tables and fields by their names and ids, and what was probably meant', async () => {
    const schema = await read()
    assert.equal(findTable(schema, 'Größen').id, 'tblSizes')
    assert.equal(findTable(schema, 'tblSizes').name, 'Größen')
    const table = findTable(schema, 'Prints')
    assert.equal(findField(table, 'Price').id, 'fld1')
    assert.equal(findField(table, 'fld1').name, 'Price')
    assert.throws(
      () => findTable(schema, 'Pirnts'),
      (error: UsageError) =>
        error.message === 'base "appPrints" has no table "Pirnts"' &&
        error.mend === 'did you mean "Prints"?',
    )
    assert.throws(
      () => findField(table, 'Prize'),
      (error: UsageError) =>
        error.message === 'table "Prints" has no field "Prize"' &&
        error.mend === 'did you mean "Price"?',
    )
  })

  it('saves calls for what is not there', async () => {
    const schema = await read()
    for (const asked of [{ table: 'Print' }, { fields: ['Name', 'Prcie'] }]) {
      const { error } = await readAll(service, { clock, schema, ...asked })
      assert.ok(error instanceof UsageError)
      assert.match(error.mend ?? '', /did you mean "(?:Prints|Price)"\?/)
    }
    assert.equal(service.asked.length, 1)
  })
})

describe('a refusal of Airtable', () => {
  let service: AirtableService
  const clock = virtualClock()
  beforeEach(async () => {
    service = await startAirtable(clock)
    service.bases.set(BASE, [tableOf(3)])
    service.bases.set('appOther', [])
  })
  afterEach(() => service.close())

  interface Case {
    readonly name: string
    readonly scopes?: readonly string[]
    readonly asked?: { readonly base?: string; readonly token?: string; readonly table?: string }
    readonly code: string
    readonly message: RegExp
    readonly mend: RegExp
  }

  const data = ['data.records:read']
  const schemas = ['schema.bases:read']

  const ofSchema: readonly Case[] = [
    {
      name: 'an unknown token',
      asked: { token: 'patSecretOther' },
      code: 'airtable-unauthorized',
      message: /does not know the token: it answered 401: AUTHENTICATION_REQUIRED/,
      mend: /airtable\.com\/create\/tokens/,
    },
    {
      name: 'a scope that is missing',
      scopes: data,
      code: 'airtable-forbidden',
      message: /does not let the token read schema of base "appPrints": it answered 403: Invalid/,
      mend: /scope "schema\.bases:read".* share base "appPrints"/,
    },
    {
      name: 'a base that is not shared',
      asked: { base: 'appOther' },
      code: 'airtable-forbidden',
      message: /schema of base "appOther"/,
      mend: /share base "appOther"/,
    },
  ]
  for (const { name, scopes = ALL.scopes, asked = {}, code, message, mend } of ofSchema)
    it(`for ${name} says what the schema needs`, async () => {
      service.tokens.set(TOKEN, { ...ALL, scopes })
      const { base = BASE, token = TOKEN } = asked
      const machine = { clock, mostBytes: 2 ** 20 }
      const reading = readSchema(
        { base, token, api: service.api },
        { warn: () => undefined },
        machine,
      )
      await assert.rejects(reading, (error: DatabaseOperationError) => {
        assert.equal(error.code, code)
        assert.match(error.message, message)
        assert.match(error.mend ?? '', mend)
        return !/patSecret/.test(error.stack ?? '')
      })
      assert.equal(service.asked.length, 1)
    })

  const ofRecords: readonly Case[] = [
    {
      name: 'an unknown token',
      asked: { token: 'patSecretOther' },
      code: 'airtable-unauthorized',
      message: /^Airtable does not know the token/,
      mend: /personal access token/,
    },
    {
      name: 'a scope that is missing',
      scopes: schemas,
      code: 'airtable-forbidden',
      message: /does not let the token read table "Prints" of base "appPrints"/,
      mend: /scope "data\.records:read".*, share base "appPrints" .* and check the name/,
    },
    {
      name: 'a table that is not there',
      asked: { table: 'Posters' },
      code: 'airtable-forbidden',
      message: /table "Posters"/,
      mend: /check the name of the table/,
    },
    {
      name: 'a base that is not shared',
      asked: { base: 'appOther' },
      code: 'airtable-missing',
      message: /has no table "Prints" of base "appOther" for the token: it answered 404: NOT_FOUND/,
      mend: /check the id of the base, and share base "appOther"/,
    },
  ]
  for (const { name, scopes = ALL.scopes, asked = {}, code, message, mend } of ofRecords)
    it(`for ${name} says what records need`, async () => {
      service.tokens.set(TOKEN, { ...ALL, scopes })
      const reading = await readAll(service, { clock, ...asked })
      assert.equal(reading.error?.code, code)
      assert.match(reading.error.message, message)
      assert.match(reading.error.mend ?? '', mend)
      assert.doesNotMatch(shownOf(reading), /patSecret/)
      assert.equal(service.asked.length, 1)
    })

  it('names the scope alone where the schema shows that all else is there', async () => {
    const asked = { base: BASE, token: TOKEN, api: service.api }
    const machine = { clock, mostBytes: 2 ** 20 }
    const schema = await readSchema(asked, { warn: () => undefined }, machine)
    service.tokens.set(TOKEN, { ...ALL, scopes: schemas })
    const { error } = await readAll(service, { clock, schema })
    assert.match(error?.message ?? '', /table "Prints"/)
    assert.match(error?.mend ?? '', /^give the token the scope "data\.records:read" at \S+$/)
  })

  it('of something else says what Airtable says', async () => {
    const { error } = await readAll(service, { clock, fields: ['Prize'] })
    assert.equal(error?.code, 'source-refused')
    assert.match(error.message, /it answered 422: Unknown field name: "Prize"$/)
  })
})
