/**
 * Attachments: `name (url)`, joined by commas. URLs expire and are others in every export, so it is by their names that
 * attachments are the same; a value keeps each name at the end of its URL, as the fragment.
 */
import { writeMoment } from '../../schema/moments'
import type { Value } from '../../util/value'
import type { Codec } from './codec'
import { readTextArray, writeTextArray } from './textArray'

export const attachmentsCodec: Codec = {
  expected: 'list of attachments as name (https://…)',
  read(cell) {
    const attachments = readAttachments(cell)
    return attachments && writeTextArray(attachments.map(withFragment))
  },
  write(value) {
    const attachments = readTextArray(value)?.map(attachmentOf)
    return attachments?.every((one) => one !== undefined) === true
      ? attachments.map(({ name, url }) => `${name} (${url})`).join(',')
      : undefined
  },
}

interface Attachment {
  readonly name: string
  readonly url: string
}

/** Names have commas, blanks and brackets; URLs have none but commas, and only they end an attachment. */
const URL_GROUP = / \((https?:\/\/[^\s()]+)\)(?:,|$)/g

function readAttachments(cell: string): readonly Attachment[] | undefined {
  const attachments: Attachment[] = []
  let start = 0
  for (const match of cell.matchAll(URL_GROUP)) {
    attachments.push({ name: cell.slice(start, match.index), url: match[1] ?? '' })
    start = match.index + match[0].length
  }
  const isWhole = start === cell.length && !cell.endsWith(',')
  return isWhole && attachments.length > 0 ? attachments : undefined
}

function withFragment({ name, url }: Attachment): string {
  // Halves of surrogate pairs are no characters and cannot be encoded.
  return `${url}#${encodeURIComponent(name.replace(/\p{Cs}/gu, '\ufffd'))}`
}

const ELEMENT = /^(https?:\/\/[^\s()]+)#([^#]*)$/

function attachmentOf(element: string): Attachment | undefined {
  const [, url, fragment = ''] = ELEMENT.exec(element) ?? []
  return url === undefined ? undefined : { name: decoded(fragment), url }
}

function decoded(fragment: string): string {
  try {
    return decodeURIComponent(fragment)
  } catch {
    return fragment
  }
}

/** The names of a value's attachments, in order. An element without a name counts by its whole text. */
export function attachmentNames(value: Value): readonly string[] {
  if (value === null) return []
  const elements = readTextArray(value) ?? [value]
  return elements.map((element) => attachmentOf(element)?.name ?? element)
}

/** Whether two values have the same attachments: the same names in the same order. */
export function sameAttachments(a: Value, b: Value): boolean {
  if (a === b) return true
  const [names, others] = [attachmentNames(a), attachmentNames(b)]
  return names.length === others.length && names.every((name, index) => name === others[index])
}

/** `https://v5.airtableusercontent.com/v3/u/<n>/<n>/<milliseconds since 1970>/…` */
const EXPIRING = /^https:\/\/v\d+\.airtableusercontent\.com\/v\d+\/u\/\d+\/\d+\/(\d{12,14})\//

/** Until when the URL can be opened, as `2025-10-19T11:00:00Z`; undefined where it does not say. */
export function expiryOf(url: string): string | undefined {
  const milliseconds = EXPIRING.exec(url)?.[1]
  if (milliseconds === undefined) return undefined
  return `${writeMoment(BigInt(milliseconds) * 1000n).replace(' ', 'T')}Z`
}
