/** Two databases with one table each, and a workspace with a mapping between them. */
import { Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { Client } from 'pg'
import { to as copyTo } from 'pg-copy-streams'
import { execute, type PostgresServer } from '../../test/helpers/servers'
import { workspaceFolder } from '../../test/helpers/temporary'
import { createItems, FIELDS, KEY } from './items'

export interface Pair {
  readonly source: string
  readonly target: string
  readonly folder: string
  /** Of how many rows one differs; 0 where none does. */
  readonly every: number
  /** The environment variable that holds the target's URL. */
  readonly targetVariable: string
}

export const DEFINITION = 'items.mapping.jsonc'

/** Tables of that many rows, of which one in `every` differs. */
export async function createPair(
  server: PostgresServer,
  name: string,
  rows: number,
  every: number,
): Promise<Pair> {
  const urls = { source: '', target: '' }
  for (const side of ['source', 'target'] as const) {
    const database = `${name}_${side}`
    await execute(server.url('postgres', 'superuser'), `create database ${database}`)
    urls[side] = server.url(database, 'superuser')
    for (const statement of createItems(rows, side === 'source' ? 0 : every))
      await execute(urls[side], statement)
  }
  return createWorkspace(name, urls, every)
}

/** A workspace with a mapping from one table to the other. */
export function createWorkspace(
  name: string,
  urls: Readonly<Record<'source' | 'target', string>>,
  every: number,
): Pair {
  const variable = (side: string) => `BENCH_${name.toUpperCase()}_${side}`
  process.env[variable('SOURCE')] = urls.source
  process.env[variable('TARGET')] = urls.target
  const environment = (side: string) => ({ url: `\${env:${variable(side)}}` })
  const folder = workspaceFolder({
    'drydock.jsonc': {
      environments: {
        production: { ...environment('SOURCE'), protection: 'locked' },
        sandbox: environment('TARGET'),
      },
    },
    [DEFINITION]: {
      source: { environment: 'production', table: 'items' },
      target: { environment: 'sandbox', table: 'items' },
      key: KEY,
      fields: FIELDS,
    },
  })
  return { ...urls, folder, every, targetVariable: variable('TARGET') }
}

export async function withClient<T>(
  url: string,
  callback: (client: Client) => Promise<T>,
): Promise<T> {
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    return await callback(client)
  } finally {
    await client.end()
  }
}

/** Takes what a COPY statement gives and throws it away. */
export function drain(url: string, copy: string): Promise<void> {
  return withClient(url, (client) =>
    pipeline(
      client.query(copyTo(copy)),
      new Writable({ write: (_chunk, _encoding, done) => done() }),
    ),
  )
}
