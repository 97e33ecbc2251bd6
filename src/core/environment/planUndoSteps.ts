/** The planner of undo for runs that changed which databases an environment has. */
import { readUndoable } from '../ledger/rowOutcomes'
import type { KnownDatabase } from '../ledger/databaseStates'
import type { RowOutcome, Run } from '../ledger/run'
import type { Change, Hazard, PlanConclusion, PlanHeader, PlanItem, Row } from '../plan/plan'
import { canRename } from './engines/engineOf'
import type { PlannedSteps } from './planCreate'
import { restoring } from './planRestore'
import { trashName } from './drop/trashName'
import { planTarget, type RegistryEnd } from './registry/registryEnd'
import { dropping, renaming } from './stepStatements'

/** What a run made goes to the trash, what it put there comes back; what it dropped is gone. Writes nothing. */
export function planUndoSteps(run: Run, registry: RegistryEnd): PlannedSteps {
  const header: PlanHeader = {
    kind: 'undo',
    title: `undo ${run.id}: ${run.title}`,
    undoes: run.id,
    steps: true,
    target: planTarget(run.environment, registry),
    key: ['database'],
    fields: ['name'],
  }
  return { header, stream: plan(run, registry) }
}

async function* plan(
  run: Run,
  { session, identity, known }: RegistryEnd,
): AsyncGenerator<PlanItem, PlanConclusion> {
  const hazards: Hazard[] = []
  const looked = new Set<string>()
  let databases = 0
  for await (const done of readUndoable(session, run.id)) {
    looked.add(nameAfter(done))
    const change = reverseOf(done, identity.engine)
    if (change === undefined) {
      hazards.push({ code: 'irreversible', message: `${done.table} was dropped, and stays gone` })
      continue
    }
    hazards.push(...hazardsOf(change))
    databases++
    yield { kind: 'change', change: { ...change, undoes: done.ordinal } }
  }
  // A process that is killed has made or put away what it did not come to write in its journal.
  for (const one of known) {
    if (one.runId !== run.id || looked.has(one.databaseName)) continue
    const change = reverseOfKnown(one, identity.engine)
    if (one.state !== 'making') hazards.push(...hazardsOf(change))
    databases++
    yield { kind: 'change', change }
  }
  return { summary: { databases, fieldUpdates: {} }, hazards }
}

function hazardsOf({ op, table }: Change): readonly Hazard[] {
  if (op !== 'dropDatabase') return []
  return [{ code: 'irreversible', message: `what is in ${table} cannot be brought back` }]
}

/** What a database is called since the step was done. */
function nameAfter({ op, table, before, after }: RowOutcome): string {
  if (op === 'createDatabase') return table
  return after['name'] ?? before['name'] ?? table
}

function reverseOfKnown(known: KnownDatabase, engine: string): Change {
  const { databaseName: name, state, environment, base, fullName } = known
  if (state === 'trash') return restoring(known)
  const facts = { name, environment, base, fullName }
  return state === 'making' ? forGood(facts, engine) : removing(facts, engine)
}

interface Facts extends Row {
  readonly name: string
  readonly environment: string
  readonly base: string
  readonly fullName: string
}

/** To the trash, where the engine has one. */
function removing(facts: Facts, engine: string): Change {
  if (!canRename(engine)) return forGood(facts, engine)
  const trash = trashName()
  return {
    ...{ op: 'trashDatabase', table: facts.name, key: { database: facts.name }, before: facts },
    ...{ after: { name: trash }, statement: renaming(facts.name, trash) },
  }
}

function forGood(facts: Facts, engine: string): Change {
  const { name } = facts
  const key = { database: name }
  const statement = dropping(name, engine)
  return { op: 'dropDatabase', table: name, key, before: facts, after: {}, statement }
}

function reverseOf({ op, table, before, after }: RowOutcome, engine: string): Change | undefined {
  const text = (name: string) => after[name] ?? before[name] ?? ''
  const [environment, base] = [text('environment'), text('base')]
  const fullName = op === 'createDatabase' ? table : (before['fullName'] ?? '')
  if (op === 'createDatabase' || op === 'restoreDatabase')
    return removing({ name: fullName, environment, base, fullName }, engine)
  if (op !== 'trashDatabase') return undefined
  return restoring({ databaseName: after['name'] ?? '', fullName, environment, base })
}
