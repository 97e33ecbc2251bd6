/** What a transform has done. */
export interface TransformCounts {
  readonly created: number
  readonly updated: number
  readonly deleted: number
  /** Not written, since they are not valid. */
  readonly rejected: number
  /** Rows of the silver table with a score, their average, and how many have a flag. */
  readonly entities: number
  readonly averageScore: number | null
  readonly flagged: number
}

export type Changes = Pick<TransformCounts, 'created' | 'updated' | 'deleted' | 'rejected'>
