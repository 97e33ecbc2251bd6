/** What the databases of environments are called. A name is made here and never taken apart again. */
import { sha256 } from '../../util/hash'

/** PostgreSQL keeps 63 bytes of a name, and cuts the rest off without an error. MySQL keeps 64 characters. */
export const MOST_BYTES = 63

const HASH_DIGITS = 8

/** Letters that every engine and every file system keeps as they are. */
const LEGAL = /^[A-Za-z0-9_$][A-Za-z0-9_$.-]*$/

/** Names that Drydock gives to databases that are being made or that wait to be dropped. */
export const RESERVED_PREFIXES = ['drydock_new_', 'zz_deleted_'] as const

/**
 * `{base}_{environment}`. Where that is no legal name or too long: what is legal of it, cut, and a hash of both names, so that
 * two environments never have the same.
 */
export function databaseName(base: string, environment: string): string {
  const name = `${base}_${environment}`
  if (isLegalName(name)) return name
  const hash = sha256(`${base}\0${environment}`).slice(0, HASH_DIGITS)
  return `${slug(name).slice(0, MOST_BYTES - HASH_DIGITS - 1)}_${hash}`
}

function isLegalName(name: string): boolean {
  return LEGAL.test(name) && Buffer.byteLength(name) <= MOST_BYTES && !isReserved(name)
}

/** Whether only Drydock gives such names, to databases that are nobody's yet or no longer. */
export function isReserved(name: string): boolean {
  return RESERVED_PREFIXES.some((prefix) => name.toLowerCase().startsWith(prefix))
}

/** Lower-case letters and digits with `_` between them. */
function slug(text: string): string {
  const letters = text.normalize('NFC').toLowerCase()
  const kept = letters.replace(/[^a-z0-9]+/g, '_').replace(/^_+|_+$/g, '')
  return isReserved(kept) ? `of_${kept}` : kept
}

/** `mean-reversion` is `test-mean-reversion`; what is called so already stays as it is. */
export function testEnvironment(short: string): string {
  return short === 'test' || short.startsWith('test-') ? short : `test-${short}`
}

/** Why a name cannot be that of an environment, as the end of a sentence; undefined where it can. */
export function environmentNameFault(name: string): string | undefined {
  if (name.trim() === '') return 'is empty'
  if (name !== name.trim()) return 'begins or ends with a space'
  // eslint-disable-next-line no-control-regex -- which is what is looked for
  if (/[\u0000-\u001f\u007f-\u009f\u2028\u2029]/.test(name)) return 'holds a control character'
  if (name.length > 100) return 'is longer than 100 characters'
  if (name === 'current') return 'is reserved'
  return undefined
}
