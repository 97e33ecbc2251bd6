/** What the steps of a plan come to, in the language of their server: for those who read the plan. */
import type { Statement } from '../plan/plan'
import { quoteName } from '../schema/tokens/tokens'

/** Makes a database, and takes it back. */
export function creating(name: string, engine: string): Statement {
  const quoted = quotedName(name, engine)
  return { run: [`create database ${quoted}`], reverse: [`drop database ${quoted}`] }
}

/** There is no way back. */
export function dropping(name: string, engine: string): Statement {
  return { run: [`drop database ${quotedName(name, engine)}`], reverse: [] }
}

/** Gives a database another name, and takes it back. Of engines that can. */
export function renaming(from: string, to: string): Statement {
  const [one, other] = [quotedName(from, 'postgres'), quotedName(to, 'postgres')]
  return {
    run: [`alter database ${one} rename to ${other}`],
    reverse: [`alter database ${other} rename to ${one}`],
  }
}

function quotedName(name: string, engine: string): string {
  return quoteName(name, { language: engine === 'mysql' ? 'mysql' : 'postgres' })
}
