/** Random histories of a base and its tables: after every step, the tables are what the model says. */
import { deepEqual, equal, ok } from 'node:assert/strict'
import { seeded } from '../../crash/crashes'
import type { Engine } from '../../helpers/engines'
import {
  AirtableBase,
  exportOf,
  LINKS,
  SHEETS,
  sheetsOf,
  type Exported,
  type SheetName,
} from './historyBase'
import { expectedRows, type Common, type ModelRow, type Rules } from './historyModel'
import { editByHand, readRows, type Snapshot } from './historyRows'
import { checkLedger } from './ledgerFold'
import { BY_ID, rulesSite, thingsAndParts, type RulesSite } from './rulesSite'
import { checkUndone } from './historyUndo'

const NAMES: readonly SheetName[] = ['Things', 'Parts']

/** How often each kind of step was taken, and how many rows syncs have changed. */
export type HistoryTally = Record<string, number>

/** A sync that can be taken back. */
export interface DoneSync {
  readonly runId: string
  readonly before: Snapshot
  readonly after: Snapshot
}

/** Fails with the steps that led there. */
export async function runHistory(engine: Engine, seed: number, tally: HistoryTally): Promise<void> {
  const history = await History.begin(engine, seed, tally)
  try {
    await history.run()
  } catch (error) {
    const message = `seed ${seed}, after ${history.steps.join(', ')}`
    throw new Error(message, { cause: error })
  }
}

class History {
  readonly steps: string[] = []
  private readonly common: Record<SheetName, Common> = { Things: new Map(), Parts: new Map() }
  private done: DoneSync[] = []

  private constructor(
    private readonly site: RulesSite,
    private readonly base: AirtableBase,
    private readonly conflict: Rules['conflict'],
    private readonly tally: HistoryTally,
  ) {}

  static async begin(engine: Engine, seed: number, tally: HistoryTally): Promise<History> {
    const conflict = seed % 4 === 0 ? 'airtable' : 'keep'
    const tables = thingsAndParts(BY_ID, BY_ID)
    const site = await rulesSite(engine, { conflict, tables })
    return new History(site, new AirtableBase(seeded(seed)), conflict, tally)
  }

  async run(): Promise<void> {
    for (let count = 8; count > 0; count--) this.base.add(count % 2 === 0 ? 'Parts' : 'Things')
    await this.sync()
    for (let left = 6 + this.base.below(5); left > 0; left--) await this.step()
    await this.sync()
  }

  /** People are busier in Airtable than in the database. */
  private async step(): Promise<void> {
    const { base } = this
    for (let edits = base.below(5); edits > 0; edits--) this.editAirtable()
    for (let edits = base.below(3); edits > 0; edits--) this.note(await editByHand(this.site, base))
    await (this.done.length > 0 && base.below(4) === 0 ? this.undo() : this.sync())
    await checkLedger(this.site)
  }

  private editAirtable(): void {
    const { base } = this
    const sheet = base.pick(NAMES) ?? 'Things'
    const what = base.pick(['add', 'change', 'change', 'change', 'remove'] as const) ?? 'add'
    base[what](sheet)
    this.note(`${what} in ${sheet}`)
  }

  private note(step: string): void {
    this.steps.push(step)
    const [kind = ''] = step.split(':')
    this.tally[kind] = (this.tally[kind] ?? 0) + 1
  }

  private async sync(): Promise<void> {
    const { base, site } = this
    const mode = base.pick(['incremental', 'incremental', 'full', 'merge'] as const) ?? 'full'
    const exported = exportOf(base)
    site.exported(sheetsOf(base, exported))
    this.note(`sync ${mode}: without ${hidden(exported)}`)
    const before = await readRows(site)
    const { run, plan } = await site.synced({ mode })
    const after = await readRows(site)
    const isSame = plan.hazards.some(({ code }) => code === 'same-exports')
    if (isSame) deepEqual(after, before)
    else this.checkSynced(exported, before, after, { mode, conflict: this.conflict })
    this.learn(before, after)
    if (run.counts.applied > 0) this.done.push({ runId: run.id, before, after })
    this.tally['rows changed'] = (this.tally['rows changed'] ?? 0) + run.counts.applied
    this.tally['rows refused'] = (this.tally['rows refused'] ?? 0) + run.counts.failed
  }

  private checkSynced(exported: Exported, before: Snapshot, after: Snapshot, rules: Rules): void {
    deepEqual(after.strangers, before.strangers)
    const linked = new Set(exported.Things.records.map(({ id }) => id))
    const there = () => new Set(after.Things.keys())
    const idOf = (serial: string) => before.serials.get(serial) ?? `#${serial}`
    for (const name of NAMES) {
      const expected = expectedRows(
        {
          ...{ columns: SHEETS[name], rows: before[name], common: this.common[name] },
          ...{ exported: exported[name], linked, there, idOf },
        },
        rules,
      )
      for (const [id, row] of after[name]) {
        const { cells, isActive } = row
        deepEqual({ id, cells, isActive }, { id, ...expected.get(id) })
        checkVersion(before[name].get(id), row)
      }
      deepEqual([...after[name].keys()].sort(), [...expected.keys()].sort())
    }
  }

  /** What a run has changed is what both have in common from now on. */
  private learn(before: Snapshot, after: Snapshot): void {
    for (const name of NAMES) {
      const common = this.common[name]
      for (const id of before[name].keys()) if (!after[name].has(id)) common.delete(id)
      for (const [id, row] of after[name]) {
        const old = before[name].get(id)
        if (old === undefined) common.set(id, changedOf(undefined, row, after))
        else Object.assign(common.get(id) ?? {}, changedOf(old, row, after))
      }
    }
  }

  /** Mostly the latest one. */
  private async undo(): Promise<void> {
    const { base, site } = this
    const older = base.below(3) === 0 ? base.pick(this.done) : undefined
    const sync = older ?? this.done.at(-1)
    if (sync === undefined) return
    const isLatest = sync === this.done.at(-1)
    this.done = this.done.filter((one) => one !== sync)
    this.note(`undo ${isLatest ? 'the latest' : 'an older'} sync`)
    const before = await readRows(site)
    await site.undo(sync.runId)
    const after = await readRows(site)
    checkUndone(sync, before, after)
    this.learn(before, after)
  }
}

function hidden(exported: Exported): string {
  return NAMES.flatMap((name) =>
    SHEETS[name].filter((column) => !exported[name].columns.includes(column)),
  ).join()
}

/** The version grows by one with what a sync changes, and stays with what it does not. */
function checkVersion(old: ModelRow | undefined, row: ModelRow): void {
  if (old === undefined) return equal(row.version, 1)
  if (row.whole === old.whole) return
  const isChanged =
    JSON.stringify([old.cells, old.isActive]) !== JSON.stringify([row.cells, row.isActive])
  ok(isChanged, `${row.whole} was ${old.whole}`)
  ok(row.version - old.version <= 1 && row.version >= old.version, row.whole)
}

type Cells = Record<string, string | null>

/** Of a new row, all of it. */
function changedOf(old: ModelRow | undefined, row: ModelRow, { serialOf }: Snapshot): Cells {
  const changed = Object.entries(row.cells).filter(
    ([column, value]) => value !== old?.cells[column],
  )
  return Object.fromEntries(
    changed.map(([column, value]) => [column, storedOf(column, value, serialOf)]),
  )
}

function storedOf(column: string, value: string | null, serialOf: Snapshot['serialOf']) {
  return value !== null && column in LINKS ? serialOf(value) : value
}
