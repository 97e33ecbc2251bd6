/** A service that is asked for one record after another, by their ids. */
import { DatabaseOperationError } from '../../../util/errors'
import { readRetry, readTimeout } from '../network/retrySchema'
import { readRecordText } from '../recordText'
import type { SourceContext, SourceItem } from '../source'
import { ShapeFault } from './answerJson'
import { ask, type Asking, type Reply } from './ask'
import { ID, type LookupFile } from './lookupSchema'
import { realMachine, type Machine } from './machine'
import { readPath } from './pathSchema'
import { makeRequest, type Request } from './request'

/** The addresses of one record, and what a service knows of it. */
export interface Lookup {
  /** For people: the address without its query and without secrets. */
  readonly description: string
  /** Where a record is asked for, for people. */
  locator(id: string): string
  /** Undefined where the service has nothing of it. Throws `DatabaseOperationError`, also where it answers with what is no record. */
  find(id: string): Promise<SourceItem | undefined>
}

const NOTHING = [404, 410]

/** Throws `UsageError` where the definition names no service, or a secret that is not there. */
export async function openLookup(
  options: LookupFile,
  context: SourceContext,
  { clock, mostBytes }: Machine = realMachine,
): Promise<Lookup> {
  const { nothing = NOTHING, record = [], ...asked } = options
  const request = await makeRequest(asked, context)
  const missing = new Set(nothing)
  const askingFor = (own: Request): Asking => ({
    ...{ request: own, mostBytes, signal: context.signal },
    timeout: readTimeout(options.timeout),
    ...(options.rateLimit && { perSecond: options.rateLimit.perSecond }),
    backOff: { ...readRetry(options.retry), clock, context, description: own.description },
  })
  const description = request.description.replaceAll(encodeURIComponent(ID), ID)
  return {
    description,
    locator: (id) => `${requestFor(request, id)?.description ?? description} for "${id}"`,
    async find(id) {
      const own = requestFor(request, id)
      if (own === undefined)
        throw new DatabaseOperationError(
          'source-no-address',
          `"${description}" has no address for it`,
        )
      return recordOf(await ask(askingFor(own), { address: own.address, missing }), own, {
        ...{ path: readPath(record), locator: own.description },
      })
    },
  }
}

/** Undefined where the id cannot be a part of an address. */
function requestFor(request: Request, id: string): Request | undefined {
  // Half of a pair of surrogates has no bytes.
  if (/\p{Surrogate}/u.test(id)) return undefined
  const encoded = encodeURIComponent(id)
  const fill = (text: string) =>
    text.replaceAll(encodeURIComponent(ID), () => encoded).replaceAll(ID, () => encoded)
  const written = fill(request.address.href)
  const address = new URL(written)
  // "." and ".." lead to other places.
  if (address.href !== written) return undefined
  const asJson = JSON.stringify(id).slice(1, -1)
  return {
    ...request,
    address,
    ...(request.body !== undefined && { body: request.body.replaceAll(ID, () => asJson) }),
    secretQuery: Object.fromEntries(
      Object.entries(request.secretQuery).map(([name, text]) => [
        name,
        text.replaceAll(ID, () => id),
      ]),
    ),
    description: request.secrets.mask(address.origin + address.pathname),
  }
}

function recordOf(
  reply: Reply,
  { description, secrets }: Request,
  { path, locator }: { readonly path: readonly string[]; readonly locator: string },
): SourceItem | undefined {
  if (reply.kind !== 'json') return undefined
  try {
    const [first, ...others] = reply.json.objects(path)
    if (first === undefined) return undefined
    if (others.length > 0) throw new ShapeFault(`there are ${others.length + 1} records`)
    const item = readRecordText(first, locator)
    return 'raw' in item ? { ...item, raw: secrets.mask(item.raw) } : item
  } catch (error) {
    if (!(error instanceof ShapeFault)) throw error
    throw new DatabaseOperationError(
      'source-changed-shape',
      `"${description}" gives no record: ${secrets.mask(error.message)}`,
      { mend: 'check "record" against what the service gives' },
    )
  }
}
