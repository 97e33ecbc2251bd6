/** A database whose bronze has the records of three systems, as it is at some points, and a workspace with its pipeline. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { PostgresServer } from '../../../test/helpers/servers'
import { workspaceFolder } from '../../../test/helpers/temporary'
import { runPostgres } from '../clone/statements'
import { askCore, type CoreAnswer } from '../coreProcess'
import { PEOPLE_PIPELINE, peopleOf, recordsOf, SYSTEMS } from './records'

export interface People {
  /** Bronze records, about. */
  readonly records: number
  readonly entities: number
  readonly url: string
  /** Brings the database to where everything is ingested, or to where all of it is merged and 1 % of the records have changed since. */
  restore(state: PeopleState): Promise<void>
  /** Has to make, to change and to keep that many rows. */
  transform(options?: { readonly full?: boolean }): Promise<TransformAnswer>
}

export type PeopleState = 'ingested' | 'changed'

export interface TransformAnswer extends CoreAnswer {
  readonly value: {
    readonly counts: {
      readonly created: number
      readonly updated: number
      readonly deleted: number
    }
    readonly statements: number
  }
}

const DEFINITION = 'people.pipeline.jsonc'

/** A server that is in use has in memory what was read or written a moment ago; of a database that was just copied it has nothing. */
const WARM = `select count(pg_prewarm(c.oid)) from pg_class c join pg_namespace n on n.oid = c.relnamespace
where n.nspname in ('bronze', 'silver', 'drydock', 'meta') and c.relkind in ('r', 'i')`

export async function createPeople(
  server: PostgresServer,
  bundle: string,
  records: number,
): Promise<People> {
  const database = `people_${records}`
  const url = server.url(database, 'superuser')
  const entities = peopleOf(records)
  const folder = createWorkspace(database, url)
  const manage = (statements: readonly string[]) =>
    runPostgres(server.url('postgres', 'superuser'), statements)
  const ingest = async (changed: boolean) => {
    for (const system of SYSTEMS)
      writeFileSync(join(folder, `${system}.ndjson`), recordsOf(system, entities, changed))
    await askCore(bundle, { operation: 'ingest', folder, definition: DEFINITION })
  }
  const transform: People['transform'] = async ({ full = false } = {}) => {
    const request = { operation: 'transform', folder, definition: DEFINITION, full } as const
    return (await askCore(bundle, request)) as TransformAnswer
  }
  const keep = async (state: PeopleState) => {
    await runPostgres(url, ['vacuum analyze'])
    await manage([copy(database, `${database}_${state}`)])
  }
  await manage([`create database ${database}`])
  await runPostgres(url, ['create extension pg_prewarm'])
  await ingest(false)
  await keep('ingested')
  await transform()
  await ingest(true)
  await keep('changed')
  return {
    ...{ records, entities, url, transform },
    async restore(state) {
      await manage([
        `drop database ${database}`,
        copy(`${database}_${state}`, database),
        'checkpoint',
      ])
      await runPostgres(url, [WARM])
    },
  }
}

function copy(from: string, to: string): string {
  return `create database ${to} template ${from} strategy file_copy`
}

function createWorkspace(database: string, url: string): string {
  const variable = `BENCH_${database.toUpperCase()}`
  process.env[variable] = url
  return workspaceFolder({
    'drydock.jsonc': { environments: { sandbox: { url: `\${env:${variable}}` } } },
    [DEFINITION]: PEOPLE_PIPELINE,
  })
}
