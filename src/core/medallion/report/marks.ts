/** Signs by which the eye finds its way through a log, and the words for whoever does not see them. */

const MARKS = {
  start: ['🔄', 'start:'],
  new: ['🆕', 'new:'],
  changed: ['📝', 'changed:'],
  skipped: ['⏭️', 'skipped:'],
  done: ['✅', 'done:'],
  failed: ['❌', 'failed:'],
  warning: ['⚠️', 'warning:'],
  summary: ['📊', 'summary:'],
  end: ['🎉', 'end:'],
} as const

export type Mark = keyof typeof MARKS

/** A line of a log. */
export function marked(mark: Mark, text: string): string {
  return `${MARKS[mark][0]} ${text}`
}

/** The same line in words, for terminals without colours and for screen readers. */
export function inWords(line: string): string {
  const found = Object.values(MARKS).find(([sign]) => line.startsWith(`${sign} `))
  return found === undefined ? line : `${found[1]} ${line.slice(found[0].length + 1)}`
}
