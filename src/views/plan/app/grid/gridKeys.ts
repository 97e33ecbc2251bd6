/** Where the active cell is, and what keys do to it. */

export interface Place {
  readonly row: number
  readonly column: number
}

export interface GridSize {
  readonly rows: number
  readonly columns: number
  /** Rows that fit on a page. */
  readonly page: number
}

/** The place that a key leads to, or undefined when the key means nothing to a grid. */
export function moveByKey(key: string, place: Place, size: GridSize): Place | undefined {
  const { row, column } = place
  switch (key) {
    case 'ArrowUp':
      return clampPlace({ row: row - 1, column }, size)
    case 'ArrowDown':
      return clampPlace({ row: row + 1, column }, size)
    case 'ArrowLeft':
      return clampPlace({ row, column: column - 1 }, size)
    case 'ArrowRight':
      return clampPlace({ row, column: column + 1 }, size)
    case 'PageUp':
      return clampPlace({ row: row - size.page, column }, size)
    case 'PageDown':
      return clampPlace({ row: row + size.page, column }, size)
    // As in the editor's own lists, these two go to the first and the last row.
    case 'Home':
      return clampPlace({ row: 0, column }, size)
    case 'End':
      return clampPlace({ row: size.rows - 1, column }, size)
    default:
      return undefined
  }
}

/** The nearest place that exists. */
export function clampPlace({ row, column }: Place, size: GridSize): Place {
  return {
    row: Math.max(0, Math.min(row, size.rows - 1)),
    column: Math.max(0, Math.min(column, size.columns - 1)),
  }
}
