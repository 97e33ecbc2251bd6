/** An entry as JSON: its name is `dn`, values are texts, several values are a list whose order means nothing. */
import { isUtf8 } from 'node:buffer'
import { RAW_LIMIT, type SourceItem } from '../source'
import type { LdapFile } from './ldapSchema'
import type { Values } from './ranges'

/** Attributes whose values are bytes, in lower case. */
const BINARY = [
  ...['objectGUID', 'objectSid', 'sIDHistory', 'mS-DS-ConsistencyGuid', 'msExchMailboxGuid'],
  ...[
    'nTSecurityDescriptor',
    'msExchMailboxSecurityDescriptor',
    'logonHours',
    'replPropertyMetaData',
  ],
  ...['jpegPhoto', 'thumbnailPhoto', 'thumbnailLogo', 'photo', 'audio', 'personalSignature'],
  ...[
    'userCertificate',
    'cACertificate',
    'crossCertificatePair',
    'userSMIMECertificate',
    'userPKCS12',
  ],
  ...['certificateRevocationList', 'authorityRevocationList', 'deltaRevocationList'],
].map((name) => name.toLowerCase())

export type EntryReader = (dn: string, attributes: readonly Values[]) => SourceItem

export function entryReader({
  attributes = [],
  lists = [],
  binary = [],
  since,
}: LdapFile): EntryReader {
  const moment = since === undefined ? [] : [since.attribute]
  const spellings = new Map(
    [...attributes, ...lists, ...moment].map((name) => [
      plainName(name).toLowerCase(),
      plainName(name),
    ]),
  )
  const listNames = new Set(lists.map((name) => plainName(name).toLowerCase()))
  const binaryNames = new Set([...BINARY, ...binary.map((name) => plainName(name).toLowerCase())])
  return (dn, given) => {
    const members = new Map<string, string | readonly string[]>([['dn', dn]])
    // A list without values is a list, too.
    for (const name of listNames) members.set(spellings.get(name) ?? name, [])
    let fault: string | undefined
    for (const { name, values } of given) {
      const lower = plainName(name).toLowerCase()
      if (lower === 'dn' || values.length === 0) continue
      const isBinary = binaryNames.has(lower.replace(/;.*/, '')) || /;binary$/i.test(name)
      fault ??= isBinary ? undefined : textFault(name, values)
      const texts = values
        .toSorted(Buffer.compare)
        .map((value) => value.toString(isBinary ? 'base64' : 'utf8'))
      const [only = ''] = texts
      const isList = texts.length > 1 || listNames.has(lower)
      members.set(spellings.get(lower) ?? plainName(name), isList ? texts : only)
    }
    const json = toJson(members)
    if (fault === undefined) return { json, locator: dn }
    return { locator: dn, raw: json.slice(0, RAW_LIMIT), code: 'encoding', message: fault }
  }
}

/** `userCertificate;binary` says only how it is sent. */
function plainName(name: string): string {
  return name.replace(/;binary$/i, '')
}

function textFault(name: string, values: readonly Buffer[]): string | undefined {
  if (!values.every((value) => isUtf8(value)))
    return `the attribute "${name}" is no UTF-8; name it in "binary" if it holds bytes`
  if (values.some((value) => value.includes(0)))
    return `the attribute "${name}" has the character NUL, which databases cannot hold; name it in "binary" if it holds bytes`
  return undefined
}

/** An object would put names that are numbers first and lose `__proto__`. */
function toJson(members: ReadonlyMap<string, string | readonly string[]>): string {
  const texts = [...members].map(
    ([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`,
  )
  return `{${texts.join(',')}}`
}
