/** A way in which the cells of a column may be written, as long as they are. */
import { provesFormat } from './writeCell'
import type { CellFormat } from './format'

export interface Candidate {
  /** Whether a cell is written so too. Of one that is not, nothing is learnt. Empty cells and formula errors are not asked about. */
  readonly add: (cell: string) => boolean
  /** What all cells that were written so prove; undefined where they do not show it. */
  readonly format: () => CellFormat | undefined
  /** It may hold by chance, so the lack of it is not worth a word. */
  readonly isWeak?: boolean
}

/** A format that has nothing to learn. */
export function fixedCandidate(format: CellFormat): Candidate {
  return { add: (cell) => provesFormat(format, cell), format: () => format }
}
