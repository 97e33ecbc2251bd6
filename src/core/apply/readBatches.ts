/** Cuts the changes of a plan into batches. */
import { displayTable } from '../database/table'
import { rowOp, type Change } from '../plan/plan'
import type { PlanFile } from '../plan/planFile'
import type { Batch, Group } from './batch'

/** Changes a transaction at most. Large enough that round trips do not count, small enough to lock briefly. */
export const BATCH_SIZE = 2500

/** Characters of values that end a batch early: all of it is in memory at once, on both sides. */
const BATCH_CHARACTERS = 4 * 1024 * 1024

/** What is deleted or updated gives up what is unique before other rows get it. */
const OPS = ['delete', 'update', 'insert'] as const

/** The changes of a plan from one on, as groups of at most `size`: each is a stretch of the plan and of one table. */
export async function* readBatches(
  file: PlanFile,
  runId: string,
  from: number,
  size: number = BATCH_SIZE,
): AsyncGenerator<Group> {
  let stretch = new Stretch(file, runId, from)
  for await (const change of file.changes(from)) {
    if (stretch.changes.length >= size || !stretch.takes(change)) {
      yield stretch.toGroup()
      stretch = new Stretch(file, runId, stretch.end)
    }
    stretch.add(change)
  }
  if (stretch.changes.length > 0) yield stretch.toGroup()
}

class Stretch {
  readonly changes: Change[] = []
  private readonly keys = new Set<string>()
  private readonly inserted = new Set<string>()
  private characters = 0

  constructor(
    private readonly file: PlanFile,
    private readonly runId: string,
    private readonly first: number,
  ) {}

  /** Only syncs change a row twice, and whoever takes them back. */
  private get mayRepeat(): boolean {
    return this.file.plan.sync !== undefined
  }

  get end(): number {
    return this.first + this.changes.length
  }

  /** A row that is changed twice, or that is linked to, is changed in the order of the plan, in which a stretch is not written. */
  takes({ table, key, references = {} }: Change): boolean {
    const [first] = this.changes
    if (first === undefined) return true
    if (first.table !== table || this.characters >= BATCH_CHARACTERS) return false
    if (this.mayRepeat && this.keys.has(JSON.stringify(key))) return false
    return !Object.values(references).some((one) => this.inserted.has(JSON.stringify(one.key)))
  }

  add(change: Change): void {
    if (this.mayRepeat) {
      this.keys.add(JSON.stringify(change.key))
      if (change.op === 'insert') this.inserted.add(JSON.stringify(change.key))
    }
    this.changes.push(change)
    this.characters += countCharacters(change)
  }

  /** Changes of a kind are a batch, whatever stands between them: a statement each would take a round trip each. */
  toGroup(): Group {
    const kinds = new Map<string, number[]>()
    this.changes.forEach((change, index) => {
      const kind = kindOf(change)
      const known = kinds.get(kind)
      if (known === undefined) kinds.set(kind, [index])
      else known.push(index)
    })
    const batches = [...kinds.values()].map((indexes) => this.batchOf(indexes))
    return OPS.flatMap((op) => batches.filter((batch) => batch.op === op))
  }

  private batchOf(indexes: readonly number[]): Batch {
    const { runId } = this
    const { fields, target } = this.file.plan
    const changes = indexes.flatMap((index) => this.changes[index] ?? [])
    const [first = { op: 'update' as const, table: '' }] = changes
    const { table: tableName } = first
    const op = rowOp(first)
    const table = target.tables.find((one) => displayTable(one) === tableName)
    if (table === undefined) throw new Error(`the plan has no structure for table "${tableName}"`)
    const ordinals = indexes.map((index) => this.first + index)
    return { runId, op, table, tableName, changes, ordinals, fields, tables: target.tables }
  }
}

/** One statement carries out changes of a kind. Rows that are inserted together have the same columns. */
function kindOf({ op, after }: Change): string {
  return op === 'insert' ? `insert ${JSON.stringify(Object.keys(after).sort())}` : op
}

function countCharacters({ key, before, after }: Change): number {
  let sum = 0
  for (const row of [key, before, after]) for (const name in row) sum += row[name]?.length ?? 0
  return sum
}
