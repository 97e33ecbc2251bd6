/** The keys of tables, which each gets as soon as it has its rows. */
import type { Session } from '../../../database/session'
import type { RecreationStep } from '../../../schema/recreate/mysql/step'
import { makeStep, type Making } from './makeObjects'
import { RULES_OF_ROWS } from './rows'
import type { RowTable } from './tables'

export interface KeySteps {
  readonly ofTables: ReadonlyMap<string, readonly RecreationStep[]>
  /** Everything else, in its order. */
  readonly rest: readonly RecreationStep[]
}

/**
 * Takes them apart. Foreign keys stay with the rest: they need the keys of other tables. So do the keys of tables whose rows
 * are not copied.
 */
export function keysOf(steps: readonly RecreationStep[], tables: readonly RowTable[]): KeySteps {
  const ofTables = new Map<string, RecreationStep[]>(tables.map(({ name }) => [name, []]))
  const rest: RecreationStep[] = []
  for (const step of steps) {
    const own = step.part === 'keys' ? ofTables.get(step.object.name) : undefined
    if (own === undefined) rest.push(step)
    else own.push(step)
  }
  return { ofTables, rest }
}

/** On a session that fills tables in, and has the rules for their rows again afterwards. */
export async function makeKeys(
  session: Session,
  steps: readonly RecreationStep[],
  making: Making,
): Promise<void> {
  for (const step of steps) await makeStep(session, step, making)
  if (steps.length > 0) await session.execute(RULES_OF_ROWS)
}
