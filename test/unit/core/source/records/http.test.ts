import assert from 'node:assert/strict'
import { AbortedError, UsageError } from '../../../../../src/core/util/errors'
import { realClock } from '../../../../../src/core/source/records/network/clock'
import { read, sendJson, startService, textsOf, type Service } from './httpService'

describe('records of a service', () => {
  let service: Service
  before(async () => {
    service = await startService()
  })
  after(() => service.close())

  describe('records', () => {
    it('are the text that the service wrote, with every digit', async () => {
      const texts = [
        '{"n":123456789012345678901234567890.10, "e" : 1E400}',
        '{ "a" : [1.0, -0, {"b":"]}\\""}] }',
        '{"a":1,"a":2,"__proto__":{}}',
        '{"é中😀":"\\u00e9\\ud83d\\ude00\\\\u0000"}',
      ]
      service.onAsk((_, response) => sendJson(response, `\ufeff [ ${texts.join(' ,\n')} ] `))
      const reading = await read({ url: service.url })
      assert.equal(reading.error, undefined)
      assert.deepEqual(textsOf(reading), texts)
      assert.deepEqual(
        reading.items.map(({ locator }) => locator),
        ['record 1', 'record 2', 'record 3', 'record 4'],
      )
    })

    it('are found at a path', async () => {
      service.onAsk((_, response) => sendJson(response, '{"a.b":{"c":[{"n":1.00}]},"c":[{}]}'))
      const reading = await read({ url: service.url, records: ['a.b', 'c'] })
      assert.deepEqual(textsOf(reading), ['{"n":1.00}'])
    })

    it('that are none stop nothing', async () => {
      const body = Buffer.concat([
        Buffer.from(
          '[1, "x", null, [{}], {"a":"\\u0000"}, {"a":"\\ud800x"}, {"a":"\\udc00"}, {"a":"',
        ),
        Buffer.from([0xff, 0xfe]),
        Buffer.from('"}, {"ok":"é\\\\ud800"}]'),
      ])
      service.onAsk((_, response) => response.end(body))
      const reading = await read({ url: service.url })
      assert.deepEqual(textsOf(reading), [
        ...['object', 'object', 'object', 'object'],
        ...['encoding', 'encoding', 'encoding', 'encoding'],
        '{"ok":"é\\\\ud800"}',
      ])
    })

    it('may come in another character set', async () => {
      service.onAsk((_, response) => {
        response.writeHead(200, { 'content-type': 'application/json; charset=iso-8859-1' })
        response.end(Buffer.from('[{"a":"é"}]', 'latin1'))
      })
      assert.deepEqual(textsOf(await read({ url: service.url })), ['{"a":"é"}'])
    })

    it('are none in an answer without content', async () => {
      service.onAsk((_, response) => response.writeHead(204).end())
      const reading = await read({ url: service.url })
      assert.equal(reading.error, undefined)
      assert.deepEqual(reading.items, [])
    })
  })

  describe('a request', () => {
    it('has what the definition says', async () => {
      service.onAsk((_, response) => sendJson(response, '[]'))
      const reading = await read(
        {
          url: `${service.url}/v1/parts?fixed=1#part`,
          method: 'POST',
          body: { filter: ['${env:TOKEN}', 1, null], all: true },
          query: { q: 'a b&c' },
          headers: { 'X-Thing': 'yes' },
          auth: { bearer: '${secret:TOKEN}' },
          since: { parameter: 'where', format: 'modified ge {since}' },
        },
        { since: '2024-01-01T00:00:00Z' },
      )
      assert.equal(reading.error, undefined)
      const [asked] = service.asked
      assert.equal(asked?.method, 'POST')
      assert.equal(asked.url.pathname, '/v1/parts')
      assert.deepEqual(Object.fromEntries(asked.url.searchParams), {
        fixed: '1',
        q: 'a b&c',
        where: 'modified ge 2024-01-01T00:00:00Z',
      })
      assert.equal(asked.headers['x-thing'], 'yes')
      assert.equal(asked.headers.authorization, 'Bearer tok/3n&"secret')
      assert.deepEqual(JSON.parse(asked.body), { filter: ['tok/3n&"secret', 1, null], all: true })
    })

    it('has the user and the password in UTF-8', async () => {
      service.onAsk((_, response) => sendJson(response, '[]'))
      await read({
        url: service.url,
        auth: { basic: { user: 'anna', password: '${secret:PASSWORD}' } },
      })
      const [, sent = ''] = service.asked[0]?.headers.authorization?.split(' ') ?? []
      assert.equal(Buffer.from(sent, 'base64').toString(), 'anna:pässwort-geheim')
    })

    it('is not made where a secret is not set or cannot be sent', async () => {
      service.onAsk((_, response) => sendJson(response, '[]'))
      const unset = await read({ url: service.url, auth: { bearer: '${secret:NOTHING}' } })
      assert.ok(unset.error instanceof UsageError)
      const odd = await read(
        { url: service.url, auth: { bearer: '${secret:ODD}' } },
        { fill: () => Promise.resolve('line\nbreak') },
      )
      assert.ok(odd.error instanceof UsageError)
      assert.doesNotMatch(String(odd.error.stack), /break"/)
      assert.equal(service.asked.length, 0)
    })

    it('waits for its turn where a host may be asked so often only', async () => {
      service.onAsk((_, response) => sendJson(response, '[]'))
      const reading = { url: service.url, rateLimit: { perSecond: 2 } }
      const [first, second] = await Promise.all([read(reading), read(reading)])
      assert.deepEqual(first.waits, [])
      assert.ok((second.waits[0] ?? 0) > 300, `waited ${second.waits.join()}`)
    })
  })

  describe('what has not changed', () => {
    const etag = '"v1"'
    const respond = () =>
      service.onAsk((asked, response) => {
        if (asked.headers['if-none-match'] === etag) response.writeHead(304).end()
        else
          sendJson(response, '[{"a":1}]', {
            etag,
            'last-modified': 'Mon, 01 Jan 2024 00:00:00 GMT',
          })
      })

    it('is not read again', async () => {
      respond()
      const first = await read({ url: service.url })
      const facts = first.state?.facts ?? {}
      assert.equal(facts['etag'], etag)
      const second = await read({ url: service.url }, { previous: facts })
      assert.deepEqual(second.pages, [])
      assert.deepEqual(second.state, { unchanged: true, facts })
      assert.equal(service.asked[1]?.headers['if-modified-since'], facts['lastModified'])
    })

    it('is read again where something else is asked', async () => {
      respond()
      const { state } = await read({ url: service.url })
      const previous = state?.facts ?? {}
      for (const other of [
        { query: { a: '1' } },
        { paging: { by: 'page', parameter: 'page', size: { parameter: 'n', value: 5 } } },
      ]) {
        const again = await read({ url: service.url, ...other }, { previous })
        assert.equal(again.items.length, 1)
        assert.equal(again.state?.unchanged, undefined)
      }
      const since = { since: { parameter: 'since' } }
      const changed = await read({ url: service.url, ...since }, { previous, since: '2024' })
      assert.equal(changed.items.length, 1)
      assert.deepEqual(changed.state, { facts: {} })
    })

    it('is an error where nobody asked', async () => {
      service.onAsk((_, response) => response.writeHead(304).end())
      assert.equal((await read({ url: service.url })).error?.code, 'source-refused')
    })
  })

  describe('an answer of another shape', () => {
    const cases: readonly (readonly [object, string, RegExp])[] = [
      [
        { records: 'data.items' },
        '{"error":"gone","x":1}',
        /no list at "data.items": the answer is an object with "error", "x"/,
      ],
      [{ records: 'data.items' }, '{"data":null}', /"data" is null/],
      [{ records: 'data' }, '{"data":{"items":[]}}', /there is an object with "items"/],
      [{}, '{}', /is no list: there is an object without members/],
      [{}, '"words"', /is no list: there is a text/],
      [
        { paging: { by: 'cursor', parameter: 'c', next: 'next' }, records: 'r' },
        '{"r":[],"next":{"a":1}}',
        /there is an object with "a"/,
      ],
      [
        { paging: { by: 'page', parameter: 'p', total: 'total' }, records: 'r' },
        '{"r":[],"total":"many"}',
        /no whole number at "total"/,
      ],
    ]
    for (const [definition, body, expected] of cases)
      it(`such as ${body} is named`, async () => {
        service.onAsk((_, response) => sendJson(response, body))
        const { error } = await read({ url: service.url, ...definition })
        assert.equal(error?.code, 'source-changed-shape')
        assert.match(error.message, expected)
      })
  })

  it('that is too large is an error', async () => {
    service.onAsk((_, response) => sendJson(response, `[${' '.repeat(2 ** 20)}]`))
    assert.equal((await read({ url: service.url })).error?.code, 'source-too-large')
  })

  it('is left at once when nobody wants it any more', async () => {
    service.onAsk((_, response) => response.writeHead(429, { 'retry-after': '3000' }).end())
    const controller = new AbortController()
    const reading = read(
      { url: service.url },
      { signal: controller.signal, warn: () => controller.abort() },
      { clock: realClock },
    )
    assert.ok((await reading).error instanceof AbortedError)
    service.onAsk(() => hanging.abort())
    const hanging = new AbortController()
    const hung = await read({ url: service.url }, { signal: hanging.signal })
    assert.ok(hung.error instanceof AbortedError)
  })
})
