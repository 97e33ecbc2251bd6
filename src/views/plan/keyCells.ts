import type { Row, Value } from '../../core/index'
import { displayValue } from '../format'
import { excerpt } from './excerpt'

/**
 * A row's key in the columns of the plan's. A key of other columns (of the source's row that a matcher looked at, or of a
 * row whose key the database will number) is told whole in the first of them.
 */
export function keyCells(names: readonly string[], key: Row): readonly Value[] {
  if (names.every((name) => name in key)) return names.map((name) => excerpt(key[name] ?? null))
  const told = Object.entries(key).map(([name, value]) => `${name} ${displayValue(value)}`)
  return names.map((_, index) => (index === 0 ? excerpt(told.join(', ')) : ''))
}
