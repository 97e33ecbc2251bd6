import { columnWidths } from './columns'
import type { GridColumn, GridRow } from './columns'
import { clampPlace, moveByKey } from './gridKeys'
import type { GridSize, Place } from './gridKeys'
import { RowPool } from './rowPool'
import { RowWindows } from './rowWindows'
import type { FetchRows } from './rowWindows'
import {
  clampTop,
  createScrollMap,
  scrollOfTop,
  topOfScroll,
  topToReveal,
  visibleRows,
} from './scrollMap'
import type { ScrollMap } from './scrollMap'

/** What a grid shows. A new object means: start afresh. */
export interface GridContent {
  readonly label: string
  readonly columns: readonly GridColumn[]
  readonly fetch: FetchRows<GridRow>
  /** What a row looks like now, where that changes while it is shown. The same object means: as before. */
  readonly decorate?: (row: GridRow) => GridRow
}

/** Somebody takes a side in the row, or in one of its columns. */
export interface GridChoice {
  readonly row: GridRow
  /** Undefined for the whole row. */
  readonly column: number | undefined
  readonly side: 'source' | 'target'
}

export interface GridStatus {
  readonly total: number | undefined
  readonly failure: string | undefined
}

const rowHeight = 24

const SIDE_KEYS: Readonly<Record<string, GridChoice['side']>> = { s: 'source', t: 'target' }
const overscan = 6

/**
 * A grid of any number of rows, of which only those in view have elements and only those near it are held. It takes
 * the keyboard as one stop and moves an active cell inside. Fires `status` when rows came or failed and `open` with
 * a row's ordinal on Enter or double-click.
 */
export class PlanGrid extends HTMLElement {
  readonly #scroller = division('grid-scroller')
  readonly #head = division('grid-head', 'rowgroup')
  readonly #spacer = division('grid-spacer', 'rowgroup')
  readonly #body = division('grid-body')
  readonly #pool = new RowPool(this.#spacer, 'cell')
  readonly #resize = new ResizeObserver(() => this.#layOut())
  #content: GridContent | undefined
  #windows: RowWindows<GridRow> | undefined
  #map: ScrollMap = createScrollMap(0, rowHeight, 0)
  #top = 0
  #place: Place = { row: 0, column: 0 }
  #measured = false
  #frame = 0
  #active: HTMLElement | undefined

  connectedCallback(): void {
    this.role = 'grid'
    this.tabIndex = 0
    this.#body.append(this.#head, this.#spacer)
    this.#scroller.append(this.#body)
    // The scroller would be a stop of its own for the Tab key otherwise.
    this.#scroller.tabIndex = -1
    this.append(this.#scroller)
    this.#resize.observe(this.#scroller)
    this.#scroller.addEventListener('scroll', () => this.#onScroll(), { passive: true })
    this.#scroller.addEventListener('wheel', (event) => this.#onWheel(event), { passive: false })
    this.addEventListener('keydown', (event) => this.#onKey(event))
    this.addEventListener('mousedown', (event) => this.#onMouse(event))
    this.addEventListener('dblclick', (event) => this.#openAt(event))
    this.addEventListener('contextmenu', (event) => this.#onContextMenu(event))
  }

  disconnectedCallback(): void {
    this.#resize.disconnect()
    this.#windows?.dispose()
    cancelAnimationFrame(this.#frame)
  }

  set content(content: GridContent | undefined) {
    if (content === this.#content || content === undefined) return
    this.#windows?.dispose()
    this.#content = content
    this.#windows = new RowWindows(content.fetch, { onChange: () => this.#onRows() })
    this.#top = 0
    this.#place = { row: 0, column: 0 }
    this.#measured = false
    this.ariaLabel = content.label
    this.setAttribute('aria-colcount', String(content.columns.length))
    this.#drawHead(content.columns)
    this.#pool.reset(content.columns)
    this.#layOut()
    this.#windows.need(0, 1)
  }

  retry(): void {
    this.#windows?.retry()
  }

  #drawHead(columns: readonly GridColumn[]): void {
    const row = division('grid-row', 'row')
    row.ariaRowIndex = '1'
    for (const [index, { label, key }] of columns.entries()) {
      const cell = division(key ? 'grid-cell key' : 'grid-cell', 'columnheader')
      cell.ariaColIndex = String(index + 1)
      cell.textContent = label
      cell.title = label
      row.append(cell)
    }
    this.#head.replaceChildren(row)
  }

  #onRows(): void {
    const { total, failure } = this.#windows ?? {}
    this.dispatchEvent(new CustomEvent<GridStatus>('status', { detail: { total, failure } }))
    this.#measureColumns()
    this.#layOut()
  }

  /** Columns take the width that the first rows need, and keep it: nothing jumps while scrolling. */
  #measureColumns(): void {
    const [content, windows] = [this.#content, this.#windows]
    if (this.#measured || content === undefined || windows?.total === undefined) return
    this.#measured = true
    const rows: GridRow[] = []
    for (let index = 0; index < 200; index++) {
      const row = windows.row(index)
      if (row !== undefined) rows.push(row)
    }
    const widths = columnWidths(content.columns, rows)
    const template = widths.map((width) => `calc(${width}ch + 2 * var(--cell-padding) + 8px)`)
    this.style.setProperty('--columns', `${template.join(' ')} minmax(0, 1fr)`)
  }

  #layOut(): void {
    const total = this.#windows?.total ?? 0
    const viewport = Math.max(0, this.#scroller.clientHeight - this.#head.offsetHeight)
    this.#map = createScrollMap(total, rowHeight, viewport)
    this.#spacer.style.height = `${this.#map.spacer}px`
    this.setAttribute('aria-rowcount', String(total + 1))
    this.#top = clampTop(this.#map, this.#top)
    this.#place = clampPlace(this.#place, this.#size())
    this.#schedule()
  }

  #size(): GridSize {
    return {
      rows: this.#map.rows,
      columns: this.#content?.columns.length ?? 0,
      page: Math.max(1, Math.floor(this.#map.viewport / rowHeight) - 1),
    }
  }

  #schedule(): void {
    if (this.#frame !== 0) return
    this.#frame = requestAnimationFrame(() => {
      this.#frame = 0
      this.#draw()
    })
  }

  #draw(): void {
    const windows = this.#windows
    if (windows === undefined) return
    const range = visibleRows(this.#map, this.#top, overscan)
    const offset = Math.round(scrollOfTop(this.#map, this.#top) - this.#top)
    this.#pool.draw(range, this.#map, offset, (index) => this.#row(index))
    if (range.end > range.first) windows.need(range.first, range.end)
    this.#active = this.#map.rows > 0 ? this.#pool.activate(this.#place) : undefined
    if (this.#active === undefined) this.removeAttribute('aria-activedescendant')
    else this.setAttribute('aria-activedescendant', this.#active.id)
  }

  #row(index: number): GridRow | undefined {
    const row = this.#windows?.row(index)
    return row === undefined ? undefined : (this.#content?.decorate?.(row) ?? row)
  }

  /** Draws again what `decorate` has changed. */
  redraw(): void {
    this.#schedule()
  }

  #onScroll(): void {
    // Setting the scrollbar fires this too, and rounds; the place that was meant is kept.
    const expected = scrollOfTop(this.#map, this.#top)
    if (Math.abs(this.#scroller.scrollTop - expected) < 1) return
    this.#top = topOfScroll(this.#map, this.#scroller.scrollTop)
    this.#schedule()
  }

  /** Where a pixel of the scrollbar stands for several, the wheel would leap over rows. */
  #onWheel(event: WheelEvent): void {
    if (this.#map.scale === 1 || event.deltaY === 0 || event.ctrlKey || event.shiftKey) return
    event.preventDefault()
    const unit = event.deltaMode === WheelEvent.DOM_DELTA_PIXEL ? 1 : rowHeight
    this.#scrollTo(this.#top + event.deltaY * unit)
  }

  #scrollTo(top: number): void {
    this.#top = clampTop(this.#map, top)
    this.#scroller.scrollTop = scrollOfTop(this.#map, this.#top)
    this.#schedule()
  }

  #onKey(event: KeyboardEvent): void {
    if (event.altKey || event.metaKey) return
    if (event.key === 'Enter') return this.#open(this.#place)
    const side = SIDE_KEYS[event.key.toLowerCase()]
    if (side !== undefined && !event.ctrlKey) return this.#choose(this.#place, side)
    const place = moveByKey(event.key, this.#place, this.#size())
    if (place === undefined || this.#map.rows === 0) return
    event.preventDefault()
    this.#moveTo(place)
  }

  #moveTo(place: Place): void {
    this.#place = place
    this.#scrollTo(topToReveal(this.#map, this.#top, place.row))
    this.#revealColumn(place.column)
  }

  #revealColumn(column: number): void {
    const header = this.#head.firstElementChild?.children[column]
    header?.scrollIntoView({ block: 'nearest', inline: 'nearest' })
  }

  #onMouse(event: MouseEvent): void {
    const place = event.target instanceof Element ? this.#pool.placeOf(event.target) : undefined
    if (place === undefined) return
    this.#place = place
    this.#schedule()
    if (event.button !== 0) return
    const option = event.target instanceof Element ? event.target.closest('.option') : null
    const side = option instanceof HTMLElement ? option.dataset['side'] : undefined
    if (side === 'source' || side === 'target') this.#choose(place, side)
  }

  /** The menu key means the active cell, whose row tells the editor what its menu is about. */
  #onContextMenu(event: MouseEvent): void {
    if (event.target !== this || this.#active === undefined) return
    event.preventDefault()
    event.stopPropagation()
    const { left, bottom } = this.#active.getBoundingClientRect()
    const at = { clientX: left, clientY: bottom, bubbles: true, cancelable: true, composed: true }
    this.#active.dispatchEvent(new MouseEvent('contextmenu', at))
  }

  #choose({ row: index, column }: Place, side: GridChoice['side']): void {
    const row = this.#windows?.row(index)
    if (row === undefined) return
    const isOne = row.cells[column]?.kind === 'choice'
    const detail: GridChoice = { row, column: isOne ? column : undefined, side }
    this.dispatchEvent(new CustomEvent<GridChoice>('choose', { detail }))
  }

  #openAt(event: MouseEvent): void {
    const place = event.target instanceof Element ? this.#pool.placeOf(event.target) : undefined
    if (place !== undefined) this.#open(place)
  }

  #open({ row }: Place): void {
    const ordinal = this.#windows?.row(row)?.ordinal
    if (ordinal !== undefined) this.dispatchEvent(new CustomEvent('open', { detail: { ordinal } }))
  }
}

function division(className: string, role?: string): HTMLElement {
  const element = document.createElement('div')
  element.className = className
  if (role !== undefined) element.role = role
  return element
}
