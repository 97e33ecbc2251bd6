/** What was decided in a panel so far. It is kept until the plan is applied, and then becomes a plan of its own. */
import type { Decisions } from '../../core/index'
import type { DecisionsView, Params, Side } from './protocol'

export class PanelDecisions {
  readonly #rows = new Map<string, Map<string, Side>>()
  readonly #complete = new Set<string>()
  #otherwise: Side | undefined

  decide({ ordinal, fields, all, side }: Params<'decide'>): void {
    const row = this.#rows.get(String(ordinal)) ?? new Map<string, Side>()
    this.#rows.set(String(ordinal), row)
    for (const field of fields) row.set(field, side)
    if (all.every((field) => row.has(field))) this.#complete.add(String(ordinal))
  }

  /** A side for everything takes the place of what was decided one by one. */
  decideAll(side: Side | null): void {
    this.#rows.clear()
    this.#complete.clear()
    this.#otherwise = side ?? undefined
  }

  /** `conflicts` is how many there are in all. */
  view(conflicts: number): DecisionsView {
    return {
      rows: this.#decidedRows(),
      otherwise: this.#otherwise ?? null,
      decided: this.#otherwise === undefined ? this.#complete.size : conflicts,
    }
  }

  get decisions(): Decisions {
    return { rows: this.#decidedRows(), otherwise: this.#otherwise }
  }

  #decidedRows(): DecisionsView['rows'] {
    return Object.fromEntries(
      [...this.#rows].map(([ordinal, row]) => [ordinal, Object.fromEntries(row)]),
    )
  }
}
