/** Directories: LDAP servers and Active Directory. */
import { type SourceKind } from './source'
import { DirectoryReader } from './ldap/directoryReader'
import { findDirectory } from './ldap/directory'
import { ldapSchema, type LdapFile } from './ldap/ldapSchema'
import { realClock, type Clock } from './network/clock'
import { readRetry, readTimeout } from './network/retrySchema'

/** `ldap` with another clock than the real one. */
export function ldapOn(clock: Clock): SourceKind<'ldap', LdapFile> {
  return {
    type: 'ldap',
    schema: ldapSchema,
    async open(options, context) {
      const directory = await findDirectory(options, context)
      const { description } = directory
      const backOff = { ...readRetry(options.retry), clock, context, description }
      const timeout = readTimeout(options.timeout)
      return {
        description,
        // Each reading has a connection of its own.
        pages: () => new DirectoryReader({ options, context, directory, backOff, timeout }).pages(),
      }
    },
  }
}

export const ldap = ldapOn(realClock)
