/**
 * The other sides of links. An export has both: who is named by the records that it is linked from, and has no record of its own, is
 * missing from its export, as a view’s filter makes it.
 */
import { isUnreadable, type RecordSource, type SourcePage } from '../../source/records/source'
import { LineFile, linesOf } from '../../source/lineFile'
import { resolveLinks } from '../links/resolveLink'
import type { LinkIndex } from './linkIndex'
import type { OpenedExport } from './openExport'
import type { ResolvedTable } from './resolvedSync'

export interface MissingRecords {
  /** How many cells name a record that is not there. */
  readonly cells: number
  /** The first of them, and the table and column that name it. */
  readonly example: string
}

export class ReverseLinks {
  /** Cells that name records of a table, by its name. */
  private readonly cells = new Map<string, LineFile>()

  constructor(tables: readonly ResolvedTable[], folder: string) {
    for (const { spec } of tables)
      for (const { table } of spec.reverse) this.cells.set(table, new LineFile(folder))
  }

  /** The source itself, whose reverse links are kept while it is read. */
  watching({ spec }: ResolvedTable, { source }: OpenedExport): RecordSource {
    if (spec.reverse.length === 0) return source
    const keep = (page: SourcePage) => this.keep(spec, page)
    return {
      ...source,
      async *pages() {
        for await (const page of source.pages()) {
          await keep(page)
          yield page
        }
      },
    }
  }

  /** Those that the export of a table does not have; asked once, when it has been read. */
  async missing({ spec }: ResolvedTable, links: LinkIndex): Promise<MissingRecords | undefined> {
    const lines = this.cells.get(spec.name)
    if (lines === undefined) return undefined
    const { names } = links.of(spec.name)
    let cells = 0
    let example = ''
    for await (const line of linesOf(lines)) {
      const [from = '', cell = ''] = JSON.parse(line) as readonly string[]
      const found = resolveLinks(cell, names)
      if (!('unknown' in found)) continue
      if (cells++ === 0) example = `${from} names ${JSON.stringify(found.unknown)}`
    }
    return cells === 0 ? undefined : { cells, example }
  }

  private async keep(
    { reverse, name }: ResolvedTable['spec'],
    { items }: SourcePage,
  ): Promise<void> {
    for (const item of items) {
      if (isUnreadable(item)) continue
      const record = JSON.parse(item.json) as Readonly<Record<string, string>>
      for (const { name: column, table } of reverse) {
        const cell = record[column] ?? ''
        const from = `${JSON.stringify(column)} of "${name}"`
        if (cell !== '') await this.cells.get(table)?.add(JSON.stringify([from, cell]))
      }
    }
  }
}
