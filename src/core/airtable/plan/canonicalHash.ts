/** A hash of what an export says, whatever the order of its records and the addresses of its attachments are. */
import { createHash } from 'node:crypto'
import type { ExportRecord } from './exportRecord'
import { canonicalValue } from './identityPart'
import type { ResolvedTable } from './resolvedSync'

export class CanonicalHash {
  private readonly hash = createHash('sha256')

  constructor(private readonly table: ResolvedTable) {}

  /** Records come in the order of their identities. */
  add(identity: string, { values, waiting }: ExportRecord): void {
    const canonical = this.table.columns.map(
      (column, place) => waiting[place] ?? canonicalValue(column, values[place] ?? null),
    )
    this.hash.update(JSON.stringify([identity, canonical]) + '\n')
  }

  digest(): string {
    return this.hash.digest('hex')
  }
}
