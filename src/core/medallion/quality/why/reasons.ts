/** Why a source's value was taken or not, in words. */
import type { Rule } from '../../definition/pipeline'
import type { PinnedRecord } from './pinnedRecords'
import type { JudgedCandidate } from './judge'
import type { WhyCandidate } from './why'

export interface Facts {
  readonly candidate: JudgedCandidate
  /** The one that has won; undefined where none has. */
  readonly winner: JudgedCandidate | undefined
  readonly rule: Rule
  /** How many compete. */
  readonly candidates: number
  /** Whether the row names a record of the source, and what it is. */
  readonly isNamed: boolean
  readonly record: PinnedRecord | undefined
  /** Whether its records have the field at all. */
  readonly hasField: boolean
}

type Reason = Pick<WhyCandidate, 'outcome' | 'why'>

export function reasonOf(facts: Facts): Reason {
  const silence = silenceOf(facts)
  const { candidate, winner } = facts
  const hasWon = winner !== undefined && candidate.source === winner.source
  if (hasWon) return { outcome: 'won', why: silence ?? winningReason(facts) }
  if (silence !== undefined) return { outcome: 'nothing', why: silence }
  if (winner === undefined) return { outcome: 'lost', why: 'none has won' }
  if (candidate.same) return { outcome: 'agrees', why: `says the same as "${winner.source}"` }
  const alike = candidate.alike ? 'the same but for the case of letters; ' : ''
  return { outcome: 'lost', why: alike + losingReason(facts, winner) }
}

/** Why a source says nothing; undefined where it says something. */
function silenceOf({ candidate, isNamed, record, hasField }: Facts): string | undefined {
  if (!isNamed) return 'has no record of it'
  if (record === undefined) return 'its record is no longer in bronze'
  if (!hasField) return 'does not have the field'
  if (candidate.cleaned !== null) return undefined
  return record.raw === null ? 'has no value' : 'has no value once it is cleaned'
}

interface Words {
  readonly won: (measure: string, facts: Facts) => string
  readonly lost: (measure: string, winner: string, facts: Facts) => string
}

/** What is said where a rule has compared something. */
const WORDS: Readonly<Record<Exclude<Rule, 'priority'>, Words>> = {
  mostRecent: {
    won: (moment) => `changed last: ${moment}`,
    lost: (moment, latest) => `changed earlier: ${moment}, and not ${latest}`,
  },
  mostComplete: {
    won: (values) => `has most values: ${values}`,
    lost: (values, most) => `has fewer values: ${values}, and not ${most}`,
  },
  majority: {
    won: (votes, { candidates }) => `${votes} of ${candidates} sources say so`,
    lost: (votes, most, { candidates }) =>
      `${votes} of ${candidates} sources say so, and not ${most}`,
  },
}

function winningReason({ candidate, rule, candidates, ...rest }: Facts): string {
  const { measure } = candidate
  if (candidates === 1) return 'the only source of the field'
  if (rule === 'priority' || measure === null) return 'the most trusted that has a value'
  return WORDS[rule].won(measure, { candidate, rule, candidates, ...rest })
}

function losingReason(facts: Facts, winner: JudgedCandidate): string {
  const { candidate, rule } = facts
  const { measure } = candidate
  const trusted = `"${winner.source}" is trusted more`
  if (rule === 'priority' || measure === null || winner.measure === null) return trusted
  if (measure !== winner.measure) return WORDS[rule].lost(measure, winner.measure, facts)
  return `${WORDS[rule].won(measure, facts)}, as with "${winner.source}", which is trusted more`
}
