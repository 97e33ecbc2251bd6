/** Tables to be read, and what has read them. */
import type { Machine } from '../../../../../src/core/source/records/http/machine'
import type { UnreadableRecord } from '../../../../../src/core/source/records/source'
import type { ApiContext } from '../../../../../src/core/airtable/api/connection'
import { readTable, type TableQuestion } from '../../../../../src/core/airtable/api/readTable'
import type { ApiRecord } from '../../../../../src/core/airtable/api/record'
import type { DatabaseOperationError } from '../../../../../src/core/util/errors'
import { TOKEN, type AirtableService, type SimulatedTable } from './airtableService'
import { virtualClock, type VirtualClock } from './virtualClock'

export const BASE = 'appPrints'

/** A table of so many records, `rec0` and on, with a name each and a number in every second one. */
export function tableOf(count: number, name = 'Prints', id = 'tblPrints'): SimulatedTable {
  return {
    ...{ id, name },
    fields: ['Name', 'Price', 'Größe in cm/Zoll'].map((field, index) => ({
      name: field,
      json: `{"id":"fld${index}","name":${JSON.stringify(field)},"type":"singleLineText"}`,
    })),
    records: Array.from({ length: count }, (_, index) => ({
      id: `rec${index}`,
      fields: {
        Name: JSON.stringify(`Print ${index}`),
        ...(index % 2 === 1 && { Price: `${index}.10` }),
      },
    })),
  }
}

export interface WholeReading {
  /** Of the last pass: what whoever reads would keep. */
  readonly records: readonly ApiRecord[]
  readonly unreadable: readonly UnreadableRecord[]
  readonly discards: number
  readonly pages: number
  readonly warnings: readonly string[]
  readonly error: (Error & Partial<DatabaseOperationError>) | undefined
}

export interface ReadOptions extends Partial<TableQuestion> {
  readonly clock?: VirtualClock | Machine['clock']
  readonly mostBytes?: number
  readonly context?: Partial<ApiContext>
}

/** Reads all of a table and does as it is told. */
export async function readAll(
  service: AirtableService,
  { clock = virtualClock(), mostBytes = 2 ** 22, context = {}, ...asked }: ReadOptions = {},
): Promise<WholeReading> {
  const warnings: string[] = []
  const question = { base: BASE, token: TOKEN, api: service.api, table: 'Prints', ...asked }
  let [discards, pages] = [0, 0]
  let records: ApiRecord[] = []
  let unreadable: UnreadableRecord[] = []
  let error: WholeReading['error']
  try {
    const own = { warn: (message: string) => void warnings.push(message), ...context }
    for await (const event of readTable(question, own, { clock, mostBytes })) {
      if (event.kind === 'discard') {
        discards++
        records = []
        unreadable = []
        continue
      }
      pages++
      records.push(...event.records)
      unreadable.push(...event.unreadable)
    }
  } catch (thrown) {
    error = thrown as Error
  }
  return { records, unreadable, discards, pages, warnings, error }
}

export function idsOf({ records }: Pick<WholeReading, 'records'>): readonly string[] {
  return records.map(({ id }) => id)
}

/** All that people are shown. */
export function shownOf({ warnings, error }: WholeReading): string {
  const { message, mend, stack, cause } = error ?? {}
  return [...warnings, message, mend, stack, cause === undefined ? '' : String(cause)].join('\n')
}
