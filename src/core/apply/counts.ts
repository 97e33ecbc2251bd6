import type { BatchCounts } from '../ledger/runs'

export const NOTHING: BatchCounts = { applied: 0, drifted: 0, failed: 0 }

export function add(a: BatchCounts, b: BatchCounts): BatchCounts {
  return {
    applied: a.applied + b.applied,
    drifted: a.drifted + b.drifted,
    failed: a.failed + b.failed,
  }
}
