/** A base of some size: its exports, a database for it, and a workspace with its sync. */
import { copyFileSync, mkdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { PostgresServer } from '../../test/helpers/servers'
import { workspaceFolder } from '../../test/helpers/temporary'
import { runPostgres } from '../lib/clone/statements'
import { askCore, type CoreAnswer } from '../lib/coreProcess'
import {
  artistsText,
  ARTISTS,
  ARTIST_COLUMNS,
  PRINT_COLUMNS,
  writePrints,
  type Variant,
} from './exports'

export type VariantName = keyof typeof VARIANTS

const VARIANTS = {
  first: () => ({ download: 1 }),
  /** As it was, and downloaded again. */
  urls: () => ({ download: 2 }),
  one: (records: number) => ({ download: 1, changed: records >> 1 }),
} satisfies Record<string, (records: number) => Variant>

export interface Base {
  readonly records: number
  readonly url: string
  /** The export of prints, as a variant or as it lies in the folder. */
  file(variant?: VariantName): string
  /** Of the prints' export. */
  readonly megabytes: number
  /** Leaves a database with empty tables. */
  empty(): Promise<void>
  /** Puts another export in the folder. */
  put(variant: VariantName): void
  /** Does now what the server would do beside what is measured next. */
  settle(): Promise<void>
  /** Has to find so many changes. */
  plan(changes: number): Promise<CoreAnswer & { readonly path: string }>
  apply(path: string): Promise<CoreAnswer>
  /** Nothing has changed: plans, each beside a pass over the same bytes. */
  again(): Promise<AgainAnswer>
}

/** Milliseconds: of the first plan of a process, and of a process that has planned before. */
export interface AgainAnswer {
  readonly pass: number
  readonly plan: number
  readonly warmPass: number
  readonly warmPlan: number
}

const DEFINITION = 'prints.airtable.jsonc'
const EXPORTS = { prints: 'Prints-Grid view.csv', artists: 'Artists-Grid view.csv' } as const

/** `variants` are those that will be put there, besides the first. */
export async function createBase(
  server: PostgresServer,
  bundle: string,
  records: number,
  variants: readonly VariantName[] = [],
): Promise<Base> {
  const database = `base_${records}`
  const url = server.url(database, 'superuser')
  const folder = createWorkspace(database, url)
  const file = (variant?: VariantName) =>
    join(folder, variant === undefined ? `exports/${EXPORTS.prints}` : `variants/${variant}.csv`)
  mkdirSync(join(folder, 'variants'))
  for (const variant of ['first', ...variants] as const)
    await writePrints(file(variant), records, VARIANTS[variant](records))
  const put = (variant: VariantName) => copyFileSync(file(variant), file())
  put('first')
  const { plan, apply, again, ensure } = operations(bundle, folder)
  return {
    ...{ records, url, file, put, plan, apply, again },
    megabytes: statSync(file()).size / 1e6,
    async empty() {
      await runPostgres(server.url('postgres', 'superuser'), [
        `drop database if exists ${database}`,
        `create database ${database}`,
      ])
      await ensure()
      await runPostgres(url, ['checkpoint'])
    },
    settle: () => runPostgres(url, ['vacuum analyze', 'checkpoint']),
  }
}

/** How many changes the first sync of a base has. */
export function firstChanges({ records }: Pick<Base, 'records'>): number {
  return records + ARTISTS
}

function operations(bundle: string, folder: string) {
  const common = { folder, definition: DEFINITION }
  return {
    ensure: () => askCore(bundle, { operation: 'ensureSyncTables', ...common }),
    async plan(changes: number) {
      const answer = await askCore(bundle, { operation: 'planSync', ...common })
      const { path, changes: found } = answer.value as { path: string; changes: number }
      if (found !== changes) throw new Error(`a plan has ${found} changes, not ${changes}`)
      return { ...answer, path }
    },
    async apply(path: string) {
      const answer = await askCore(bundle, { operation: 'apply', folder, plan: path })
      const { status } = answer.value as { status: string }
      if (status !== 'completed') throw new Error(`an apply is ${status}`)
      return answer
    },
    async again() {
      const files = Object.values(EXPORTS).map((name) => join(folder, 'exports', name))
      const answer = await askCore(bundle, { operation: 'syncAgain', ...common, files })
      return answer.value as AgainAnswer
    },
  }
}

function createWorkspace(database: string, url: string): string {
  const variable = `BENCH_${database.toUpperCase()}`
  process.env[variable] = url
  return workspaceFolder({
    'drydock.jsonc': { environments: { sandbox: { url: `\${env:${variable}}` } } },
    [`exports/${EXPORTS.artists}`]: artistsText(),
    [DEFINITION]: {
      target: { environment: 'sandbox' },
      exports: 'exports',
      tables: {
        Artists: { table: 'artists', identity: 'Name', columns: ARTIST_COLUMNS },
        Prints: { table: 'prints', identity: 'Name', columns: PRINT_COLUMNS },
      },
    },
  })
}
