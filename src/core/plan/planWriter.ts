/** Writes one plan file, item by item; nothing holds all changes. */
import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, open, rename, rm, stat, writeFile, type FileHandle } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { deflateRawSync } from 'node:zlib'
import { UsageError } from '../util/errors'
import { deepFreeze } from '../util/freeze'
import { isPlanFile } from './isPlanFile'
import { sha256 } from '../util/hash'
import type { Companion, Plan, PlanConclusion, PlanHeader, PlanItem } from './plan'
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

export interface PlanLocation {
  /** The folder for plans that get no path of their own; made with a `.gitignore`, since plans hold values. */
  readonly folder: string
  /** The file's absolute path where its user chose one. */
  readonly out?: string | undefined
}

/** A plan that was written to a file. */
export interface WrittenPlan {
  readonly path: string
  readonly plan: Plan
}

/** Either `finish` or `discard` has to end it; until then the file has no name of its own. */
export class PlanWriter {
  private readonly written: Block[] = []
  private readonly counts: Record<Section, number> = { changes: 0, findings: 0 }
  private undecided = 0
  private offset = 0
  private readonly lines: Record<Section, string[]> = { changes: [], findings: [] }
  private readonly sizes: Record<Section, number> = { changes: 0, findings: 0 }

  private constructor(
    private readonly file: FileHandle,
    private readonly partial: string,
    private readonly home: string,
    private readonly out: string | undefined,
  ) {}

  static async open({ folder, out }: PlanLocation): Promise<PlanWriter> {
    if (out !== undefined) await requirePlace(out)
    const home = out === undefined ? await preparePlanFolder(folder) : dirname(out)
    await mkdir(home, { recursive: true })
    const partial = join(home, `.${randomBytes(6).toString('hex')}.partial`)
    const writer = new PlanWriter(await open(partial, 'wx', 0o600), partial, home, out)
    await writer.writeRaw(MAGIC)
    return writer
  }

  /** Changes that were added so far. */
  get changes(): number {
    return this.counts.changes
  }

  /** Undefined where the item is in memory: then the next one can be added at once. */
  add(item: PlanItem): Promise<void> | undefined {
    if (item.kind === 'finding') return this.addLine('findings', item.finding)
    if (item.change.conflict !== undefined) this.undecided++
    return this.addLine('changes', item.change)
  }

  /** Completes the file and gives it its name. */
  async finish(
    header: PlanHeader,
    conclusion: PlanConclusion,
    companion?: Companion,
  ): Promise<WrittenPlan> {
    await this.flush('changes')
    await this.flush('findings')
    const plan: Omit<Plan, 'id'> = {
      ...header,
      ...conclusion,
      createdAt: new Date().toISOString(),
      changes: this.counts.changes,
      undecided: this.undecided,
      findings: this.counts.findings,
      ...(companion !== undefined && { companion }),
    }
    const id = await this.writeFooter(plan)
    await this.file.close()
    const path = this.out ?? join(this.home, `${id}.plan`)
    await rename(this.partial, path)
    return { path, plan: deepFreeze({ id, ...plan }) }
  }

  async discard(): Promise<void> {
    await this.file.close().catch(() => undefined)
    await rm(this.partial, { force: true })
  }

  private async writeFooter(plan: Omit<Plan, 'id'>): Promise<string> {
    const footer = JSON.stringify({ plan, blocks: this.written } satisfies Footer)
    const hash = sha256(footer)
    const length = String(Buffer.byteLength(footer)).padStart(LENGTH_DIGITS, '0')
    await this.writeRaw(Buffer.from(footer))
    await this.writeRaw(Buffer.concat([Buffer.from(length + hash), END]))
    await this.file.sync()
    return hash.slice(0, PLAN_ID_DIGITS)
  }

  private addLine(section: Section, item: object): Promise<void> | undefined {
    const line = JSON.stringify(item)
    this.lines[section].push(line)
    this.sizes[section] += line.length
    this.counts[section]++
    const isFull = this.lines[section].length >= BLOCK_ITEMS || this.sizes[section] >= BLOCK_BYTES
    return isFull ? this.flush(section) : undefined
  }

  private async flush(section: Section): Promise<void> {
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

  private async writeRaw(bytes: Buffer): Promise<void> {
    await this.file.write(bytes, 0, bytes.length, this.offset)
    this.offset += bytes.length
  }
}

/** A plan may take the place of another one, and of nothing else. */
async function requirePlace(out: string): Promise<void> {
  const found = await stat(out).catch(() => undefined)
  if (found?.isDirectory() === true)
    throw new UsageError(`"${out}" is a folder`, { mend: 'name the file of the plan' })
  if (found !== undefined && !(await isPlanFile(out)))
    throw new UsageError(`"${out}" is there already, and is no plan`, { mend: 'name another file' })
}

async function preparePlanFolder(folder: string): Promise<string> {
  await mkdir(folder, { recursive: true })
  const ignore = join(dirname(folder), '.gitignore')
  if (!existsSync(ignore)) await writeFile(ignore, '*\n')
  return folder
}
