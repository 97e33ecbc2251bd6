/** What each record that was read is to those that are known, and which of those were not read. */
import type { PreparedRecord } from '../prepareBatch'
import type { KnownVersion, VersionLine } from './versionLines'

export type Compared =
  /** New where nothing is known of it, or it was gone. */
  | {
      readonly is: 'new' | 'changed'
      readonly record: PreparedRecord
      readonly known: KnownVersion | undefined
    }
  | { readonly is: 'unchanged' | 'repeated' }
  /** Another record of the reading, at `earlier`, has its id. */
  | { readonly is: 'conflicting'; readonly record: PreparedRecord; readonly earlier: string }
  | { readonly is: 'vanished'; readonly id: string; readonly known: KnownVersion }

/** `lines` are in the order of `VersionLines`. */
export async function* compareVersions(
  lines: AsyncIterable<VersionLine>,
): AsyncGenerator<Compared> {
  let key: string | undefined
  let id = ''
  let known: KnownVersion | undefined
  let first: PreparedRecord | undefined
  const unseen = (): Compared[] =>
    known === undefined || known.hash === null || first !== undefined
      ? []
      : [{ is: 'vanished', id, known }]
  for await (const line of lines) {
    if (line.key !== key) {
      yield* unseen()
      ;({ key, id } = line)
      known = first = undefined
    }
    if ('known' in line) {
      known = line.known
      id = line.id
    } else if (first === undefined) {
      first = line.record
      yield judged(first, known)
    } else yield repeated(line.record, first)
  }
  yield* unseen()
}

/** The first record of its id in a reading. */
function judged(record: PreparedRecord, known: KnownVersion | undefined): Compared {
  if (known === undefined || known.hash === null) return { is: 'new', record, known }
  return known.hash === record.hash ? { is: 'unchanged' } : { is: 'changed', record, known }
}

function repeated(record: PreparedRecord, first: PreparedRecord): Compared {
  if (record.hash === first.hash) return { is: 'repeated' }
  return { is: 'conflicting', record, earlier: first.locator }
}
