/** What a clone could not be given, and which differences that explains. Each thing is told of in the clone's report. */
import type { ObjectDifference } from '../../../schema/inventory/compareObjects'
import { withoutLines } from './otherServers'

/** The statement that was refused, as far as the report needs it, and why. */
export interface LeftOut {
  readonly what: string
  readonly statement: string
}

export function remarkOf({ what, statement }: LeftOut): string {
  return statement === '' ? what : `${what}: ${statement}`
}

/** Kinds of which nothing is left without its roles. */
const OF_ROLES = ['default privileges', 'system privileges']

/** Whether what was left out is all that differs. */
export function isExplained(difference: ObjectDifference, left: readonly LeftOut[]): boolean {
  if (left.length === 0) return false
  if (OF_ROLES.includes(difference.kind)) return true
  // They are counted by owner.
  if (difference.kind === 'large object')
    return left.some(({ statement }) => /\blarge object \d/i.test(statement))
  if (difference.change !== 'changed') return false
  const bare = (definition: string) => bareDefinition(difference, definition, left)
  return bare(difference.first) === bare(difference.second)
}

/** What could not be given to a role shows in owners and privileges, and in nothing else; so with the other things. */
function bareDefinition(
  { kind }: ObjectDifference,
  definition: string,
  left: readonly LeftOut[],
): string {
  let bare = withoutLines(definition, /^\s*(?:owner|grant|row type: grant|column .* grant) /)
  if (kind === 'database')
    return withoutLines(bare, /^(?:(?:role .* )?set |connection limit |comment |tablespace )/)
  for (const { statement } of left) {
    const policy = POLICY.exec(statement)?.[1]
    if (policy !== undefined) bare = withoutPolicy(bare, policy)
    if (TABLESPACE.test(statement))
      bare = bare.replace(/(?:^| )tablespace (?:"(?:[^"]|"")*"|\S+)$/gm, '')
  }
  return bare.replace(/\n+/g, '\n')
}

/** What a statement of a dump is about: a policy, or where tables lie. */
const POLICY = /^CREATE POLICY ("(?:[^"]|"")*"|\S+) /
const TABLESPACE = /^SET default_tablespace = /

/** With its comment, and whatever lines its condition has. */
function withoutPolicy(definition: string, name: string): string {
  const start = definition.indexOf(`\npolicy ${name} as `)
  if (start < 0) return definition
  const rest = definition.slice(start + 1)
  const end = rest.slice(1).search(/^(?:policy |CREATE RULE |owner to |$)/m)
  return definition.slice(0, start) + (end < 0 ? '' : `\n${rest.slice(end + 1)}`)
}
