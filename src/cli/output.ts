/** Writing lines to a stream that may be slow, coloured or gone. */
import { once } from 'node:events'

export interface Output {
  /** Writes a line and waits where the reader is slower. Does nothing once the reader has gone. */
  line(text?: string): Promise<void>
  /** Writes as it is. */
  raw(text: string): Promise<void>
  readonly terminal: boolean
  /** Waits until everything has left the process. */
  flush(): Promise<void>
}

/** Wraps standard output or error. Signs at the start of a line are coloured on a terminal. */
export function createOutput(
  stream: NodeJS.WriteStream,
  { noColor }: { noColor: boolean },
): Output {
  let gone = false
  // A reader such as `head` may leave; what is under way in a database goes on to its orderly end.
  stream.on('error', () => (gone = true))
  const raw = async (text: string) => {
    if (gone || stream.write(text)) return
    await Promise.race([once(stream, 'drain'), once(stream, 'close')]).catch(() => (gone = true))
  }
  const terminal = stream.isTTY === true
  const paint = terminal && !noColor ? paintSign : (text: string) => text
  return {
    terminal,
    raw,
    line: (text = '') => raw(`${paint(text)}\n`),
    flush: () => (gone ? Promise.resolve() : new Promise((done) => stream.write('', () => done()))),
  }
}

const colors: Readonly<Record<string, number>> = { '✓': 32, '✗': 31, '⚠': 33, '!': 33 }

function paintSign(text: string): string {
  return text.replace(/^(\s*)([✓✗⚠!])(?= )/, (_, indent: string, sign: string) => {
    return `${indent}\u001b[${colors[sign] ?? 0}m${sign}\u001b[0m`
  })
}
