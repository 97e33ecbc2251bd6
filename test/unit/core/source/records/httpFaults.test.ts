import assert from 'node:assert/strict'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { read, sendJson, shownOf, startService, textsOf, type Service } from './httpService'

const GOOD = '[{"a":1}]'

describe('a service that fails', () => {
  let service: Service
  before(async () => {
    service = await startService()
  })
  after(() => service.close())

  /** Fails so often and then answers. */
  function failing(times: number, fail: (response: ServerResponse) => void): void {
    service.onAsk((_, response, number) =>
      number <= times ? fail(response) : sendJson(response, GOOD),
    )
  }

  const passing: readonly (readonly [string, (response: ServerResponse) => void, RegExp])[] = [
    ...[408, 425, 429, 500, 502, 503, 504].map(
      (status) =>
        [
          `answers ${status}`,
          (response: ServerResponse) => void response.writeHead(status).end('sorry'),
          new RegExp(`answered ${status}, waiting 750 ms before attempt 2 of 8$`),
        ] as const,
    ),
    ['sends garbage', (response) => void response.end('<html>'), /no JSON or breaks off: <html>,/],
    ['sends nothing', (response) => void response.end(), /no JSON or breaks off,/],
    ['sends half a page', (response) => void response.end(GOOD.slice(0, 5)), /breaks off/],
    [
      'promises more than it sends',
      (response) => {
        response.writeHead(200, { 'content-length': 100 })
        response.write(GOOD)
        setTimeout(() => response.destroy(), 5)
      },
      /could not be read/,
    ],
    [
      'breaks off between chunks',
      (response) => {
        response.write('[]')
        setTimeout(() => response.destroy(), 5)
      },
      /could not be read/,
    ],
    ['hangs up', (response) => void response.destroy(), /could not be read/],
    ['says nothing', () => undefined, /said nothing for 0\.1 s/],
    ['falls silent', (response) => void response.write('['), /said nothing for 0\.1 s/],
  ]
  for (const [name, fail, warning] of passing)
    it(`and ${name} is asked again`, async () => {
      failing(2, fail)
      const reading = await read({ url: `${service.url}/a?b=c`, timeout: 0.1 })
      assert.equal(reading.error, undefined)
      assert.deepEqual(textsOf(reading), ['{"a":1}'])
      assert.equal(reading.warnings.length, 2)
      assert.match(reading.warnings[0] ?? '', warning)
      assert.doesNotMatch(shownOf(reading), /b=c/)
      assert.deepEqual(reading.waits, [750, 1500])
    })

  it('slowly but surely is read to its end', async () => {
    service.onAsk((_, response) => {
      const parts = ['[', '{"a"', ':1', '}', ']', ' ']
      const timer = setInterval(() => {
        const part = parts.shift()
        if (part !== undefined) return void response.write(part)
        clearInterval(timer)
        response.end()
      }, 40)
    })
    const reading = await read({ url: service.url, timeout: 0.15 })
    assert.deepEqual([textsOf(reading), reading.warnings], [['{"a":1}'], []])
  })

  it('is given up after so many attempts, with waits that grow to a limit', async () => {
    failing(Infinity, (response) => void response.writeHead(503).end())
    const { error, waits } = await read({
      url: service.url,
      retry: { attempts: 6, first: 2, most: 10 },
    })
    assert.equal(error?.code, 'source-unavailable')
    assert.match(error.message, /answered 503, 6 times in a row/)
    assert.deepEqual(waits, [1500, 3000, 6000, 7500, 7500])
    assert.equal(service.asked.length, 6)
  })

  it('cannot be reached and is given up', async () => {
    const other = createServer().listen(0, '127.0.0.1')
    await new Promise((resolve) => other.once('listening', resolve))
    const { port } = other.address() as AddressInfo
    await new Promise((resolve) => other.close(resolve))
    const url = `http://127.0.0.1:${port}`
    const { error } = await read({ url, retry: { attempts: 2 } })
    assert.match(error?.message ?? '', /could not be read \(ECONNREFUSED\), 2 times in a row/)
  })

  it('is given the time that it asks for', async () => {
    const asks = [
      ['30', 30_000],
      [new Date(Date.now() + 600_000).toUTCString(), 600_000],
      ['nonsense', 750],
      ['-1', 750],
    ] as const
    for (const [header, expected] of asks) {
      failing(1, (response) => void response.writeHead(429, { 'retry-after': header }).end())
      const { waits, warnings } = await read({ url: service.url, retry: { most: 5 } })
      assert.ok(Math.abs((waits[0] ?? 0) - expected) < 2000, `${header}: ${waits.join()}`)
      assert.equal(/ as it asks before attempt 2 of 8$/.test(warnings[0] ?? ''), expected > 1000)
    }
  })

  it('is not waited for longer than an hour', async () => {
    failing(1, (response) => void response.writeHead(429, { 'retry-after': '7200' }).end())
    const { error, waits } = await read({ url: service.url })
    assert.match(error?.message ?? '', /answered 429 and asks to wait 120 min/)
    assert.deepEqual(waits, [])
  })

  it('with a refusal is asked once', async () => {
    service.onAsk((_, response) => response.writeHead(403).end(`no\n\u001b[31m${'x'.repeat(400)}`))
    const { error } = await read({ url: service.url })
    assert.equal(error?.code, 'source-refused')
    assert.match(error.message, /answered 403: no \[31mx{190,}…$/)
    assert.match(error.mend ?? '', /"auth"/)
    assert.equal(service.asked.length, 1)
  })
})

describe('an address that a service names', () => {
  let service: Service
  let other: Service
  before(async () => {
    service = await startService()
    other = await startService()
  })
  after(() => Promise.all([service.close(), other.close()]))

  const auth = { query: { name: 'key', value: '${secret:TOKEN}' } }

  it('is followed on the same host, with the secret', async () => {
    service.onAsk((asked, response) => {
      if (asked.url.pathname === '/new') sendJson(response, GOOD)
      else response.writeHead(302, { location: '/new?x=1' }).end()
    })
    const reading = await read({ url: `${service.url}/old`, auth })
    assert.deepEqual(textsOf(reading), ['{"a":1}'])
    assert.equal(service.asked[1]?.url.searchParams.get('key'), 'tok/3n&"secret')
  })

  it('of another host gets no request', async () => {
    other.onAsk((_, response) => sendJson(response, GOOD))
    service.onAsk((_, response) =>
      response.writeHead(307, { location: `${other.url}/?token=x` }).end(),
    )
    const redirected = await read({ url: service.url, auth })
    assert.equal(redirected.error?.code, 'source-leads-elsewhere')
    service.onAsk((_, response) => sendJson(response, GOOD, { link: `<${other.url}>; rel=next` }))
    const linked = await read({ url: service.url, auth, paging: { by: 'link' } })
    assert.equal(linked.error?.code, 'source-leads-elsewhere')
    const checkpoint = JSON.stringify({ page: 2, read: 1, at: other.url })
    const resumed = await read({ url: service.url, auth, paging: { by: 'link' } }, { checkpoint })
    assert.equal(resumed.error?.code, 'source-leads-elsewhere')
    assert.equal(other.asked.length, 0)
  })

  it('that leads in a circle, or makes a GET of a POST, is an error', async () => {
    service.onAsk((_, response) => response.writeHead(301, { location: '/' }).end())
    const circle = await read({ url: service.url })
    assert.match(circle.error?.message ?? '', /redirects more than 10 times/)
    const post = await read({ url: service.url, method: 'POST', body: {} })
    assert.match(post.error?.message ?? '', /answered 301 to a POST/)
  })
})

describe('secrets of a service', () => {
  let service: Service
  before(async () => {
    service = await startService()
  })
  after(() => service.close())

  const ways = [
    { auth: { bearer: '${secret:TOKEN}' } },
    { auth: { basic: { user: 'anna', password: '${secret:TOKEN}' } } },
    { auth: { header: { name: 'X-Key', value: 'Token ${secret:TOKEN}' } } },
    { auth: { query: { name: 'key', value: '${secret:TOKEN}' } } },
    { query: { filter: '${env:TOKEN}' } },
    { headers: { 'X-Other': '${secret:TOKEN}' } },
    { method: 'POST', body: { deep: ['${secret:TOKEN}'] } },
  ]
  const forms = [
    'tok/3n&"secret',
    'tok%2F3n%26%22secret',
    'tok/3n&\\"secret',
    Buffer.from('tok/3n&"secret').toString('base64'),
    Buffer.from('anna:tok/3n&"secret').toString('base64'),
  ]

  /** Sends all it was told back. */
  function echo(status: number): void {
    service.onAsk(({ url, headers, body }, response) => {
      const told = `${url.href} ${JSON.stringify(headers)} ${Object.values(headers).join()} ${body}`
      const link = `<http://127.0.0.1:1/${encodeURIComponent(told)}>; rel="next"`
      response.writeHead(status, { 'content-type': 'application/json', link })
      response.end(status === 200 ? JSON.stringify([told]) : told)
    })
  }

  for (const way of ways)
    for (const status of [200, 400, 401])
      it(`are never shown: ${JSON.stringify(way)} and ${status}`, async () => {
        echo(status)
        const reading = await read({ url: service.url, paging: { by: 'link' }, ...way })
        const shown = [shownOf(reading), JSON.stringify(reading.items), reading.error?.stack]
        assert.ok(reading.error !== undefined)
        for (const form of forms)
          assert.ok(!shown.join().includes(form), `${form} in ${shown.join()}`)
      })

  it('are not in checkpoints, addresses of next pages have them again', async () => {
    service.onAsk(({ url }, response, number) => {
      const next = new URL(url)
      next.searchParams.set('page', String(number + 1))
      const link = `<${next.pathname}${next.search}>; rel="next"`
      sendJson(response, GOOD, number < 3 ? { link } : {})
    })
    const auth = { query: { name: 'key', value: '${secret:TOKEN}' } }
    const reading = await read({ url: service.url, paging: { by: 'link' }, auth })
    assert.equal(reading.error, undefined)
    assert.equal(reading.items.length, 3)
    const checkpoints = reading.pages.map(({ checkpoint = '' }) => checkpoint)
    assert.match(checkpoints[0] ?? '', /page=2"/)
    assert.doesNotMatch(checkpoints.join(), /tok|secret|key/)
    assert.deepEqual(
      service.asked.map(({ url }) => url.searchParams.get('key')),
      Array.from({ length: 3 }, () => 'tok/3n&"secret'),
    )
  })

  it('are not written into definitions', async () => {
    const literal = 'hunter2hunter2'
    const wrong = [
      { auth: { bearer: literal } },
      { auth: { basic: { user: 'anna', password: `x\${secret:TOKEN}` } } },
      { auth: { header: { name: 'X-Key', value: `Token ${literal}` } } },
      { auth: { query: { name: 'key', value: literal } } },
      { headers: { Authorization: `Bearer ${literal}` } },
      { headers: { 'x-api-key': literal } },
      { query: { api_key: literal } },
      { url: `https://anna:${literal}@example.com` },
    ]
    for (const definition of wrong) {
      const { error } = await read({ url: service.url, ...definition })
      assert.equal(error?.name, 'ZodError', JSON.stringify(definition))
      assert.doesNotMatch(error.message, /hunter2/)
    }
    const right = await read({ url: 'https://anna:${secret:TOKEN}@example.com' })
    assert.equal(right.error?.name, 'UsageError')
  })
})
