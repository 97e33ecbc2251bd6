/**
 * Exports files into watched folders in chunks of any size with pauses of any length, as browsers and scripts do:
 * `SOAK_WRITES` files (500 where it is not set). `SOAK_SEED` repeats the chunks and pauses.
 */
import { deepEqual, equal, ok } from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { appendFile, rename, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { ExportSet, SettledExport } from '../../src/core/airtable/exports/exportSets'
import type { WatchFolder } from '../../src/core/airtable/exports/folderEvents'
import { watchExports } from '../../src/core/airtable/exports/watchExports'
import { seeded } from '../crash/crashes'
import { temporaryFolder } from '../helpers/temporary'

const writes = Number(process.env['SOAK_WRITES'] ?? 500)
const seed = Number(process.env['SOAK_SEED'] ?? 1)

const TABLES = ['Prints', 'Distributors', 'Editions'] as const
/** Folders that are watched at the same time, every other without a word from the system. */
const FOLDERS = 8
const ROUNDS = Math.ceil(writes / FOLDERS / TABLES.length)
const QUIET = 1000
const LATEST = 2000
/** Milliseconds. Nobody could tell a longer one from the end. */
const LONGEST_PAUSE = 600

const silent: WatchFolder = () => ({ close: () => undefined })

/** How a file comes to be. */
const WAYS = ['copy', 'inPlace', 'crdownload', 'part', 'brokenOff'] as const
type Way = (typeof WAYS)[number]

interface Written {
  readonly sha256: string
  readonly path: string
  /** When its last byte was there under its name. */
  readonly at: number
}

interface Tally {
  files: number
  chunks: number
  longestPause: number
  readonly ways: Record<Way, number>
  /** From the last byte to the call, of single files and of sets. */
  readonly files_ms: number[]
  readonly sets_ms: number[]
}

const tally: Tally = {
  files: 0,
  chunks: 0,
  longestPause: 0,
  ways: { copy: 0, inPlace: 0, crdownload: 0, part: 0, brokenOff: 0 },
  files_ms: [],
  sets_ms: [],
}

describe(`exports that are written in chunks, with seed ${seed}`, () => {
  it(`of ${FOLDERS * ROUNDS * TABLES.length} files are never given in mid-write, and each within ${LATEST} ms`, async () => {
    const sites = Array.from({ length: FOLDERS }, (_, index) => new Site(index))
    const results = await Promise.allSettled(sites.map((site) => site.run()))
    console.log(`      ${JSON.stringify({ ...tally, ...timesOf() })}`)
    for (const result of results) if (result.status === 'rejected') throw result.reason
    equal(tally.files, FOLDERS * ROUNDS * TABLES.length)
    equal(tally.files_ms.length, tally.files)
    equal(tally.sets_ms.length, FOLDERS * ROUNDS)
    ok(Math.min(...Object.values(tally.ways)) > 0, 'every way was taken')
  })
})

function timesOf() {
  const spread = (times: readonly number[]) => {
    const sorted = [...times].sort((a, b) => a - b)
    const at = (part: number) => sorted[Math.floor((sorted.length - 1) * part)]
    return { least: at(0), median: at(0.5), p99: at(0.99), greatest: at(1) }
  }
  return { files_ms: spread(tally.files_ms), sets_ms: spread(tally.sets_ms) }
}

/** A folder with one watch for the set of all tables, and one for each table. */
class Site {
  private readonly folder = temporaryFolder('soak')
  private readonly random: () => number
  private readonly whole = new Map<string, Written>()
  private readonly problems: string[] = []
  private givenFiles = 0
  private givenSets = 0
  private round = 0

  constructor(private readonly index: number) {
    this.random = seeded(seed * 1000 + index)
  }

  async run(): Promise<void> {
    const controller = new AbortController()
    const watches = [TABLES, ...TABLES.map((table) => [table])].map((tables) =>
      watchExports({
        folder: this.folder,
        wanted: tables.map((table) => ({ table })),
        quietMs: QUIET,
        signal: controller.signal,
        onSet: (set) => (tables.length > 1 ? this.onSet(set) : this.onFile(set)),
        onError: (error) => this.problems.push(String(error)),
        ...(this.index % 2 === 1 && { watchFolder: silent }),
      }),
    )
    try {
      for (this.round = 1; this.round <= ROUNDS; this.round++) await this.exportAll()
    } finally {
      controller.abort()
      await Promise.all(watches)
    }
  }

  private async exportAll(): Promise<void> {
    this.whole.clear()
    await Promise.all(TABLES.map((table) => this.exportTable(table)))
    const [files, sets] = [this.round * TABLES.length, this.round]
    const isGiven = () => this.givenFiles >= files && this.givenSets >= sets
    for (const end = Date.now() + 10_000; !isGiven() && Date.now() < end;) await sleep(20)
    await sleep(this.random() * 300)
    deepEqual(this.problems, [])
    deepEqual([this.givenFiles, this.givenSets], [files, sets], `round ${this.round}`)
  }

  private onFile({ files }: ExportSet): void {
    this.givenFiles++
    for (const file of files) tally.files_ms.push(this.check(file))
  }

  private onSet({ files, stale }: ExportSet): void {
    this.givenSets++
    if (stale.length > 0) this.problems.push(`round ${this.round}: ${stale.join()} are stale`)
    tally.sets_ms.push(Math.min(...files.map((file) => this.check(file))))
  }

  /** How long ago the last byte was written. A file that is not the whole one of this round is a problem. */
  private check({ table, path, sha256 }: SettledExport): number {
    const written = this.whole.get(table)
    const found = createHash('sha256').update(readFileSync(path)).digest('hex')
    const isWhole = written?.path === path && written.sha256 === sha256 && found === sha256
    if (!isWhole || written === undefined) {
      this.problems.push(`round ${this.round}: ${path} was given in mid-write`)
      return 0
    }
    const late = Date.now() - written.at
    // Of a set, only the file that was written last is this young; the others have waited for it.
    const isLast = [...this.whole.values()].every(({ at }) => at <= written.at)
    if (late > LATEST && isLast) this.problems.push(`round ${this.round}: ${path}, ${late} ms late`)
    return late
  }

  private async exportTable(table: string): Promise<void> {
    await sleep(this.random() * 800)
    const way = WAYS[Math.floor(this.random() * WAYS.length)] ?? 'copy'
    const copy = this.round === 1 || way === 'inPlace' || way === 'brokenOff' ? 0 : this.round
    const path = join(this.folder, `${table}-Grid view${copy === 0 ? '' : ` (${copy})`}.csv`)
    const text = this.csv(table)
    await this.write(way, path, text)
    const sha256 = createHash('sha256').update(text).digest('hex')
    this.whole.set(table, { sha256, path, at: Date.now() })
    tally.files++
    tally.ways[way]++
  }

  private async write(way: Way, path: string, text: Buffer): Promise<void> {
    switch (way) {
      case 'copy':
      case 'inPlace':
        return await this.writeChunks(path, text)
      case 'crdownload':
        await this.writeChunks(`${path}.crdownload`, text)
        return await rename(`${path}.crdownload`, path)
      case 'part':
        // Firefox keeps the name with an empty file.
        await writeFile(path, '')
        await this.writeChunks(`${path}.part`, text)
        return await rename(`${path}.part`, path)
      case 'brokenOff':
        await this.writeChunks(path, text.subarray(0, Math.ceil(text.length * this.random())))
        await truncate(path, Math.floor(this.random() * 40))
        await this.pause()
        return await this.writeChunks(path, text)
    }
  }

  private async writeChunks(path: string, text: Buffer): Promise<void> {
    await writeFile(path, '')
    let last = performance.now()
    for (let start = 0; start < text.length;) {
      const end = start + Math.ceil(this.random() ** 2 * 3000)
      await appendFile(path, text.subarray(start, end))
      const now = performance.now()
      tally.longestPause = Math.max(tally.longestPause, Math.round(now - last))
      last = now
      tally.chunks++
      start = end
      if (start < text.length) await this.pause()
    }
  }

  /** Mostly short. */
  private async pause(): Promise<void> {
    await sleep(this.random() ** 4 * LONGEST_PAUSE)
  }

  private csv(table: string): Buffer {
    const rows = Array.from({ length: 20 + Math.floor(this.random() * 200) }, (_, row) => {
      const cell = this.random() < 0.5 ? `"${table}, ""no.""\n${row}"` : `${table} ${row}`
      return `${this.round}.${row},${cell},${Math.floor(this.random() * 1e9)}`
    })
    return Buffer.from(['\ufeffName,Text,Number', ...rows].join('\n'))
  }
}
