import assert from 'node:assert/strict'
import type { ServerResponse } from 'node:http'
import fc from 'fast-check'
import { findLink } from '../../../../../src/core/source/records/http/linkHeader'
import {
  read,
  sendJson,
  startService,
  textsOf,
  type Asked,
  type Reading,
  type Service,
} from './httpService'

interface Shelf {
  readonly records: readonly { readonly id: number }[]
  /** What the service gives a page at most, whatever it is asked for. */
  readonly cap: number
  /** What it does beyond the last page. */
  readonly beyond: 'empty' | 'missing' | 'last'
}

/** A way of paging: the definition, and a service that knows it. */
interface Way {
  readonly paging: (size: number) => object
  readonly answer: (asked: Asked, response: ServerResponse, shelf: Shelf) => void
}

const size = (value: number) => ({ parameter: 'n', value })

function give(response: ServerResponse, shelf: Shelf, start: number, more: object): void {
  const { records, cap, beyond } = shelf
  const end = Math.max(0, Math.ceil(records.length / cap) - 1) * cap
  if (start >= records.length && beyond === 'missing' && start > 0)
    return void response.writeHead(404).end()
  const from = start >= records.length && beyond === 'last' ? end : start
  sendJson(response, {
    records: records.slice(from, from + cap),
    total: records.length,
    ...more,
  })
}

function wanted({ url }: Asked, { cap }: Shelf): number {
  return Math.min(cap, Number(url.searchParams.get('n') ?? cap))
}

const byPage =
  (first: number): Way['answer'] =>
  (asked, response, shelf) => {
    const cap = wanted(asked, shelf)
    const page = Number(asked.url.searchParams.get('p')) - first
    give(response, { ...shelf, cap }, page * cap, {})
  }

const byOffset: Way['answer'] = (asked, response, shelf) => {
  const start = Number(asked.url.searchParams.get('p'))
  give(response, { ...shelf, cap: wanted(asked, shelf) }, start, {})
}

/** What leads to the next page is in the answer or in a header. */
const leading =
  (lead: (next: number | undefined, size: number) => readonly [object, string?]): Way['answer'] =>
  (asked, response, shelf) => {
    const cap = wanted(asked, shelf)
    const start = Number(asked.url.searchParams.get('p') ?? 0)
    const next = start + cap < shelf.records.length ? start + cap : undefined
    const [more, link] = lead(next, cap)
    if (link !== undefined) response.setHeader('link', link)
    give(response, { ...shelf, cap }, start, more)
  }

const WAYS: Readonly<Record<string, Way>> = {
  'numbers of pages': {
    paging: (n) => ({ by: 'page', parameter: 'p', size: size(n) }),
    answer: byPage(1),
  },
  'numbers of pages from 0, with a total': {
    paging: (n) => ({ by: 'page', parameter: 'p', start: 0, size: size(n), total: 'total' }),
    answer: byPage(0),
  },
  'numbers of pages and a total, without a size': {
    paging: () => ({ by: 'page', parameter: 'p', total: 'total' }),
    answer: byPage(1),
  },
  offsets: {
    paging: (n) => ({ by: 'offset', parameter: 'p', size: size(n) }),
    answer: byOffset,
  },
  'offsets and a total': {
    paging: (n) => ({ by: 'offset', parameter: 'p', size: size(n), total: 'total' }),
    answer: byOffset,
  },
  'cursors that are texts': {
    paging: (n) => ({ by: 'cursor', parameter: 'p', next: 'meta.next', size: size(n) }),
    answer: leading((next) => [{ meta: { next: next === undefined ? '' : String(next) } }]),
  },
  'cursors that are numbers': {
    paging: (n) => ({ by: 'cursor', parameter: 'p', next: 'next', size: size(n) }),
    answer: leading((next) => [{ next: next ?? null }]),
  },
  'links in a header': {
    paging: (n) => ({ by: 'link', size: size(n) }),
    answer: leading((next, n) => [
      {},
      next === undefined ? '</>; rel="first"' : `</>; rel=first, <?p=${next}&n=${n}>; rel="x next"`,
    ]),
  },
  'links in the answer': {
    paging: (n) => ({ by: 'link', next: ['@odata.nextLink'], size: size(n) }),
    answer: leading((next, n) => [
      next === undefined ? {} : { '@odata.nextLink': `/?p=${next}&n=${n}` },
    ]),
  },
}

describe('pages of a service', () => {
  let service: Service
  before(async () => {
    service = await startService()
  })
  after(() => service.close())

  function readShelf(way: Way, shelf: Shelf, asks: number, checkpoint?: string): Promise<Reading> {
    service.onAsk((asked, response) => way.answer(asked, response, shelf))
    const definition = { url: service.url, records: 'records', paging: way.paging(asks) }
    return read(definition, { ...(checkpoint !== undefined && { checkpoint }) })
  }

  const shelves = fc.record({
    records: fc.nat({ max: 40 }).map((count) => Array.from({ length: count }, (_, id) => ({ id }))),
    cap: fc.integer({ min: 1, max: 12 }),
    beyond: fc.constantFrom('empty' as const, 'missing' as const, 'last' as const),
  })

  for (const [name, way] of Object.entries(WAYS))
    it(`by ${name} give each record once, whatever their size`, () =>
      fc.assert(
        fc.asyncProperty(shelves, fc.integer({ min: 1, max: 12 }), async (shelf, asks) => {
          // One that gives less than it is asked for has to say where its end is.
          const isHonest = asks <= shelf.cap || shelf.beyond === 'empty'
          const reading = await readShelf(
            way,
            isHonest ? shelf : { ...shelf, beyond: 'empty' },
            asks,
          )
          // A full last page leads beyond it.
          if (reading.error !== undefined)
            return void assert.equal(mayFail(reading, shelf, asks), true)
          const texts = shelf.records.map((record) => JSON.stringify(record))
          assert.deepEqual(textsOf(reading), texts)
        }),
        { numRuns: 60 },
      ))

  /** Where the last page is full and nothing says that it is the last one, a service that has no empty page fails. */
  function mayFail({ error }: Reading, { records, cap, beyond }: Shelf, asks: number): boolean {
    const isFull = records.length % Math.min(cap, asks) === 0
    const code = beyond === 'missing' ? 'source-refused' : 'source-paging-loop'
    return isFull && beyond !== 'empty' && error?.code === code
  }

  for (const [name, way] of Object.entries(WAYS))
    it(`by ${name} can be gone on with after each one`, async () => {
      const records = Array.from({ length: 11 }, (_, id) => ({ id }))
      const shelf: Shelf = { records, cap: 4, beyond: 'empty' }
      const whole = await readShelf(way, shelf, 4)
      assert.equal(whole.error, undefined)
      assert.equal(whole.items.at(-1)?.locator, 'page 3, record 3')
      for (const [index, { checkpoint }] of whole.pages.entries()) {
        if (checkpoint === undefined) continue
        const rest = await readShelf(way, shelf, 4, checkpoint)
        assert.deepEqual(
          rest.items,
          whole.pages.slice(index + 1).flatMap((page) => page.items),
        )
      }
      assert.ok(whole.pages[1]?.checkpoint !== undefined)
    })

  it('that lead back to an earlier one are an error', async () => {
    const cursor = { paging: { by: 'cursor', parameter: 'c', next: 'next' }, records: 'r' }
    service.onAsk((_, response, number) =>
      sendJson(response, { r: [{ number }], next: ['b', 'c', 'b'][number - 1] ?? 'c' }),
    )
    const byCursor = await read({ url: service.url, ...cursor })
    assert.equal(byCursor.error?.code, 'source-paging-loop')
    assert.equal(byCursor.items.length, 3)
    service.onAsk((_, response) => sendJson(response, '[{}]', { link: '</>; rel=next' }))
    const byLink = await read({ url: service.url, paging: { by: 'link' } })
    assert.equal(byLink.error?.code, 'source-paging-loop')
    service.onAsk((_, response) => sendJson(response, '[{}]'))
    const deaf = await read({ url: service.url, paging: { by: 'page', parameter: 'p' } })
    assert.equal(deaf.error?.code, 'source-paging-loop')
    assert.match(deaf.error.message, /the same records on page 2/)
  })

  it('after a full one that are missing are an error, which says how the end is known', async () => {
    const shelf: Shelf = { records: [{ id: 1 }], cap: 1, beyond: 'missing' }
    const { error } = await readShelf(WAYS['numbers of pages'] as Way, shelf, 1)
    assert.match(error?.message ?? '', /answered 404/)
    assert.match(error?.mend ?? '', /"total"/)
  })

  it('that lead nowhere are an error', async () => {
    service.onAsk((_, response) => sendJson(response, '[{}]', { link: '<http://[>; rel=next' }))
    const { error } = await read({ url: service.url, paging: { by: 'link' } })
    assert.equal(error?.code, 'source-leads-elsewhere')
  })

  const links: readonly (readonly [string, string | undefined])[] = [
    ['<a>; rel=next', 'a'],
    ['<a,b;c>; title="x, \\"y\\"; rel=next"; rel="prev", <d> ; REL = "last Next"', 'd'],
    ['<a>; rel=prev; rel=next', undefined],
    ['<a>; rel=next2', undefined],
    ['<>; crossorigin; rel="next"', ''],
    ['rel=next', undefined],
    ['', undefined],
  ]
  for (const [header, expected] of links)
    it(`reads the link ${header}`, () => assert.equal(findLink(header, 'next'), expected))
})
