/** Signs by which the eye finds its way through a log. */
const MARKS = {
  start: '🔄',
  new: '🆕',
  changed: '📝',
  failed: '❌',
  warning: '⚠️',
  summary: '📊',
} as const

export type Mark = keyof typeof MARKS

/** A line of a log. */
export function marked(mark: Mark, text: string): string {
  return `${MARKS[mark]} ${text}`
}
