/** Clones of MySQL databases without an environment around them. */
import assert from 'node:assert/strict'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Endpoint } from '../../../src/core/database/endpoint'
import type {
  CloneJob,
  CloneMethod,
  CloneReport,
} from '../../../src/core/environment/engines/cloneEngine'
import { mysqlEngine } from '../../../src/core/environment/engines/mysql/engine'
import { parseConnectionUrl } from '../../../src/core/workspace/connectionUrl'
import type { Protection } from '../../../src/core/workspace/workspace'
import type { Engine, TestDatabase } from '../../helpers/engines'
import { borrow } from '../mysql/setUp'
import { nameIn } from '../mysql/tortureSetUp'

export const RUN = '20261122-000000-abcd'

export function endpointAt(url: string, database: string): Endpoint {
  const parsed = parseConnectionUrl(url)
  assert.ok('url' in parsed && parsed.url.engine === 'mysql')
  return { ...parsed.url, database }
}

/** Another database of the same server. */
export function at(url: string, database: string): string {
  const changed = new URL(url)
  changed.pathname = `/${encodeURIComponent(database)}`
  return changed.href
}

/** Waits until a session that was just closed is gone from the server's list: nobody is on the database then. */
export async function untilAlone(engine: Engine, { adminUrl }: TestDatabase): Promise<void> {
  const count = `select count(*) as sessions from information_schema.processlist where db = '${nameIn(adminUrl)}'`
  for (let tries = 0; tries < 100; tries++) {
    const [row] = await engine.query(at(adminUrl, 'mysql'), count)
    if (row?.['sessions'] === '0') return
    await sleep(50)
  }
  throw new Error('somebody stays on the database')
}

export interface Wanted {
  readonly from: TestDatabase
  readonly target: string
  readonly protection: Protection
  readonly names: ReadonlyMap<string, string>
  readonly others?: readonly string[]
  readonly role?: 'admin' | 'engineer'
  readonly sessions?: number
  readonly withData?: boolean
  readonly signal?: AbortSignal
  readonly onReport?: (message: string) => void
}

export interface Made {
  readonly report: CloneReport
  readonly method: CloneMethod
  readonly hazards: readonly string[]
  readonly log: readonly string[]
}

/** Plans a clone as `planCreate` does, and makes it. */
export async function clone({
  from,
  target,
  protection,
  names,
  others = [],
  role = 'admin',
  sessions = 2,
  withData = true,
  signal,
  onReport,
}: Wanted): Promise<Made> {
  const url = role === 'admin' ? from.adminUrl : from.url
  const facts = await borrow(url, 'read', (session) =>
    session.transaction('read', () =>
      mysqlEngine.examine(session, {
        ...{ withData, protection, sameServer: true, names, others },
      }),
    ),
  )
  const log: string[] = []
  const job: CloneJob = {
    source: { endpoint: endpointAt(url, nameIn(url)), environment: 'source' },
    target: { endpoint: endpointAt(url, target), environment: 'target' },
    maintenance: endpointAt(url, 'information_schema'),
    ...{ withData, proof: 'rows', method: facts.method, structure: facts.structure },
    ...{ sessions, names, others, signal, runId: RUN },
    log: (_, message) => Promise.resolve(void log.push(message)),
    report: (message) => onReport?.(message),
  }
  const report = await mysqlEngine.clone(job)
  const hazards = facts.hazards.map(({ code }) => code)
  return { report, method: facts.method, hazards, log }
}
