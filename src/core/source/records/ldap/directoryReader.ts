/** The entries of a directory, page by page. */
import { createHash } from 'node:crypto'
import * as ldap from 'ldapts'
import { withRetries, type BackOff } from '../network/backOff'
import type { SourceContext, SourceItem, SourcePage } from '../source'
import { LdapConnection, type Found, type Response } from './connection'
import type { Directory } from './directory'
import { entryReader } from './entryRecord'
import type { LdapFile } from './ldapSchema'
import { completeRanges, type Values } from './ranges'

export interface DirectoryReading {
  readonly options: LdapFile
  readonly context: SourceContext
  readonly directory: Directory
  readonly backOff: BackOff
  readonly timeout: number
}

export class DirectoryReader {
  private connection: LdapConnection | undefined
  /** Where the directory goes on. It belongs to the connection. */
  private cookie: Buffer | undefined
  /** Hashes of the names that were given: a directory that is asked again begins again, in any order. */
  private readonly given = new Set<string>()
  private readonly referrals = new Set<string>()
  private readonly toRecord

  constructor(private readonly reading: DirectoryReading) {
    this.toRecord = entryReader(reading.options)
  }

  async *pages(): AsyncGenerator<SourcePage> {
    this.warnOfPlainPassword()
    try {
      for (let isEnd = false; !isEnd;) {
        const page = await withRetries(this.reading.backOff, () => this.readOn())
        isEnd = page.isEnd
        if (page.items.length > 0) yield { items: page.items }
      }
    } finally {
      this.leave()
    }
  }

  /** The next page that has something new, so that attempts are counted until there is some. */
  private async readOn(): Promise<{
    readonly items: readonly SourceItem[]
    readonly isEnd: boolean
  }> {
    try {
      for (;;) {
        const found = await this.nextPage()
        const items: SourceItem[] = []
        const names: string[] = []
        for (const entry of found.entries) {
          const name = shortHash(entry.name)
          if (this.given.has(name)) continue
          names.push(name)
          items.push(await this.readEntry(entry))
        }
        names.forEach((name) => this.given.add(name))
        const isEnd = this.cookie === undefined
        if (isEnd || items.length > 0) return { items, isEnd }
      }
    } catch (error) {
      this.leave()
      throw error
    }
  }

  private async nextPage(): Promise<Found> {
    const { options, directory, timeout, context } = this.reading
    this.connection ??= await LdapConnection.open(directory, timeout, context.signal)
    const { pageSize: size = 500, scope = 'sub' } = options
    const { cookie } = this
    const paging = new ldap.PagedResultsControl({
      critical: true,
      value: { size, ...(cookie && { cookie }) },
    })
    const found = await this.connection.ask((messageId) => {
      const { base: baseDN, filter } = directory
      const controls = scope === 'base' ? [] : [paging]
      return new ldap.SearchRequest({
        messageId,
        baseDN,
        scope,
        filter,
        attributes: attributesOf(options),
        controls,
      })
    })
    this.cookie = cookieOf(found.response)
    this.warnOfReferrals(found.referrals)
    return found
  }

  private async readEntry(entry: ldap.SearchEntry): Promise<SourceItem> {
    const attributes = await completeRanges(entry.name, valuesOf(entry), (dn, name) =>
      this.readAttribute(dn, name),
    )
    return this.toRecord(entry.name, attributes)
  }

  private async readAttribute(baseDN: string, name: string): Promise<readonly Values[]> {
    const filter = new ldap.PresenceFilter({ attribute: 'objectClass' })
    const found = await this.connection?.ask(
      (messageId) =>
        new ldap.SearchRequest({ messageId, baseDN, scope: 'base', filter, attributes: [name] }),
    )
    return found?.entries.flatMap(valuesOf) ?? []
  }

  /** The next attempt begins with a connection of its own, and from the start. */
  private leave(): void {
    this.connection?.close()
    this.connection = undefined
    this.cookie = undefined
  }

  private warnOfReferrals(addresses: readonly string[]): void {
    const { context, directory } = this.reading
    for (const address of addresses) {
      if (this.referrals.has(address)) continue
      this.referrals.add(address)
      const other = JSON.stringify(directory.secrets.mask(address))
      context.warn(
        `"${directory.description}" names ${other} for a part of the tree; it is not read`,
      )
    }
  }

  private warnOfPlainPassword(): void {
    const { context, directory } = this.reading
    const { encryption, bind, host, description } = directory
    if (encryption !== 'none' || bind === undefined || /^(?:localhost|127\..*|::1)$/.test(host))
      return
    context.warn(
      `"${description}" is sent the password in plain text; use "ldaps://" or "startTls"`,
    )
  }
}

function cookieOf({ controls = [] }: Response): Buffer | undefined {
  const paging = controls.find((control) => control instanceof ldap.PagedResultsControl)
  const cookie = paging?.value?.cookie
  return cookie === undefined || cookie.length === 0 ? undefined : cookie
}

function valuesOf({ attributes }: ldap.SearchEntry): readonly Values[] {
  return attributes.map(({ type, parsedBuffers }) => ({ name: type, values: parsedBuffers }))
}

/** Long enough that two of a million million names are not taken for one. */
function shortHash(name: string): string {
  return createHash('sha256').update(name).digest().toString('latin1', 0, 16)
}

/** With what says when an entry changed, which a directory gives only where it is asked for it. */
function attributesOf({ attributes, since }: LdapFile): string[] {
  if (since === undefined) return [...(attributes ?? [])]
  return [...new Set([...(attributes ?? ['*']), since.attribute])]
}
