/**
 * Sorts COPY lines by their key in bounded memory: parts that fit are sorted and written to files, which are then
 * merged as they are read. (Knuth, The Art of Computer Programming 3, 5.4.)
 */
import { randomUUID } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { open, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { KeyOrder } from '../database/dialect'
import { compareKeys, findKeyEnd } from './keyBytes'
import { LineReader } from './lineReader'
import { Chunk, CHUNK_BYTES, Part } from './sortPart'

/** Bytes of lines that are sorted at once. */
const PART_BYTES = 8 << 20
/** Files that are read at once. Each costs memory, and a process may not have many of them open. */
const MOST_FILES = 64

/** What a sort may take of memory. Several sorts can share it, one after the other. */
export class SortMemory {
  private spare: Buffer = Buffer.alloc(0)

  constructor(
    readonly partBytes = PART_BYTES,
    readonly mostFiles = MOST_FILES,
  ) {}

  /** Lends the memory that a sort before has given back. */
  take(): Buffer {
    const taken = this.spare
    this.spare = Buffer.alloc(0)
    return taken
  }

  giveBack(bytes: Buffer): void {
    this.spare = bytes
  }
}

/**
 * Reads all lines and gives them in the order of their first fields. `folder` takes the files; they are its owner's to
 * delete.
 */
export async function sortLines(
  lines: AsyncIterable<Buffer>,
  order: readonly KeyOrder[],
  folder: string,
  memory = new SortMemory(),
): Promise<AsyncIterable<Buffer>> {
  const reader = new LineReader(lines)
  const part = new Part(order, memory.partBytes, memory.take())
  const merged: string[] = []
  let files: string[] = []
  while (reader.step() || (await reader.fill())) {
    if (!part.fits(reader.end + 1 - reader.start)) {
      files.push(await writeFile(part.sorted(), folder))
      part.empty()
      if (files.length === memory.mostFiles) {
        merged.push(await writeFile(mergeParts(files, order), folder))
        await Promise.all(files.map((path) => rm(path)))
        files = []
      }
    }
    part.add(reader)
  }
  if (files.length + merged.length === 0) return chunksOf(part)
  files.push(await writeFile(part.sorted(), folder))
  memory.giveBack(part.bytes)
  return mergeParts([...merged, ...files], order)
}

async function* chunksOf(part: Part): AsyncGenerator<Buffer> {
  yield* part.sorted()
}

async function writeFile(
  chunks: Iterable<Buffer> | AsyncIterable<Buffer>,
  folder: string,
): Promise<string> {
  const path = join(folder, randomUUID())
  const file = await open(path, 'wx', 0o600)
  try {
    for await (const chunk of chunks) await file.writeFile(chunk)
  } finally {
    await file.close()
  }
  return path
}

/** One file's current line. */
interface Run {
  readonly reader: LineReader
  keyEnd: number
}

async function* mergeParts(
  files: readonly string[],
  order: readonly KeyOrder[],
): AsyncGenerator<Buffer> {
  const runs: Run[] = files.map((path) => {
    const stream = createReadStream(path, { highWaterMark: CHUNK_BYTES })
    return { reader: new LineReader(stream as AsyncIterable<Buffer>), keyEnd: 0 }
  })
  try {
    for (const run of runs) await fill(run, order.length)
    yield* inOrderOf(runs, order)
  } finally {
    await Promise.all(runs.map(({ reader }) => reader.close()))
  }
}

/** Goes to the next line if it is in memory. */
function step(run: Run, fields: number): boolean {
  if (!run.reader.step()) return false
  setKeyEnd(run, fields)
  return true
}

/** Reads the next line; false at the end. */
async function fill(run: Run, fields: number): Promise<boolean> {
  if (!(await run.reader.fill())) return false
  setKeyEnd(run, fields)
  return true
}

function setKeyEnd(run: Run, fields: number): void {
  const { buffer, start, end } = run.reader
  run.keyEnd = findKeyEnd(buffer, start, end, fields)
}

/** Always takes the smallest of the current lines. Files are never empty. */
async function* inOrderOf(
  runs: readonly Run[],
  order: readonly KeyOrder[],
): AsyncGenerator<Buffer> {
  const fields = order.length
  const compare = (a: Run, b: Run) => {
    const [one, other] = [a.reader, b.reader]
    return compareKeys(order, one.buffer, one.start, a.keyEnd, other.buffer, other.start, b.keyEnd)
  }
  const heap = [...runs].sort(compare)
  const chunk = new Chunk()
  for (let first = heap[0]; first !== undefined; first = heap[0]) {
    const { buffer, start, end } = first.reader
    if (!chunk.fits(end + 1 - start)) yield chunk.take()
    chunk.add(buffer, start, end + 1)
    if (!step(first, fields) && !(await fill(first, fields))) {
      const last = heap.pop()
      if (last === undefined || heap.length === 0) break
      heap[0] = last
    }
    sink(heap, compare)
  }
  if (chunk.length > 0) yield chunk.take()
}

/** Lets the first of a heap sink to its place. */
function sink<T>(heap: T[], compare: (a: T, b: T) => number): void {
  let place = 0
  const moving = heap[0]
  if (moving === undefined) return
  for (;;) {
    const left = 2 * place + 1
    const [a, b] = [heap[left], heap[left + 1]]
    if (a === undefined) break
    const child = b !== undefined && compare(b, a) < 0 ? left + 1 : left
    const smaller = heap[child]
    if (smaller === undefined || compare(smaller, moving) >= 0) break
    heap[place] = smaller
    place = child
  }
  heap[place] = moving
}
