/** What is asked before databases come or go. */
import type { Change, Plan } from '../../core/index'
import { countOf, formatBytes } from '../../views/format'

/** `Create 2 databases of test-x?`, `Move 2 databases of test-x to the trash?` */
export function questionOfSteps(plan: Plan): string {
  const { changes, kind, target, hazards } = plan
  const databases = countOf(changes, 'database')
  const of = `${databases} of ${target.environment}`
  switch (kind) {
    case 'createEnvironment':
      return `Create ${of}?`
    case 'restoreEnvironment':
      return `Bring ${of} back from the trash?`
    case 'deleteEnvironment':
      return hazards.some(({ code }) => code === 'irreversible')
        ? `Delete ${of} for good?`
        : `Move ${of} to the trash?`
    default:
      return `Take back what became of ${of}?`
  }
}

const marks: Readonly<Partial<Record<Change['op'], string>>> = {
  createDatabase: '+',
  restoreDatabase: '+',
  trashDatabase: '−',
  dropDatabase: '✗',
}

/** A line for each database, as far as they are given. */
export function describeSteps({ changes }: Plan, steps: readonly Change[]): readonly string[] {
  const rest = changes - steps.length
  return [
    ...steps.map((step) => `${marks[step.op] ?? '·'} ${nameOf(step)}${sizeOf(step)}`),
    ...(rest > 0 && steps.length > 0 ? [`… and ${countOf(rest, 'other')}`] : []),
  ]
}

function nameOf({ key, table }: Change): string {
  return key['database'] ?? table
}

function sizeOf({ before, after }: Change): string {
  const bytes = after['bytes'] ?? before['bytes']
  if (bytes === undefined || bytes === null) return ''
  return /^\d+$/.test(bytes) ? ` (${formatBytes(Number(bytes))})` : ` (${bytes})`
}
