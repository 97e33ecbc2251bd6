/** What a directory's answers mean that are not success. */
import { DatabaseOperationError } from '../../../util/errors'
import { PassingFault } from '../network/backOff'
import { quote } from '../network/quote'
import type { Directory } from './directory'

/** `busy` and `unavailable`. */
const PASSING = new Set([51, 52])
const SIZE_LIMIT = 4
const ADMINISTRATIVE_LIMIT = 11
const INVALID_CREDENTIALS = 49

export interface Result {
  readonly status: number
  readonly errorMessage: string
}

export function resultFault({ status, errorMessage }: Result, directory: Directory): Error {
  const name = NAMES[status] ?? 'error'
  const told = quote(errorMessage, directory.secrets)
  if (PASSING.has(status)) return new PassingFault(`answered ${status} (${name})${told}`)
  if (status === SIZE_LIMIT || status === ADMINISTRATIVE_LIMIT) return tooMany(name, directory)
  const message = `"${directory.description}" answered ${status} (${name})${told}`
  return new DatabaseOperationError('source-refused', message, { mend: mendOf(status) })
}

function tooMany(name: string, { description }: Directory): DatabaseOperationError {
  const message = `"${description}" does not give all entries to this account (${name})`
  const mend = 'have its limit lifted, lower "pageSize", or read less by "base" and "filter"'
  return new DatabaseOperationError('source-incomplete', message, { mend })
}

function mendOf(status: number): string {
  if (status === INVALID_CREDENTIALS) return 'check "bind" and its secret'
  if (status === 32 || status === 34) return 'check "base"'
  if (status === 8 || status === 13) return 'use "ldaps://" or "startTls"'
  if (status === 1 || status === 50 || status === 48) return 'check "bind" and what it may read'
  return 'check "base", "filter" and "attributes" against the directory'
}

/** RFC 4511, 4.1.9. */
const NAMES: Readonly<Record<number, string>> = {
  1: 'operations error',
  2: 'protocol error',
  3: 'time limit exceeded',
  4: 'size limit exceeded',
  8: 'stronger authentication required',
  10: 'referral',
  11: 'administrative limit exceeded',
  12: 'unavailable critical extension',
  13: 'confidentiality required',
  32: 'no such object',
  34: 'invalid name',
  48: 'inappropriate authentication',
  49: 'invalid credentials',
  50: 'insufficient access rights',
  51: 'busy',
  52: 'unavailable',
  53: 'unwilling to perform',
}
