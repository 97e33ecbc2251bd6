import assert from 'node:assert/strict'
import { setTimeout as pause } from 'node:timers/promises'
import { realClock } from '../../../../../src/core/source/records/network/clock'
import { AbortedError } from '../../../../../src/core/util/errors'
import { startAirtable, TOKEN, type AirtableService, type Fault } from './airtableService'
import { BASE, idsOf, readAll, shownOf, tableOf } from './tables'
import { virtualClock, type VirtualClock } from './virtualClock'

describe('a table of Airtable that is hard to read', () => {
  let service: AirtableService
  let clock: VirtualClock
  beforeEach(async () => {
    clock = virtualClock()
    service = await startAirtable(clock)
    service.bases.set(BASE, [tableOf(250)])
  })
  afterEach(() => service.close())

  const passing: readonly (readonly [string, Fault, RegExp])[] = [
    ...[408, 425, 500, 502, 503, 504, 520].map(
      (status) => [`answers ${status}`, { status }, new RegExp(`answered ${status},`)] as const,
    ),
    ['sends garbage', 'garbage', /no JSON or breaks off: <html>/],
    ['sends half an answer', 'half', /no JSON or breaks off/],
    ['breaks off', 'brokenOff', /could not be read/],
    ['hangs up', 'hangUp', /could not be read/],
    ['says nothing', 'silence', /said nothing for 0\.1 s/],
  ]
  for (const [name, fault, warning] of passing)
    it(`is read to its end though Airtable ${name}`, async () => {
      service.fail('none', fault, fault)
      const reading = await readAll(service, { clock, timeout: 100 })
      assert.equal(reading.error, undefined)
      assert.equal(new Set(idsOf(reading)).size, 250)
      assert.equal(reading.warnings.length, 2)
      assert.match(reading.warnings[0] ?? '', warning)
      assert.match(reading.warnings[0] ?? '', /^"http:\S+\/v0\/appPrints\/Prints" .* 2 of 8$/)
      assert.deepEqual(clock.waits.slice(0, 2), [750, 1500])
    })

  it('is given up after so many attempts, with waits that grow and differ', async () => {
    service.fail(...Array<Fault>(20).fill({ status: 503 }))
    const retry = { attempts: 5, first: 1000, most: 3000 }
    const { error } = await readAll(service, { clock, retry })
    assert.equal(error?.code, 'source-unavailable')
    assert.equal(error.transient, true)
    assert.deepEqual(clock.waits, [750, 1500, 2250, 2250])
    assert.equal(service.asked.length, 5)
    const other = virtualClock({ random: 0 })
    await readAll(service, { clock: other, retry })
    assert.deepEqual(other.waits, [500, 1000, 1500, 1500])
  })

  it('waits as long as a failing service asks', async () => {
    service.fail({ status: 503, headers: { 'retry-after': '7' } })
    await readAll(service, { clock })
    assert.deepEqual(clock.waits, [7000])
  })

  describe('because it was asked too often', () => {
    const waits: readonly (readonly [string, Record<string, string>, number])[] = [
      ['half a minute', {}, 30_000],
      ['half a minute, though Airtable asks for less', { 'retry-after': '5' }, 30_000],
      ['longer where Airtable asks for more', { 'retry-after': '45' }, 45_000],
    ]
    for (const [name, headers, wait] of waits)
      it(`is waited for ${name}`, async () => {
        service.fail('none', { status: 429, headers })
        const reading = await readAll(service, { clock })
        assert.equal(reading.error, undefined)
        assert.equal(new Set(idsOf(reading)).size, 250)
        assert.deepEqual(clock.waits, [wait])
        const [, before, after] = service.asked
        assert.ok((after?.at ?? 0) - (before?.at ?? 0) >= wait)
      })

    it('is waited for by all who read of the base', async () => {
      service.bases.set(BASE, [tableOf(250), tableOf(250, 'Sizes', 'tblSizes')])
      service.meter.penalise(BASE)
      const first = readAll(service, { clock })
      while (service.asked.length === 0 || clock.sleeping() === 0) await pause(0)
      const other = await readAll(service, { clock, table: 'Sizes' })
      assert.deepEqual([other.error, (await first).error], [undefined, undefined])
      assert.equal(service.meter.refused, 1)
      const waits = /^"http:\S+\/Sizes" waits 30 s, because base "appPrints" was asked too often$/
      assert.match(other.warnings.join(), waits)
      const [refused, ...later] = service.asked
      assert.ok(later.every(({ at }) => at >= (refused?.at ?? 0) + 30_000))
      assert.equal(later.length, 6)
    })

    it('is given up where it would take more than an hour, and may be tried again', async () => {
      service.fail({ status: 429, headers: { 'retry-after': '7200' } })
      const { error } = await readAll(service, { clock })
      assert.match(error?.message ?? '', /answered 429 and asks to wait 120 min/)
      assert.deepEqual(clock.waits, [])
      assert.equal((await readAll(service, { clock })).records.length, 250)
      assert.deepEqual(clock.waits, [30_000])
    })

    it('does not keep another base from being read', async () => {
      service.tokens.set(TOKEN, { scopes: ['data.records:read'], bases: [BASE, 'appOther'] })
      service.bases.set('appOther', [tableOf(5)])
      service.fail({ status: 429 })
      const held = virtualClock({ held: true })
      const abort = new AbortController()
      const first = readAll(service, { clock: held, context: { signal: abort.signal } })
      while (held.sleeping() === 0) await pause(0)
      const other = await readAll(service, { clock: held, base: 'appOther' })
      assert.equal(other.records.length, 5)
      abort.abort()
      assert.ok((await first).error instanceof AbortedError)
    })

    it('in a month is said at once', async () => {
      const error = { error: 'PUBLIC_API_BILLING_LIMIT_EXCEEDED', message: 'API billing limit' }
      service.fail({ status: 429, body: JSON.stringify({ errors: [error] }) })
      const reading = await readAll(service, { clock })
      assert.equal(reading.error?.code, 'airtable-quota')
      assert.match(reading.error.message, /no more this month: it answered 429: API billing limit/)
      assert.deepEqual([clock.waits, service.asked.length], [[], 1])
    })
  })

  describe('because Airtable forgets the listing', () => {
    it('is begun again, and what was read is void', async () => {
      service.fail('none', 'none', 'expired', 'none', 'expired')
      const reading = await readAll(service, { clock })
      assert.equal(reading.error, undefined)
      assert.deepEqual([reading.discards, reading.pages], [2, 2 + 1 + 3])
      assert.equal(idsOf(reading).length, 250)
      assert.equal(new Set(idsOf(reading)).size, 250)
      assert.match(reading.warnings.join(), /begins again \(1 of 3\).*begins again \(2 of 3\)/)
    })

    it('is begun again three times and no more', async () => {
      const fault = ['none', 'expired'] as const
      service.fail(...fault, ...fault, ...fault)
      const reading = await readAll(service, { clock })
      assert.deepEqual([reading.error, reading.discards], [undefined, 3])
      assert.equal(idsOf(reading).length, 250)
      service.fail(...fault, ...fault, ...fault, ...fault)
      const { error, discards } = await readAll(service, { clock })
      assert.deepEqual([error?.code, error?.transient, discards], ['source-unavailable', true, 3])
      assert.match(error?.message ?? '', /forgotten .* "Prints" .* 4 times in a row/)
    })
  })

  it('is no table where the answer is none', async () => {
    const answers: readonly (readonly [string, RegExp])[] = [
      ['{"record":[]}', /there|object/],
      ['{"records":{}}', /object/],
      ['{"records":[1]}', /a record is 1 and no object/],
      ['{"records":[{"createdTime":"x","fields":{}}]}', /no text as "id"/],
      ['{"records":[{"id":"recA","fields":{}}]}', /no text as "createdTime"/],
      ['{"records":[{"id":"recA","createdTime":"x","fields":[]}]}', /no object as "fields"/],
      ['{"records":[],"offset":["x"]}', /list/],
    ]
    for (const [body, message] of answers) {
      service.fail({ status: 200, body })
      const { error, records } = await readAll(service, { clock })
      assert.equal(error?.code, 'source-changed-shape', body)
      assert.match(error.message, /^Airtable’s answer for table "Prints" is not as documented: /)
      assert.match(error.message, message)
      assert.deepEqual(records, [])
    }
  })

  it('that leads in circles is given up', async () => {
    const body = '{"records":[],"offset":"itr/1"}'
    service.fail({ status: 200, body }, { status: 200, body }, { status: 200, body })
    const { error } = await readAll(service, { clock })
    assert.equal(error?.code, 'source-paging-loop')
    assert.equal(service.asked.length, 2)
  })

  it('with pages that are too large is given up', async () => {
    const { error } = await readAll(service, { clock, mostBytes: 1000 })
    assert.equal(error?.code, 'source-too-large')
    assert.match(error.mend ?? '', /fields/)
    assert.equal(service.asked.length, 1)
  })

  it('shows the token nowhere', async () => {
    const body = JSON.stringify({ error: { type: 'X', message: `Bearer ${TOKEN} is bad` } })
    for (const fault of [
      ...[400, 401, 403, 404, 422].map((status) => ({ status, body })),
      { status: 200, body: `<html>${TOKEN}` },
      { status: 200, body: JSON.stringify({ [TOKEN]: 1 }) },
      { status: 302, headers: { location: `https://elsewhere.example/?t=${TOKEN}` } },
      { status: 302, headers: { location: `https://${encodeURIComponent(TOKEN)}.example/` } },
      'hangUp' as const,
    ]) {
      service.fail(fault)
      const reading = await readAll(service, { clock, retry: { attempts: 1, first: 1, most: 1 } })
      assert.ok(reading.error !== undefined, JSON.stringify(fault))
      assert.doesNotMatch(shownOf(reading), /patSecret|0123456789abcdef/)
    }
    assert.ok(service.asked.every(({ url }) => !url.href.includes('patSecret')))
  })

  describe('is left at once', () => {
    const moments: readonly (readonly [string, Fault])[] = [
      ['within the wait of half a minute', { status: 429 }],
      ['within a wait that grows', { status: 503 }],
      ['while Airtable says nothing', 'silence'],
    ]
    for (const [name, fault] of moments)
      it(name, async () => {
        service.fail('none', fault)
        const abort = new AbortController()
        service.onAsk = (_, number) => void (number === 2 && setTimeout(() => abort.abort(), 20))
        const began = performance.now()
        const reading = await readAll(service, {
          clock: realClock,
          context: { signal: abort.signal },
        })
        assert.ok(reading.error instanceof AbortedError)
        assert.ok(performance.now() - began < 700)
        assert.equal(service.asked.length, 2)
      })

    it('while it waits for its turn', async () => {
      service.bases.set(BASE, [tableOf(900)])
      const abort = new AbortController()
      service.onAsk = (_, number) => void (number === 5 && setTimeout(() => abort.abort(), 20))
      const reading = await readAll(service, {
        clock: virtualClock({ held: true }),
        context: { signal: abort.signal },
      })
      assert.ok(reading.error instanceof AbortedError)
      assert.equal(service.asked.length, 5)
    })

    it('before the first call', async () => {
      const { error } = await readAll(service, { context: { signal: AbortSignal.abort() } })
      assert.ok(error instanceof AbortedError)
      assert.equal(service.asked.length, 0)
    })
  })
})
