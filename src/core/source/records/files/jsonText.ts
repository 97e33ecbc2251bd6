/** Texts that should be JSON objects. */
import { isUtf8 } from 'node:buffer'
import { UsageError } from '../../../util/errors'
import { jsonStringsHold } from '../../../util/jsonStrings'
import type { SourceItem } from '../source'
import { ByteWindow } from './byteWindow'
import { fromMark, isUtf16 } from './encodings'
import { jsonProblem } from './jsonProblem'
import { openRange, type SourceFile } from './sourceFile'
import { rawText, unreadable } from './unreadable'

export interface JsonPiece {
  readonly bytes: Buffer
  readonly locator: string
  /** Known before, for many pieces at once; else it is looked at. */
  readonly isUtf8: boolean
  /** Begins a message about a problem that many characters behind the start. */
  readonly place: (at: number) => string
}

/** The record whose text the bytes are, kept as it is written. `parsed` may refuse it with a message. */
export function readObject(
  piece: JsonPiece,
  refuse: (parsed: object) => string | undefined = () => undefined,
): SourceItem {
  const { bytes, locator } = piece
  const no = (code: 'json' | 'object' | 'encoding', message: string) =>
    unreadable(code, locator, rawText(bytes, 'utf-8'), message)
  if (!piece.isUtf8 && !isUtf8(bytes))
    return no('encoding', 'has bytes that are no characters in UTF-8')
  const json = bytes.toString('utf8')
  const parsed = parse(json)
  if (parsed === undefined) {
    const { at, message } = jsonProblem(json) ?? { at: 0, message: 'is no JSON' }
    return no('json', `${piece.place(at)}: ${message}`)
  }
  if (typeof parsed.value !== 'object' || parsed.value === null || Array.isArray(parsed.value))
    return no('object', `is ${kindOf(parsed.value)}, not an object`)
  const refusal = refuse(parsed.value)
  if (refusal !== undefined) return no('object', refusal)
  if (jsonStringsHold(json)) return { json, locator }
  return no('encoding', 'has the character NUL or half of a character, which databases cannot hold')
}

/** Records of JSON are in UTF-8. Returns where they begin: behind a byte order mark. */
export async function findJsonStart(file: SourceFile): Promise<number> {
  const feed = await openRange(file, 0, Math.min(file.size, 3))
  try {
    const window = new ByteWindow(feed)
    while (await window.more());
    const encoding = fromMark(window.bytes.subarray(window.start, window.end))
    if (encoding === undefined) return 0
    if (!isUtf16(encoding)) return 3
    throw new UsageError(`${file.path} is written in ${encoding}; JSON is read in UTF-8`, {
      mend: 'Save the file in UTF-8.',
    })
  } finally {
    await feed.close()
  }
}

function parse(json: string): { readonly value: unknown } | undefined {
  try {
    return { value: JSON.parse(json) as unknown }
  } catch {
    return undefined
  }
}

function kindOf(value: unknown): string {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'an array'
  return (
    { string: 'a text', number: 'a number', boolean: 'a truth value' }[String(typeof value)] ??
    'no value'
  )
}
