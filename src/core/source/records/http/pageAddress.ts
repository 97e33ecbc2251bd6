/** The address of a page. */
import { checkOrigin, elsewhere, withSecrets } from './exchange'
import type { Pager } from './pager'
import type { Request } from './request'

export function pageAddress(at: string | undefined, pager: Pager, request: Request): URL {
  if (pager.byAddress === true && at !== undefined) {
    const address = new URL(at)
    // It may come from a checkpoint, which is kept where others can write.
    checkOrigin(address, request.address, request, 'leads')
    return withSecrets(address, request)
  }
  const address = new URL(request.address)
  for (const [name, value] of Object.entries(pager.parameters(at)))
    address.searchParams.set(name, value)
  return address
}

/** An address that the service gave, whole and without the parameters that are secret. */
export function ownAddress(written: string, from: URL, request: Request): string {
  if (!URL.canParse(written, from.href))
    throw elsewhere(`"${request.description}" leads to what is no address`)
  const address = new URL(written, from)
  // A service behind a proxy that ends TLS may not know that it is asked by it.
  const isOwnInPlain = address.protocol === 'http:' && address.host === from.host
  if (isOwnInPlain) address.protocol = from.protocol
  checkOrigin(address, from, request, 'leads')
  for (const name of Object.keys(request.secretQuery)) address.searchParams.delete(name)
  address.hash = ''
  return address.href
}
