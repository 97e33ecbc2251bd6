/** What a watch waits for, in words for the user. */
import { assertNever } from '../../util/assertNever'
import type { SetState } from './exportSets'
import type { ExportProblem } from './exportProblem'
import type { FoundExport } from './findExports'
import { isSettled, type Settling, type Unsettled } from './settled'

/** Why there is no set yet. What is over by itself in a moment is not mentioned. */
export interface Waiting {
  readonly table: string
  readonly kind: ExportProblem['kind'] | Exclude<Unsettled, 'changing'> | 'unreadable' | 'notAnew'
  readonly message: string
  readonly mend: string
}

/** How the export of a table stands. */
export interface TableState {
  readonly found: FoundExport
  readonly settling?: Settling
  /** Why its file could not be read. */
  readonly fault?: string
}

export function waitingOf(
  states: readonly TableState[],
  awaited: SetState['awaited'],
): readonly Waiting[] {
  return states.flatMap((state) => {
    const { table } = state.found
    const waiting = tableWaiting(state)
    if (waiting !== undefined) return [waiting]
    const isAwaited = isSettled(state.settling) && awaited?.tables.includes(table) === true
    return isAwaited ? [notAnew(table)] : []
  })
}

function tableWaiting({ found, settling, fault }: TableState): Waiting | undefined {
  const { table } = found
  if (found.status === 'problem') {
    const { kind, message, mend } = found.problem
    return { table, kind, message, mend }
  }
  const { name } = found.file
  if (fault !== undefined) {
    const mend = 'Give yourself the right to read it, or close the program that keeps it.'
    return { table, kind: 'unreadable', message: `"${name}" cannot be read: ${fault}`, mend }
  }
  if (settling?.status !== 'waiting' || settling.reason === 'changing') return undefined
  return { table, kind: settling.reason, ...reasonText(name, settling.reason) }
}

function reasonText(name: string, reason: Exclude<Unsettled, 'changing'>) {
  const again = 'If nothing is being written to it any more, export the table again.'
  switch (reason) {
    case 'empty':
      return { message: `"${name}" is empty`, mend: again }
    case 'noHeader':
      return { message: `"${name}" has no header line`, mend: again }
    case 'openQuote':
      return { message: `the last record of "${name}" is incomplete: a quote is open`, mend: again }
    case 'downloading': {
      const mend = 'If no browser is downloading it any more, remove the partial download.'
      return { message: `"${name}" is being downloaded`, mend }
    }
    default:
      return assertNever(reason)
  }
}

function notAnew(table: string): Waiting {
  const message = `the table "${table}" was not exported together with the others`
  return { table, kind: 'notAnew', message, mend: 'Export it too, so that all are of one moment.' }
}
