/** The audit trails of the ledgers of a workspace. */
import { readAudit, type AuditReport } from '../ledger/audit'
import type { Workspace } from '../workspace/workspace'
import type { LedgerPlace } from './ledgerPlaces'
import { askLedgers, describePlace, type RunQuery } from './runs'

export interface AuditTrail {
  readonly place: LedgerPlace
  readonly report: AuditReport
}

export interface AuditTrails {
  readonly trails: readonly AuditTrail[]
  /** Ledgers that could not be asked, with the reason. */
  readonly unreachable: readonly { readonly environment: string; readonly message: string }[]
}

/** Reads and checks the audit trail of one environment's ledger, or of all that can be reached. Never writes. */
export async function readAudits(workspace: Workspace, query: RunQuery = {}): Promise<AuditTrails> {
  const answers = await askLedgers(workspace, query, readAudit)
  return {
    trails: answers.flatMap(({ place, found }) =>
      found === undefined ? [] : [{ place, report: found }],
    ),
    unreachable: answers.flatMap(({ place, message }) =>
      message === undefined ? [] : [{ environment: describePlace(place), message }],
    ),
  }
}
