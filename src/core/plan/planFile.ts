/** Reading plan files: verified whole when opened, then paged block by block. */
import { open, type FileHandle } from 'node:fs/promises'
import { resolve } from 'node:path'
import { inflateRawSync } from 'node:zlib'
import { RefusedError, UsageError } from '../util/errors'
import { deepFreeze } from '../util/freeze'
import { sha256 } from '../util/hash'
import type { Change, Finding, Plan } from './plan'
import {
  END,
  HASH_DIGITS,
  LENGTH_DIGITS,
  MAGIC,
  PLAN_ID_DIGITS,
  TRAILER_LENGTH,
  type Block,
  type Footer,
  type Section,
} from './planFormat'

/** Which changes to show. All given parts must hold. */
export interface PlanFilter {
  /** Occurs, case ignored, in a key, an old or a new value. */
  readonly text?: string
  /** The change touches this column. */
  readonly field?: string
  /** Only changes that somebody has to decide. */
  readonly undecided?: boolean
}

export interface NumberedChange {
  /** The change's place in the plan, from 0. */
  readonly ordinal: number
  readonly change: Change
}

export interface PlanPage<T> {
  /** How many there are in all, after filtering. */
  readonly total: number
  readonly items: readonly T[]
}

/** An open, verified plan file. Pages are read from disk block by block; nothing holds all changes. */
export interface PlanFile {
  /** Absolute. */
  readonly path: string
  readonly plan: Plan
  changes(fromOrdinal?: number): AsyncIterable<Change>
  findings(): AsyncIterable<Finding>
  readChanges(offset: number, limit: number, filter?: PlanFilter): Promise<PlanPage<NumberedChange>>
  readFindings(
    offset: number,
    limit: number,
    kinds?: readonly Finding['kind'][],
  ): Promise<PlanPage<Finding>>
  close(): Promise<void>
}

/** Opens a plan file and verifies all of it. Throws `RefusedError` `plan-file-damaged`. */
export async function openPlanFile(path: string): Promise<PlanFile> {
  const absolute = resolve(path)
  const file = await open(absolute, 'r').catch((error: unknown) => {
    throw new UsageError(`there is no plan file "${path}"`, { cause: error })
  })
  if ((await file.stat()).isDirectory()) {
    await file.close()
    throw new UsageError(`"${path}" is a folder`, { mend: 'name the file of a plan' })
  }
  try {
    const { footer, id } = await readFooter(file, path)
    for (const block of footer.blocks) await readBlock(file, block, path)
    return new OpenPlanFile(absolute, deepFreeze({ id, ...footer.plan }), file, footer.blocks)
  } catch (error) {
    await file.close()
    throw error
  }
}

function damaged(path: string, what: string): RefusedError {
  return new RefusedError('plan-file-damaged', `the plan file "${path}" ${what}`, {
    mend: 'plan again; a plan file cannot be edited or repaired',
  })
}

async function readFooter(
  file: FileHandle,
  path: string,
): Promise<{ readonly footer: Footer; readonly id: string }> {
  const { size } = await file.stat()
  const magic = await readBytes(file, 0, Math.min(size, MAGIC.length))
  if (!magic.equals(MAGIC)) throw damaged(path, 'is no plan file of this version')
  if (size < MAGIC.length + TRAILER_LENGTH) throw damaged(path, 'is cut short')
  const trailer = await readBytes(file, size - TRAILER_LENGTH, TRAILER_LENGTH)
  if (!trailer.subarray(LENGTH_DIGITS + HASH_DIGITS).equals(END))
    throw damaged(path, 'is cut short')
  const digits = trailer.toString('latin1', 0, LENGTH_DIGITS)
  const length = /^\d+$/.test(digits) ? parseInt(digits, 10) : NaN
  const start = size - TRAILER_LENGTH - length
  if (!(start >= MAGIC.length)) throw damaged(path, 'was changed after it was written')
  const text = await readBytes(file, start, length)
  const hash = trailer.toString('latin1', LENGTH_DIGITS, LENGTH_DIGITS + HASH_DIGITS)
  if (sha256(text) !== hash) throw damaged(path, 'was changed after it was written')
  const footer = JSON.parse(text.toString('utf8')) as Footer
  assertContiguous(footer.blocks, start, path)
  return { footer, id: hash.slice(0, PLAN_ID_DIGITS) }
}

/** Blocks fill the file from the magic to the footer: nothing was put between them. */
function assertContiguous(blocks: readonly Block[], end: number, path: string): void {
  let offset = MAGIC.length
  for (const block of blocks) {
    if (block.offset !== offset) throw damaged(path, 'was changed after it was written')
    offset += block.length
  }
  if (offset !== end) throw damaged(path, 'was changed after it was written')
}

async function readBlock(file: FileHandle, block: Block, path: string): Promise<Buffer> {
  const bytes = await readBytes(file, block.offset, block.length)
  if (sha256(bytes) !== block.hash) throw damaged(path, 'was changed after it was written')
  return bytes
}

async function readBytes(file: FileHandle, offset: number, length: number): Promise<Buffer> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, offset)
  return buffer.subarray(0, bytesRead)
}

/** Blocks and results of filters that stay in memory; a block is about half a megabyte. */
const KEPT_BLOCKS = 8
const KEPT_FILTERS = 4

class OpenPlanFile implements PlanFile {
  private readonly items = new Map<Block, readonly unknown[]>()
  private readonly matches = new Map<string, Promise<Uint32Array>>()

  constructor(
    readonly path: string,
    readonly plan: Plan,
    private readonly file: FileHandle,
    private readonly blocks: readonly Block[],
  ) {}

  async *changes(fromOrdinal = 0): AsyncIterable<Change> {
    for (const block of this.section('changes')) {
      if (block.first + block.items <= fromOrdinal) continue
      const changes = await this.load<Change>(block)
      yield* changes.slice(Math.max(0, fromOrdinal - block.first))
    }
  }

  async *findings(): AsyncIterable<Finding> {
    for (const block of this.section('findings')) yield* await this.load<Finding>(block)
  }

  async readChanges(
    offset: number,
    limit: number,
    filter: PlanFilter = {},
  ): Promise<PlanPage<NumberedChange>> {
    if (filter.text === undefined && filter.field === undefined && filter.undecided !== true) {
      const count = Math.max(0, Math.min(limit, this.plan.changes - offset))
      const ordinals = Array.from({ length: count }, (_, index) => offset + index)
      return { total: this.plan.changes, items: await this.pick(ordinals) }
    }
    const matching = await this.matching(filter)
    const ordinals = [...matching.subarray(offset, offset + limit)]
    return { total: matching.length, items: await this.pick(ordinals) }
  }

  async readFindings(
    offset: number,
    limit: number,
    kinds?: readonly Finding['kind'][],
  ): Promise<PlanPage<Finding>> {
    const items: Finding[] = []
    let total = 0
    for await (const finding of this.findings()) {
      if (kinds !== undefined && !kinds.includes(finding.kind)) continue
      if (total >= offset && items.length < limit) items.push(finding)
      total++
    }
    return { total, items }
  }

  close(): Promise<void> {
    return this.file.close()
  }

  private section(section: Section): readonly Block[] {
    return this.blocks.filter((block) => block.section === section)
  }

  private async load<T>(block: Block): Promise<readonly T[]> {
    const kept = this.items.get(block)
    if (kept !== undefined) return kept as readonly T[]
    const bytes = await readBlock(this.file, block, this.path)
    const lines = inflateRawSync(bytes).toString('utf8').split('\n')
    const items = lines.map((line) => JSON.parse(line) as T)
    this.items.set(block, items)
    forgetOldest(this.items, KEPT_BLOCKS)
    return items
  }

  private async pick(ordinals: readonly number[]): Promise<readonly NumberedChange[]> {
    const blocks = this.section('changes')
    const found: NumberedChange[] = []
    let index = 0
    for (const ordinal of ordinals) {
      while (index < blocks.length - 1 && ordinal >= endOf(blocks[index])) index++
      const block = blocks[index]
      if (block === undefined) break
      const change = (await this.load<Change>(block))[ordinal - block.first]
      if (change !== undefined) found.push({ ordinal, change })
    }
    return found
  }

  private matching(filter: PlanFilter): Promise<Uint32Array> {
    const key = JSON.stringify([filter.text?.toLowerCase(), filter.field, filter.undecided])
    let found = this.matches.get(key)
    if (found === undefined) {
      found = this.search(filter)
      this.matches.set(key, found)
      forgetOldest(this.matches, KEPT_FILTERS)
    }
    return found
  }

  private async search({ text, field, undecided = false }: PlanFilter): Promise<Uint32Array> {
    const wanted = text?.toLowerCase()
    const ordinals: number[] = []
    let ordinal = 0
    for await (const change of this.changes()) {
      const touches = field === undefined || Object.hasOwn(change.after, field)
      const isAsked = touches && (!undecided || change.conflict !== undefined)
      if (isAsked && (wanted === undefined || mentions(change, wanted))) ordinals.push(ordinal)
      ordinal++
    }
    return Uint32Array.from(ordinals)
  }
}

function endOf(block: Block | undefined): number {
  return block === undefined ? 0 : block.first + block.items
}

function mentions({ key, before, after, label }: Change, wanted: string): boolean {
  const values = [key, before, after].flatMap((row) => Object.values(row))
  const joined = Object.values(key).join('-')
  return [...values, joined, label ?? ''].some((value) =>
    (value ?? 'null').toLowerCase().includes(wanted),
  )
}

function forgetOldest<K>(map: Map<K, unknown>, keep: number): void {
  for (const key of map.keys()) {
    if (map.size <= keep) return
    map.delete(key)
  }
}
