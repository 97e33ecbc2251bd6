import { spokenText, visibleText } from '../visibleText'
import type { CellValue, GridCell } from './columns'

/** Fills a cell's element. Text only ever becomes text nodes: a value is never read as HTML. */
export function drawCell(element: HTMLElement, cell: GridCell, label: string): void {
  element.replaceChildren()
  element.removeAttribute('aria-label')
  switch (cell.kind) {
    case 'value':
      element.append(valueElement(cell.value, 'value'))
      element.ariaLabel = spokenText(cell.value)
      break
    case 'label':
      element.append(cell.text)
      element.title = cell.text
      break
    case 'change':
      drawChange(element, cell.before, cell.after)
      element.ariaLabel = `${label}: was ${spokenText(cell.before)}, becomes ${spokenText(cell.after)}`
      break
    case 'added':
      element.append(valueElement(cell.value, 'value after'))
      element.ariaLabel = `${label}: ${spokenText(cell.value)}, new`
      break
    case 'removed':
      element.append(valueElement(cell.value, 'value before'))
      element.ariaLabel = `${label}: ${spokenText(cell.value)}, goes`
      break
    case 'choice':
      drawChoice(element, cell)
      element.ariaLabel = `${label}: source has ${spokenText(cell.source)}, target has ${spokenText(cell.target)}, ${cell.side === undefined ? 'to decide' : `${cell.side} taken`}`
      break
    case 'none':
      element.ariaLabel = `${label}: unchanged`
      break
  }
}

function drawChange(element: HTMLElement, before: CellValue, after: CellValue): void {
  const arrow = span('arrow', '→')
  arrow.ariaHidden = 'true'
  element.append(valueElement(before, 'value before'), arrow, valueElement(after, 'value after'))
}

/** Both values side by side; the one that is not taken is struck out. */
function drawChoice(
  element: HTMLElement,
  { source, target, side }: Extract<GridCell, { kind: 'choice' }>,
): void {
  for (const [name, value] of [
    ['source', source],
    ['target', target],
  ] as const) {
    const state = side === undefined ? 'open' : side === name ? 'taken' : 'left'
    const option = span(`option ${state}`)
    option.dataset['side'] = name
    option.title = name === 'source' ? 'the source’s value' : 'the target’s value'
    option.append(span('letter', name === 'source' ? 'S' : 'T'), valueElement(value, 'value'))
    element.append(option)
  }
}

function valueElement(value: CellValue, className: string): HTMLElement {
  const element = span(className)
  if (value === null) {
    element.classList.add('null')
    element.title = 'no value (SQL null)'
    element.append('NULL')
    return element
  }
  element.title = value
  for (const { kind, text, title } of visibleText(value)) {
    if (kind === 'text') {
      element.append(text)
      continue
    }
    const mark = span('mark', text)
    mark.title = title ?? ''
    element.append(mark)
  }
  return element
}

function span(className: string, text = ''): HTMLElement {
  const element = document.createElement('span')
  element.className = className
  element.textContent = text
  return element
}
