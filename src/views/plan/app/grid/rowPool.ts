import { drawCell } from './cells'
import type { GridColumn, GridRow } from './columns'
import type { Place } from './gridKeys'
import type { RowRange, ScrollMap } from './scrollMap'

/** One row's element and what is drawn in it now. */
interface Slot {
  readonly element: HTMLElement
  readonly cells: readonly HTMLElement[]
  index: number
  row: GridRow | undefined
  top: number
}

/**
 * The elements of the rows that can be seen. A row that leaves on one side gives its element to the one that comes
 * in on the other, so that the number of elements depends on the window's height alone.
 */
export class RowPool {
  #slots: Slot[] = []
  #columns: readonly GridColumn[] = []
  #active: HTMLElement | undefined

  constructor(
    private readonly parent: HTMLElement,
    private readonly idPrefix: string,
  ) {}

  /** Starts afresh with other columns. */
  reset(columns: readonly GridColumn[]): void {
    this.#columns = columns
    this.#slots = []
    this.#active = undefined
    this.parent.replaceChildren()
  }

  /** Draws the rows of a range. `offset` moves all of them: see `ScrollMap`. */
  draw(
    range: RowRange,
    map: ScrollMap,
    offset: number,
    rowAt: (index: number) => GridRow | undefined,
  ): void {
    this.#resize(range.end - range.first)
    const size = this.#slots.length
    for (let index = range.first; index < range.end; index++) {
      const slot = this.#slots[index % size]
      if (slot === undefined) continue
      this.#place(slot, index, index * map.rowHeight + offset)
      this.#fill(slot, index, rowAt(index))
    }
  }

  /** Marks the active row and cell, and returns the cell when it is drawn. */
  activate(place: Place | undefined): HTMLElement | undefined {
    this.#active?.classList.remove('active')
    this.#active?.parentElement?.classList.remove('active')
    this.#active = undefined
    if (place === undefined || this.#slots.length === 0) return undefined
    const slot = this.#slots[place.row % this.#slots.length]
    if (slot?.index !== place.row) return undefined
    const cell = slot.cells[place.column]
    cell?.classList.add('active')
    slot.element.classList.add('active')
    this.#active = cell
    return cell
  }

  /** The place under an element, if it is in a row. */
  placeOf(element: Element): Place | undefined {
    const row = element.closest('.grid-row')
    const slot = this.#slots.find((candidate) => candidate.element === row)
    if (slot === undefined) return undefined
    const column = slot.cells.findIndex((cell) => cell.contains(element))
    return { row: slot.index, column: Math.max(0, column) }
  }

  #resize(count: number): void {
    if (this.#slots.length === count) return
    // Which element draws which row follows from the number of elements, so that all are drawn anew.
    for (const slot of this.#slots.splice(count)) slot.element.remove()
    for (const slot of this.#slots) slot.index = -1
    while (this.#slots.length < count) this.#slots.push(this.#createSlot(this.#slots.length))
  }

  #createSlot(number: number): Slot {
    const element = document.createElement('div')
    element.className = 'grid-row'
    element.role = 'row'
    const cells = this.#columns.map(({ key, field }, column) => {
      const cell = document.createElement('div')
      cell.className = key ? 'grid-cell key' : 'grid-cell'
      cell.role = key ? 'rowheader' : 'gridcell'
      cell.id = `${this.idPrefix}-${number}-${column}`
      cell.ariaColIndex = String(column + 1)
      if (field !== undefined) cell.dataset['vscodeContext'] = JSON.stringify({ field })
      element.append(cell)
      return cell
    })
    this.parent.append(element)
    return { element, cells, index: -1, row: undefined, top: NaN }
  }

  #place(slot: Slot, index: number, top: number): void {
    if (slot.top !== top) slot.element.style.transform = `translateY(${top}px)`
    slot.top = top
    if (slot.index === index) return
    slot.element.classList.toggle('odd', index % 2 === 1)
    // The header is the first row.
    slot.element.ariaRowIndex = String(index + 2)
  }

  #fill(slot: Slot, index: number, row: GridRow | undefined): void {
    if (slot.index === index && slot.row === row) return
    slot.index = index
    slot.row = row
    slot.element.classList.toggle('waiting', row === undefined)
    // The editor reads it when the context menu is asked for.
    if (row?.context === undefined) delete slot.element.dataset['vscodeContext']
    else slot.element.dataset['vscodeContext'] = JSON.stringify(row.context)
    for (const [column, cell] of slot.cells.entries()) {
      const content = row?.cells[column] ?? { kind: 'label', text: '' }
      drawCell(cell, content, this.#columns[column]?.label ?? '')
    }
  }
}
