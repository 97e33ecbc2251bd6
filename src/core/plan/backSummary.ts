/** What is told of the part of a plan that goes back to its source. */
import type { Change, PlanSummary } from './plan'

/** Counts the changes that go back. */
export class BackCounts {
  private updated = 0
  private readonly fields: Record<string, number> = {}

  add({ after }: Change): void {
    this.updated++
    for (const field of Object.keys(after)) this.fields[field] = (this.fields[field] ?? 0) + 1
  }

  /** From the summary of the part that goes forth: its sides change places. */
  summaryOf(forth: PlanSummary): PlanSummary {
    return {
      totalSource: forth['totalTarget'] ?? 0,
      totalTarget: forth['totalSource'] ?? 0,
      matched: forth['matched'] ?? 0,
      notFound: forth['notInSource'] ?? 0,
      updated: this.updated,
      fieldUpdates: this.fields,
    }
  }
}
