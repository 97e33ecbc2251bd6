/** How the rows of a clone are compared with those of its source. Definitions always are. */

/**
 * - `rows`: each table's digest of all values
 * - `counts`: each table's number of rows; takes less time
 * - `definitions`: rows are not looked at
 */
export const PROOFS = ['rows', 'counts', 'definitions'] as const

export type Proof = (typeof PROOFS)[number]

/** As a plan has it; all is proved where it says nothing. */
export function proofOf(text: string | null | undefined): Proof {
  return PROOFS.find((proof) => proof === text) ?? 'rows'
}

/** Whether rows are looked at. */
export function comparesRows(job: { readonly withData: boolean; readonly proof: Proof }): boolean {
  return job.withData && job.proof !== 'definitions'
}
