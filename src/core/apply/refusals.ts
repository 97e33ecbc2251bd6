/** What a run has learnt from the rows that its database refused. */
import { isDatabaseError, type DatabaseError } from '../database/errors'
import type { Session } from '../database/session'
import type { Batch } from './batch'
import { readRule, type Rule } from './rules'

/**
 * Changes of a part, where refusals come that no rule has foreseen: where they are one in a thousand, what a part costs by
 * itself and what is written in vain with a refused row are about the same then.
 */
const SMALL_PART = 250

export class Refusals {
  private readonly known = new Map<string, Rule | undefined>()
  private part = Infinity
  private surprised = false
  private isGuessOpen = false
  private wrongGuess = false
  /** A session of this run may hold what its traces are kept in. */
  isTracing = false

  /** The rules that changes of the batch are held against before they are written. */
  rulesFor({ tableName }: Batch): readonly Rule[] {
    const prefix = `${tableName} `
    return [...this.known].flatMap(([name, rule]) =>
      rule !== undefined && name.startsWith(prefix) ? [rule] : [],
    )
  }

  /** Whether the refusal was by a rule that is known now and was not before. */
  async learn(
    session: Session,
    { table, tableName }: Batch,
    error: DatabaseError,
  ): Promise<boolean> {
    const { constraint } = error.facts
    if (constraint === undefined) return false
    const name = `${tableName} ${constraint}`
    if (this.known.has(name)) return false
    const rule = await readRule(session, table, constraint)
    this.known.set(name, rule)
    return rule !== undefined
  }

  /**
   * Whether the error may be of a rule's own making: it reads a table that the role may not read, or an expression that
   * means something else outside of its constraint. Then there are no rules any more.
   */
  giveUpRules(error: unknown): boolean {
    const isTheirs = isDatabaseError(error, 'permission') || isDatabaseError(error, 'statement')
    const rules = [...this.known].filter(([, rule]) => rule !== undefined)
    if (!isTheirs || rules.length === 0) return false
    for (const [name] of rules) this.known.set(name, undefined)
    return true
  }

  /** The last batches had refusals that no rule has foreseen. */
  get expectsSurprises(): boolean {
    return this.part < Infinity
  }

  /** How many changes to write at once: what is written with a refused one has to be written again. */
  get partSize(): number {
    return this.part
  }

  noteSurprise(): void {
    this.surprised = true
    this.part = SMALL_PART
  }

  /** Whether it can be told which row was refused, where that is a guess. */
  get trustsGuesses(): boolean {
    return !this.wrongGuess
  }

  /** One of a few changes, which are tried alone next, seems to be what was refused. */
  noteGuess(): void {
    if (this.isGuessOpen) this.wrongGuess = true
    this.isGuessOpen = true
  }

  /** A change was refused that was tried alone: the guess was right. */
  noteRefusedAlone(): void {
    this.isGuessOpen = false
  }

  /** After each transaction: without surprises, the next one is written in larger parts. */
  noteTransaction(changes: number): void {
    if (!this.surprised) this.part *= 2
    if (this.part >= changes) this.part = Infinity
    this.surprised = false
  }
}
