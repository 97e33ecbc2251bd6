/** The planner of undo for runs that changed which databases an environment has. */
import { readUndoable } from '../ledger/rowOutcomes'
import type { RowOutcome, Run } from '../ledger/run'
import type { Change, Hazard, PlanConclusion, PlanHeader, PlanItem } from '../plan/plan'
import { canRename } from './engines/engineOf'
import type { PlannedSteps } from './planCreate'
import { restoring } from './planRestore'
import { trashName } from './drop/trashName'
import { planTarget, type RegistryEnd } from './registry/registryEnd'

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
  { session, identity }: RegistryEnd,
): AsyncGenerator<PlanItem, PlanConclusion> {
  const hazards: Hazard[] = []
  let databases = 0
  for await (const done of readUndoable(session, run.id)) {
    const change = reverseOf(done, identity.engine)
    if (change === undefined) {
      hazards.push({ code: 'irreversible', message: `${done.table} was dropped, and stays gone` })
      continue
    }
    if (change.op === 'dropDatabase')
      hazards.push({
        code: 'irreversible',
        message: `what is in ${change.table} cannot be brought back`,
      })
    databases++
    yield { kind: 'change', change: { ...change, undoes: done.ordinal } }
  }
  return { summary: { databases, fieldUpdates: {} }, hazards }
}

function reverseOf({ op, table, before, after }: RowOutcome, engine: string): Change | undefined {
  const text = (name: string) => after[name] ?? before[name] ?? ''
  const [environment, base] = [text('environment'), text('base')]
  const fullName = op === 'createDatabase' ? table : (before['fullName'] ?? '')
  if (op === 'createDatabase' || op === 'restoreDatabase') {
    const name = fullName
    const common = {
      table: name,
      key: { database: name },
      before: { name, environment, base, fullName },
    }
    const run = [`drop database ${name}`]
    if (!canRename(engine))
      return { ...common, op: 'dropDatabase', after: {}, statement: { run, reverse: [] } }
    const trash = trashName()
    const statement = {
      run: [`alter database ${name} rename to ${trash}`],
      reverse: [`alter database ${trash} rename to ${name}`],
    }
    return { ...common, op: 'trashDatabase', after: { name: trash }, statement }
  }
  if (op !== 'trashDatabase') return undefined
  return restoring({ databaseName: after['name'] ?? '', fullName, environment, base })
}
