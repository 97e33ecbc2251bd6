/** A service whose records change, with pages that lead on by the id, and what is told to fail. */
import {
  sendJson,
  startService,
  type Respond,
  type Service,
} from '../../unit/core/source/records/httpService'

export interface ChangingService extends Service {
  readonly records: Map<string, ServiceRecord>
  /** Answers this page with an error, and each that comes after it; undefined is none. Pages count from 1. */
  failAt(page: number | undefined): void
  /** Knows no more what comes after this id. */
  forget(id: string | undefined): void
  /** Milliseconds before each answer. */
  slowness: number
}

export interface ServiceRecord {
  readonly id: string
  readonly name: string
  /** When it changed last: `2024-01-01T00:00:07Z`. */
  readonly changed: string
}

const PAGE = 3

export async function changingService(): Promise<ChangingService> {
  const service = await startService()
  const records = new Map<string, ServiceRecord>()
  let failing: number | undefined
  let forgotten: string | undefined
  let pages = 0
  const answer: Respond = ({ url }, response) => {
    const after = url.searchParams.get('after')
    const since = url.searchParams.get('since') ?? ''
    pages = after === null ? 1 : pages + 1
    if (failing !== undefined && pages >= failing) {
      response.writeHead(500).end('out of order')
      return
    }
    if (after !== null && after === forgotten) {
      response.writeHead(410).end('that was long ago')
      return
    }
    const wanted = [...records.values()]
      .filter(({ id, changed }) => changed >= since && (after === null || id > after))
      .sort((a, b) => (a.id < b.id ? -1 : 1))
    const items = wanted.slice(0, PAGE)
    sendJson(response, { items, next: wanted.length > PAGE ? items.at(-1)?.id : null })
  }
  const changing: ChangingService = {
    ...service,
    records,
    slowness: 0,
    failAt: (page) => (failing = page),
    forget: (id) => (forgotten = id),
  }
  service.onAsk((asked, response, number) => {
    setTimeout(() => answer(asked, response, number), changing.slowness)
  })
  return changing
}

/** A source of a pipeline that reads it. */
export function changingSource({ url }: Service, more: object = {}): object {
  return {
    type: 'http',
    url,
    id: 'id',
    records: 'items',
    paging: { by: 'cursor', parameter: 'after', next: 'next' },
    retry: { attempts: 1 },
    ...more,
  }
}

/** A moment of the service's clock. */
export function moment(seconds: number): string {
  return new Date(Date.UTC(2024, 0) + seconds * 1000).toISOString().replace('.000', '')
}
