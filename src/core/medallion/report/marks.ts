/** Signs by which the eye finds its way through a log, and the words for those who do not see them. */
const MARKS = {
  start: '🔄',
  new: '🆕',
  changed: '📝',
  skipped: '⏭️',
  done: '✅',
  failed: '❌',
  warning: '⚠️',
  summary: '📊',
} as const

export type Mark = keyof typeof MARKS

const WORDS: Readonly<Record<Mark, string>> = {
  start: 'started',
  new: 'new',
  changed: 'changed',
  skipped: 'skipped',
  done: 'done',
  failed: 'failed',
  warning: 'warning',
  summary: 'summary',
}

/** A line of a log. */
export function marked(mark: Mark, text: string): string {
  return `${MARKS[mark]} ${text}`
}

/** A line as it was kept, with a word in place of its sign. */
export function inWords(line: string): string {
  const mark = (Object.keys(MARKS) as Mark[]).find((one) => line.startsWith(`${MARKS[one]} `))
  return mark === undefined ? line : `${WORDS[mark]}: ${line.slice(MARKS[mark].length + 1)}`
}
