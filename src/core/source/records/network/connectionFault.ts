/** What a request that got no whole answer failed of. */
import { DatabaseOperationError } from '../../../util/errors'
import { PassingFault } from './backOff'
import type { Secrets } from './secrets'

/** Node's errors of certificates, which no second attempt makes valid. */
const CERTIFICATE = /CERT|SELF_SIGNED|UNABLE_TO_VERIFY|UNABLE_TO_GET_ISSUER|ERR_TLS|ERR_SSL/

/** Whose request it was. */
interface Asker {
  readonly description: string
  readonly secrets: Secrets
}

/** Node's error is not kept as a cause: it may show the whole address. */
export function connectionFault(error: unknown, { description, secrets }: Asker): Error {
  const { code, message } = innermost(error)
  const told = secrets.mask(code ?? message)
  if (code === undefined || !CERTIFICATE.test(code))
    return new PassingFault(`could not be read (${told})`)
  return new DatabaseOperationError(
    'source-untrusted',
    `"${description}" shows a certificate that is not trusted (${told})`,
    { mend: 'name the file of its authority in NODE_EXTRA_CA_CERTS' },
  )
}

/** fetch says "fetch failed" or "terminated"; what happened is its cause, or the first of several. */
function innermost(error: unknown): { readonly code?: string; readonly message: string } {
  if (!(error instanceof Error)) return { message: String(error) }
  if (error instanceof AggregateError && error.errors.length > 0) return innermost(error.errors[0])
  if (error.cause instanceof Error) return innermost(error.cause)
  const code: unknown = 'code' in error ? error.code : undefined
  return { message: error.message, ...(typeof code === 'string' && { code }) }
}
