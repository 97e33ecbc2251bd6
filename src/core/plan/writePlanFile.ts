/** Spools a planner's stream into a plan file; nothing holds all changes. */
import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, open, rename, rm, writeFile, type FileHandle } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { deflateRawSync } from 'node:zlib'
import { deepFreeze } from '../util/freeze'
import { sha256 } from '../util/hash'
import type { Plan, PlanConclusion, PlanHeader, PlanItem } from './plan'
import {
  BLOCK_BYTES,
  BLOCK_ITEMS,
  END,
  LENGTH_DIGITS,
  MAGIC,
  PLAN_ID_DIGITS,
  type Block,
  type Footer,
  type Section,
} from './planFormat'

/** A planner's work: changes and findings one by one, at the end what was learnt on the way. */
export type PlanStream = AsyncGenerator<PlanItem, PlanConclusion>

export interface PlanLocation {
  /** The folder for plans that get no path of their own; made with a `.gitignore`, since plans hold values. */
  readonly folder: string
  /** The file's absolute path where its user chose one. */
  readonly out?: string | undefined
}

/** Writes the plan and returns it with its path. On any error nothing is left behind. */
export async function writePlanFile(
  { folder, out }: PlanLocation,
  header: PlanHeader,
  stream: PlanStream,
): Promise<{ readonly path: string; readonly plan: Plan }> {
  const home = out === undefined ? await preparePlanFolder(folder) : dirname(out)
  await mkdir(home, { recursive: true })
  const partial = join(home, `.${randomBytes(6).toString('hex')}.partial`)
  const file = await open(partial, 'wx', 0o600)
  try {
    const plan = await spool(file, header, stream)
    await file.close()
    const path = out ?? join(home, `${plan.id}.plan`)
    await rename(partial, path)
    return { path, plan }
  } catch (error) {
    await file.close().catch(() => undefined)
    await rm(partial, { force: true })
    throw error
  }
}

async function preparePlanFolder(folder: string): Promise<string> {
  await mkdir(folder, { recursive: true })
  const ignore = join(dirname(folder), '.gitignore')
  if (!existsSync(ignore)) await writeFile(ignore, '*\n')
  return folder
}

async function spool(file: FileHandle, header: PlanHeader, stream: PlanStream): Promise<Plan> {
  const blocks = new BlockWriter(file)
  await blocks.writeRaw(MAGIC)
  for (;;) {
    const next = await stream.next()
    if (next.done !== true) {
      const { value } = next
      if (value.kind === 'change') await blocks.add('changes', value.change)
      else await blocks.add('findings', value.finding)
      continue
    }
    await blocks.flush('changes')
    await blocks.flush('findings')
    return await finish(file, header, next.value, blocks)
  }
}

async function finish(
  file: FileHandle,
  header: PlanHeader,
  conclusion: PlanConclusion,
  blocks: BlockWriter,
): Promise<Plan> {
  const plan: Omit<Plan, 'id'> = {
    ...header,
    ...conclusion,
    createdAt: new Date().toISOString(),
    changes: blocks.counts.changes,
    findings: blocks.counts.findings,
  }
  const footer = JSON.stringify({ plan, blocks: blocks.written } satisfies Footer)
  const hash = sha256(footer)
  const length = String(Buffer.byteLength(footer)).padStart(LENGTH_DIGITS, '0')
  await blocks.writeRaw(Buffer.from(footer))
  await blocks.writeRaw(Buffer.concat([Buffer.from(length + hash), END]))
  await file.sync()
  return deepFreeze({ id: hash.slice(0, PLAN_ID_DIGITS), ...plan })
}

class BlockWriter {
  readonly written: Block[] = []
  readonly counts: Record<Section, number> = { changes: 0, findings: 0 }
  private offset = 0
  private readonly lines: Record<Section, string[]> = { changes: [], findings: [] }
  private readonly sizes: Record<Section, number> = { changes: 0, findings: 0 }

  constructor(private readonly file: FileHandle) {}

  async add(section: Section, item: object): Promise<void> {
    const line = JSON.stringify(item)
    this.lines[section].push(line)
    this.sizes[section] += line.length
    this.counts[section]++
    if (this.lines[section].length >= BLOCK_ITEMS || this.sizes[section] >= BLOCK_BYTES)
      await this.flush(section)
  }

  async flush(section: Section): Promise<void> {
    const lines = this.lines[section]
    if (lines.length === 0) return
    const bytes = deflateRawSync(lines.join('\n'), { level: 1 })
    this.written.push({
      section,
      offset: this.offset,
      length: bytes.length,
      first: this.counts[section] - lines.length,
      items: lines.length,
      hash: sha256(bytes),
    })
    await this.writeRaw(bytes)
    this.lines[section] = []
    this.sizes[section] = 0
  }

  async writeRaw(bytes: Buffer): Promise<void> {
    await this.file.write(bytes, 0, bytes.length, this.offset)
    this.offset += bytes.length
  }
}
