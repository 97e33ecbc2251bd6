/** What a long command says while it works: one line that is redrawn on a terminal, plain lines elsewhere. */
import type { Progress } from '../core/index'
import { visible } from './report/visible'

export interface ProgressLine {
  report(progress: Progress): void
  /** Takes the line away, so that something else can be written. */
  clear(): void
}

export interface ProgressOptions {
  readonly terminal: boolean
  readonly columns: () => number
  readonly now?: () => number
}

const barWidth = 20
const plainMilliseconds = 5_000

/** A writer of progress. `write` is standard error's. */
export function createProgressLine(
  write: (text: string) => void,
  options: ProgressOptions,
): ProgressLine {
  return options.terminal ? redrawnLine(write, options) : plainLines(write, options)
}

function redrawnLine(write: (text: string) => void, { columns }: ProgressOptions): ProgressLine {
  let shown = false
  return {
    report: (progress) => {
      shown = true
      write(`\r\u001b[K${formatProgress(progress).slice(0, Math.max(1, columns() - 1))}`)
    },
    clear: () => {
      if (shown) write('\r\u001b[K')
      shown = false
    },
  }
}

// A log is read later: each step once, and a sign of life every few seconds.
function plainLines(
  write: (text: string) => void,
  { now = () => performance.now() }: ProgressOptions,
): ProgressLine {
  let step = ''
  let writtenAt = 0
  return {
    report: (progress) => {
      // Messages count; the step is what stays the same.
      const words = progress.message.replace(/\d+/g, '')
      if (words === step && now() - writtenAt < plainMilliseconds) return
      step = words
      writtenAt = now()
      write(`${plainText(progress)}\n`)
    },
    clear: () => undefined,
  }
}

/** `comparing [#####---------------] 25% 250 of 1000`. */
export function formatProgress(progress: Progress): string {
  const { done, total } = progress
  if (done === undefined || total === undefined || total <= 0) return plainText(progress)
  const share = Math.min(1, done / total)
  const bar = '#'.repeat(Math.round(share * barWidth)).padEnd(barWidth, '-')
  const percent = `${Math.floor(share * 100)}%`
  return `${visible(progress.message)} [${bar}] ${percent}${countText(progress)}`
}

function plainText(progress: Progress): string {
  return `${visible(progress.message)}${countText(progress)}`
}

// A message that counts by itself says it better.
function countText({ message, done, total }: Progress): string {
  if (done === undefined || /\d/.test(message)) return ''
  return total === undefined ? ` ${done}` : ` ${done} of ${total}`
}
