/** What is known of a connection, in words. */
import type { EnvironmentReference } from '../../contributions'
import type { ConnectionReport } from '../../core/index'
import { formatDuration } from '../format'

export type ConnectionState =
  | { readonly kind: 'untested' }
  | { readonly kind: 'connecting' }
  | { readonly kind: 'connected'; readonly detail: string }
  | { readonly kind: 'failed'; readonly reason: string }

/** The connection's state in words, since a colour alone tells nothing to some. */
export function describeState(state: ConnectionState): string {
  switch (state.kind) {
    case 'untested':
      return 'not connected yet'
    case 'connecting':
      return 'connecting…'
    case 'connected':
      return state.detail === '' ? 'connected' : `connected: ${state.detail}`
    case 'failed':
      return `connection failed: ${state.reason}`
  }
}

/** The state that a connection test leads to. */
export function stateOf(report: ConnectionReport): ConnectionState {
  if (!report.ok) return { kind: 'failed', reason: withMend(report.message, report.mend) }
  return {
    kind: 'connected',
    detail: `${report.version}, ${formatDuration(report.milliseconds)}`,
  }
}

function withMend(message: string, mend: string | undefined): string {
  return mend === undefined ? message : `${message} (${mend})`
}

/** `sandbox: PostgreSQL 18.4, database jobs at localhost:5432/jobs, 12 ms`. */
export function describeReport(report: ConnectionReport): string {
  const { environment, address } = report
  if (report.ok)
    return `${environment}: ${report.version}, database ${report.database} at ${address}, ${formatDuration(report.milliseconds)}`
  const text = withMend(report.message, report.mend)
  return text.includes(`"${environment}"`) ? text : `${environment}: ${text}`
}

/** One text for a folder's environment. */
export function environmentId({ folder, environment }: EnvironmentReference): string {
  return `${folder}#${environment}`
}
