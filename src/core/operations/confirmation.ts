/** What has to be so before an environment may be written to. */
import { RefusedError } from '../util/errors'
import type { Workspace } from '../workspace/workspace'
import type { ApplyOptions, ApplyRequirement } from './results'

export function requireLedgerInTarget({ ledger }: Workspace): void {
  if (ledger === 'target') return
  throw new RefusedError(
    'ledger-not-supported',
    'this version keeps its ledger in the target only',
    {
      mend: 'remove "ledger" from drydock.jsonc',
    },
  )
}

export function requireConfirmation(
  { environment, protection, reason }: ApplyRequirement,
  confirm: ApplyOptions['confirm'],
): void {
  const because = reason === undefined ? '' : `: ${reason}`
  if (protection === 'locked')
    throw new RefusedError(
      'target-locked',
      `"${environment}" is locked and is never a target${because}`,
      {
        mend: 'choose another target; a protection is changed in drydock.jsonc, by people',
      },
    )
  const confirmed = typeof confirm === 'string' ? [confirm] : (confirm ?? [])
  if (protection === 'guarded' && !confirmed.includes(environment))
    throw new RefusedError('confirmation-needed', `"${environment}" is guarded${because}`, {
      mend: `give its name to confirm it (--confirm ${environment})`,
    })
}
