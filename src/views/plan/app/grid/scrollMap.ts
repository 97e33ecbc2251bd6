/**
 * Where rows stand. Rows live in a virtual space of `rows × rowHeight` pixels, which may be taller than a browser
 * lets an element be; the scrollbar's space is then smaller and the two are mapped onto each other.
 */
export interface ScrollMap {
  readonly rows: number
  readonly rowHeight: number
  /** The height of what can be seen, without the header. */
  readonly viewport: number
  /** The height of the element that makes the scrollbar. */
  readonly spacer: number
  /** Virtual pixels for one pixel of the scrollbar: 1 unless there are more rows than fit. */
  readonly scale: number
}

/** Chromium stops at 33,554,428 pixels; half of it leaves room for zoomed windows. */
export const tallestSpacer = 16_000_000

export function createScrollMap(rows: number, rowHeight: number, viewport: number): ScrollMap {
  const height = rows * rowHeight
  const spacer = Math.min(height, tallestSpacer)
  const range = spacer - viewport
  const scale = height > spacer && range > 0 ? (height - viewport) / range : 1
  return { rows, rowHeight, viewport, spacer, scale }
}

/** The furthest that the virtual space can be scrolled. */
export function maximumTop(map: ScrollMap): number {
  return Math.max(0, map.rows * map.rowHeight - map.viewport)
}

export function clampTop(map: ScrollMap, top: number): number {
  return Math.min(Math.max(0, top), maximumTop(map))
}

/** The virtual top for a place of the scrollbar. */
export function topOfScroll(map: ScrollMap, scrollTop: number): number {
  return clampTop(map, scrollTop * map.scale)
}

/** The place of the scrollbar for a virtual top. */
export function scrollOfTop(map: ScrollMap, top: number): number {
  return clampTop(map, top) / map.scale
}

/** A range of rows, the last one excluded. */
export interface RowRange {
  readonly first: number
  readonly end: number
}

/** The rows that can be seen, with some more on either side. */
export function visibleRows(map: ScrollMap, top: number, overscan = 0): RowRange {
  const first = Math.floor(top / map.rowHeight) - overscan
  const end = Math.ceil((top + map.viewport) / map.rowHeight) + overscan
  return { first: Math.max(0, first), end: Math.min(map.rows, Math.max(0, end)) }
}

/** The smallest scroll that brings all of a row into view. */
export function topToReveal(map: ScrollMap, top: number, row: number): number {
  const above = row * map.rowHeight
  const below = above + map.rowHeight - map.viewport
  return clampTop(map, Math.max(below, Math.min(top, above)))
}
