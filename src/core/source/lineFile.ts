/** Lines that are kept between two readings: in memory while they are few, else in a file. */
import { randomUUID } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { appendFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { LineReader } from './lineReader'

/** Characters that are collected before they are written. */
const PART = 256 << 10
const CHUNK_BYTES = 64 << 10

/** Written first, then read once. What is left of it is its folder's owner's to delete. */
export class LineFile {
  private readonly path: string
  private parts: string[] = []
  private size = 0
  private isWritten = false

  constructor(folder: string) {
    this.path = join(folder, randomUUID())
  }

  /** `line` comes without its end. Undefined where it is in memory: then the next one can be added at once. */
  add(line: string): Promise<void> | undefined {
    this.parts.push(line, '\n')
    this.size += line.length + 1
    return this.size < PART ? undefined : this.write()
  }

  /** All lines; the file is deleted when they have been read, or nobody wants more of them. */
  async *read(): AsyncGenerator<Buffer> {
    if (!this.isWritten) {
      if (this.size > 0) yield Buffer.from(this.parts.join(''))
      return
    }
    await this.write()
    try {
      yield* createReadStream(this.path, { highWaterMark: CHUNK_BYTES }) as AsyncIterable<Buffer>
    } finally {
      await rm(this.path, { force: true })
    }
  }

  private async write(): Promise<void> {
    const text = this.parts.join('')
    this.parts = []
    this.size = 0
    this.isWritten = true
    await appendFile(this.path, text, { mode: 0o600 })
  }
}

/** The lines of a file, once. */
export async function* linesOf(file: LineFile): AsyncGenerator<string> {
  const reader = new LineReader(file.read())
  while (reader.step() || (await reader.fill()))
    yield reader.buffer.toString('utf8', reader.start, reader.end)
}
