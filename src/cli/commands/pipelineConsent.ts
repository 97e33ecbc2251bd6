/** Asking before something is done that has no plan. */
import { pipelineRequirement, type Workspace } from '../../core/index'
import {
  obtainConsent,
  terminalAsk,
  type Consent,
  type ConsentOptions,
  type Intent,
} from '../consent'
import type { CommandContext, CommonOptions } from '../context'
import { exitCodes } from '../exitCodes'

/** Undefined where the user declines, who was told so then. */
export async function pipelineConsent(
  context: CommandContext,
  workspace: Workspace,
  file: string,
  verb: string,
  options: ConsentOptions & CommonOptions,
): Promise<Consent | undefined> {
  const requirement = await pipelineRequirement(workspace, file, context.work(options))
  context.progress.clear()
  const { environment, address, creates } = requirement
  const made =
    creates.length === 0 || verb.startsWith('make') ? '' : `, making ${creates.join(' and ')} first`
  const what = `${verb} in "${environment}" (${address})${made}`
  return consentTo(context, { what, requirement }, options)
}

/** The same of anything that is to be done. */
export async function consentTo(
  context: CommandContext,
  intent: Intent,
  options: ConsentOptions,
): Promise<Consent | undefined> {
  const ask = context.interactive ? terminalAsk(context.signal) : undefined
  const consent = await obtainConsent([intent], options, ask)
  if (consent !== undefined) return consent
  context.exitCode = exitCodes.failed
  await context.stderr.line('✗ not confirmed; nothing was changed')
  return undefined
}
