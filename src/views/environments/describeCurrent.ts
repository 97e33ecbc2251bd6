/** The status-bar item in words. */
import type { CurrentState } from './chooseEnvironment'
import { describeState } from './connectionState'
import type { ConnectionState } from './connectionState'

export interface StatusText {
  readonly text: string
  readonly tooltip: string
  /** Whether it is shown as a warning: the text says it, too. */
  readonly warns: boolean
}

/** Undefined where there is nothing to show. */
export function describeCurrent(
  current: CurrentState,
  connection: ConnectionState,
): StatusText | undefined {
  switch (current.kind) {
    case 'none':
      return undefined
    case 'unresolved':
      return {
        text: '$(question) no environment',
        tooltip: `Drydock: no current environment\n${current.reason}\nNothing is written to “current” until it is known. Click to choose one.`,
        warns: true,
      }
    case 'known':
      return describeKnown(current, connection)
  }
}

function describeKnown(
  { of, because, branch }: Extract<CurrentState, { kind: 'known' }>,
  connection: ConnectionState,
): StatusText {
  const { protection, address } = of.listing
  const why = [
    ...(because === undefined ? [] : [`Current: ${because}`]),
    ...(branch === undefined || because?.includes(branch) === true ? [] : [`Branch: ${branch}`]),
  ]
  return {
    text: `${statusIcon(connection)} ${of.environment}${protection === 'open' ? '' : ` (${protection})`}`,
    tooltip: [
      `Drydock: ${of.environment}, ${protection}`,
      address,
      ...why,
      describeState(connection),
    ].join('\n'),
    warns: protection !== 'open',
  }
}

function statusIcon(state: ConnectionState): string {
  switch (state.kind) {
    case 'untested':
      return '$(database)'
    case 'connecting':
      return '$(loading~spin)'
    case 'connected':
      return '$(pass)'
    case 'failed':
      return '$(error)'
  }
}
