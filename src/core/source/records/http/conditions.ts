/** Asking only for what has changed since the last reading. */
import { sha256 } from '../../../util/hash'
import type { SourceContext, SourceState } from '../source'
import type { HttpFile } from './httpSchema'
import type { Request } from './request'

/**
 * Only where one answer holds all records: that the first page has not changed says nothing of the others. An answer to "since"
 * is one to another question each time.
 */
export function mayAskForChanges(
  { method = 'GET', paging }: HttpFile,
  { since, checkpoint }: SourceContext,
): boolean {
  const isWhole = since === undefined && checkpoint === undefined
  return method === 'GET' && isWhole && (paging === undefined || paging.by === 'none')
}

/** Undefined where the last reading left nothing to compare with, or asked for something else. */
export function conditionsOf(
  previous: SourceContext['previous'],
  question: string,
): Readonly<Record<string, string>> | undefined {
  if (previous === undefined || previous['question'] !== question) return undefined
  const { etag, lastModified } = previous
  if (etag === undefined && lastModified === undefined) return undefined
  return {
    ...(etag !== undefined && { 'if-none-match': etag }),
    ...(lastModified !== undefined && { 'if-modified-since': lastModified }),
  }
}

/** What the next reading compares with. */
export function stateOf(headers: Headers, question: string, request: Request): SourceState {
  const facts: Record<string, string> = {}
  const keep = (name: string, header: string | null) => {
    // A service that writes a secret into its ETag is asked again in full.
    if (header !== null && request.secrets.mask(header) === header) facts[name] = header
  }
  keep('etag', headers.get('etag'))
  keep('lastModified', headers.get('last-modified'))
  return { facts: Object.keys(facts).length === 0 ? {} : { ...facts, question } }
}

/** What is asked, in short: an answer to something else is not compared with. Made of names of secrets, not of secrets. */
export function questionOf(options: HttpFile, { description }: Request): string {
  const { url, query, headers, auth, records } = options
  return sha256(JSON.stringify([description, url, query, headers, auth, records]))
}
