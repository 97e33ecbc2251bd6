/** A service whose records change, with pages that lead on by the id, and what is told to fail. */
import { sendJson, startService, type Service } from '../../unit/core/source/records/httpService'

export interface ChangingService extends Service {
  readonly records: Map<string, ServiceRecord>
  /** Answers this page with an error, and each that comes after it; undefined is none. Pages count from 1. */
  failAt(page: number | undefined): void
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
  let pages = 0
  service.onAsk(({ url }, response) => {
    const after = url.searchParams.get('after')
    const since = url.searchParams.get('since') ?? ''
    pages = after === null ? 1 : pages + 1
    if (failing !== undefined && pages >= failing) {
      response.writeHead(500).end('out of order')
      return
    }
    const wanted = [...records.values()]
      .filter(({ id, changed }) => changed >= since && (after === null || id > after))
      .sort((a, b) => (a.id < b.id ? -1 : 1))
    const items = wanted.slice(0, PAGE)
    sendJson(response, { items, next: wanted.length > PAGE ? items.at(-1)?.id : null })
  })
  return { ...service, records, failAt: (page) => (failing = page) }
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
