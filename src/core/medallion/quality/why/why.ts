/** Why a value of a silver table is what it is. */
import type { Value } from '../../../util/value'
import type { Rule } from '../../definition/pipeline'

export interface WhyValue {
  readonly table: string
  readonly key: string
  readonly field: string
  /** As the table has it. */
  readonly value: Value
  /**
   * `explained`: it is what the records give from which the row was made. `edited`: somebody else has changed it since.
   * `otherRules`: the definition has changed since, and would give another one. `unknown`: the row does not say, or the records are
   * gone.
   */
  readonly state: 'explained' | 'edited' | 'otherRules' | 'unknown'
  /** The same as a sentence. */
  readonly verdict: string
  /** What the records give, by the definition as it is now. */
  readonly given: Value
  /** The source that the row names; null where it names none. */
  readonly winner: string | null
  /** The rule that the row names, or else that of the definition. */
  readonly rule: Rule | 'only' | 'group'
  /** The columns that come from one record with it. */
  readonly group: string | null
  /** The most trusted first. */
  readonly candidates: readonly WhyCandidate[]
}

/** What a source had to say. */
export interface WhyCandidate {
  readonly source: string
  /** `agrees` says the same as the winner; `nothing` says nothing. */
  readonly outcome: 'won' | 'agrees' | 'lost' | 'nothing'
  readonly why: string
  /** Its record, where it has one: the id, and the ingestion that wrote it. */
  readonly id: string | null
  readonly ingestionRunId: string | null
  /** The run of Drydock; null where another script has ingested. */
  readonly runId: string | null
  /** ISO 8601 in UTC. */
  readonly ingestedAt: string | null
  /** Where the record has the value. */
  readonly member: string | null
  /** As the record has it, and cleaned. */
  readonly raw: Value
  readonly cleaned: Value
}
