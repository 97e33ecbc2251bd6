/** The directory of a definition, with its placeholders filled in. */
import { FilterParser, AndFilter, GreaterThanEqualsFilter, type Filter } from 'ldapts'
import { UsageError } from '../../../util/errors'
import { Secrets } from '../network/secrets'
import type { SourceContext } from '../source'
import type { LdapFile } from './ldapSchema'

export interface Directory {
  readonly host: string
  readonly port: number
  readonly encryption: 'none' | 'startTls' | 'tls'
  readonly bind?: { readonly dn: string; readonly password: string }
  readonly base: string
  readonly filter: Filter
  /** The address for people. */
  readonly description: string
  readonly secrets: Secrets
}

export async function findDirectory(options: LdapFile, context: SourceContext): Promise<Directory> {
  const secrets = new Secrets(context)
  const address = readAddress(await secrets.fillOpenly(options.url))
  const isSecure = address.protocol === 'ldaps:'
  const bind = await readBind(options, secrets)
  return {
    // Brackets are for addresses only.
    host: address.hostname.replace(/^\[(.*)\]$/, '$1'),
    port: Number(address.port || (isSecure ? '636' : '389')),
    encryption: isSecure ? 'tls' : options.startTls === true ? 'startTls' : 'none',
    ...(bind && { bind }),
    base: await secrets.fillOpenly(options.base),
    filter: readFilter(options, context.since),
    description: secrets.mask(`${address.protocol}//${address.host}`),
    secrets,
  }
}

function readAddress(url: string): URL {
  const address = URL.canParse(url) ? new URL(url) : undefined
  if (!address || !/^ldaps?:$/.test(address.protocol) || address.hostname === '') {
    const mend = 'write "ldaps://" and the host, and the port if it is an unusual one'
    throw new UsageError('"url" is no address of a directory', { mend })
  }
  if (/^\/?$/.test(address.pathname) && address.search === '' && address.username === '')
    return address
  const mend = 'write them as "base", "filter", "attributes" and "bind"'
  throw new UsageError('"url" holds more than a host and a port', { mend })
}

async function readBind({ bind }: LdapFile, secrets: Secrets): Promise<Directory['bind']> {
  if (bind === undefined) return undefined
  const dn = await secrets.fillOpenly(bind.dn)
  const password = await secrets.fill(bind.password)
  // With an empty password a directory lets everybody in, as nobody.
  if (password === '') throw new UsageError('the password of "bind" is empty')
  return { dn, password }
}

function readFilter({ filter = '(objectClass=*)', since }: LdapFile, moment?: string): Filter {
  const written = parseFilter(filter)
  if (since === undefined || moment === undefined) return written
  // As parts of a filter, so that no character of the moment has a meaning.
  const changed = new GreaterThanEqualsFilter({ attribute: since.attribute, value: moment })
  return new AndFilter({ filters: [written, changed] })
}

function parseFilter(filter: string): Filter {
  try {
    return FilterParser.parseString(filter)
  } catch (error) {
    const mend = 'write it as RFC 4515 has it: "(&(objectClass=person)(mail=*))"'
    throw new UsageError(`"filter" cannot be read: ${JSON.stringify(filter)}`, {
      mend,
      cause: error,
    })
  }
}
