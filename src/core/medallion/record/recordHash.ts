/**
 * The hash of what counts in a record: SHA-256 of its canonical JSON. Members are in the order of their names' code units as
 * in RFC 8785, but numbers are exact decimals and not doubles: 1, 1.0 and 1e0 are the same, and 9007199254740993 is not
 * 9007199254740992. Strings are in Unicode's form NFC. A member that is missing, one that is null and one that is empty are
 * three things.
 */
import { hash } from 'node:crypto'
import { canonicalDecimal } from '../../schema/decimal'
import type { Significance } from '../definition/pipeline'
import { ExactNumber, isObject, memberAt, type ExactJson } from './exactJson'

/** Changes with anything above, so that hashes of two versions are never compared. */
const HASH_VERSION = '1'

/** Hashes the records of one source. Keeps what is the same for all of them. */
export class RecordHasher {
  /** What the hashes depend on besides the record; those of another fingerprint mean nothing here. */
  readonly fingerprint: string
  private readonly only: readonly Path[]
  private readonly except: readonly Path[]
  private readonly sets: ReadonlySet<string>
  private names: readonly string[] = []
  private order: readonly string[] = []

  constructor(readonly significance: Significance) {
    const { only, except, sets } = significance
    this.fingerprint = hash(
      'sha256',
      JSON.stringify([HASH_VERSION, [...only].sort(), [...except].sort(), [...sets].sort()]),
    )
    this.only = only.map(pathOf)
    this.except = except.map(pathOf)
    this.sets = new Set(sets)
  }

  /** In hexadecimal digits. */
  hash(record: ExactJson): string {
    return hash('sha256', this.canonical(record))
  }

  /** The text that is hashed, in UTF-8. */
  canonical(record: ExactJson): string {
    if (this.only.length === 0) return this.write(without(record, this.except), '')
    const parts = this.only.flatMap(({ steps, text }) => {
      const value = memberAt(record, steps)
      return value === undefined ? [] : [`${JSON.stringify(text)}:${this.write(value, text)}`]
    })
    return `{${parts.sort().join(',')}}`
  }

  private write(value: ExactJson, at: string): string {
    if (typeof value === 'string') return JSON.stringify(value.normalize('NFC'))
    if (value === null || typeof value === 'boolean') return String(value)
    if (value instanceof ExactNumber) return canonicalDecimal(value.text) ?? value.text
    if (isObject(value)) return this.writeObject(value, at)
    // Of a list of lists only the outer one is at the path.
    const items = value.map((item) => this.write(item, Array.isArray(item) ? `${at}[]` : at))
    return `[${(this.sets.has(at) ? items.sort() : items).join(',')}]`
  }

  private writeObject(value: { readonly [name: string]: ExactJson }, at: string): string {
    const parts = this.sorted(Object.keys(value)).map((name) => {
      const path = this.sets.size === 0 ? '' : at === '' ? name : `${at}.${name}`
      return `${JSON.stringify(name.normalize('NFC'))}:${this.write(value[name] ?? null, path)}`
    })
    return `{${parts.join(',')}}`
  }

  /** Records of one source mostly have the same members in the same order. */
  private sorted(names: readonly string[]): readonly string[] {
    const isSame =
      names.length === this.names.length && names.every((name, index) => name === this.names[index])
    if (!isSame) {
      this.names = names
      this.order = names
        .map((name) => ({ name, form: name.normalize('NFC') }))
        .sort((a, b) => compare(a.form, b.form) || compare(a.name, b.name))
        .map(({ name }) => name)
    }
    return this.order
  }
}

interface Path {
  readonly text: string
  readonly steps: readonly string[]
}

function pathOf(text: string): Path {
  return { text, steps: text.split('.') }
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

function without(record: ExactJson, paths: readonly Path[]): ExactJson {
  return paths.reduce((value, { steps }) => withoutMember(value, steps), record)
}

function withoutMember(value: ExactJson, [name, ...rest]: readonly string[]): ExactJson {
  if (name === undefined || !isObject(value) || !Object.hasOwn(value, name)) return value
  const kept = Object.entries(value).flatMap(([key, member]): [string, ExactJson][] => {
    if (key !== name) return [[key, member]]
    return rest.length === 0 ? [] : [[key, withoutMember(member, rest)]]
  })
  return Object.fromEntries(kept)
}
