/** The JSON of an answer as text, so that records keep every digit. */
import { isUtf8 } from 'node:buffer'
import { elementsOf, endOfValue, findPart, isJson, memberNames } from '../../../util/jsonText'

/** A list or a text is not where it should be. The message says what is there instead. */
export class ShapeFault extends Error {
  override readonly name = 'ShapeFault'
}

export class AnswerJson {
  /**
   * `encoding` is UTF-8, or a character for each byte where some bytes are no UTF-8: all signs of JSON's own are single bytes,
   * so that a record that cannot be read spoils no other one.
   */
  private constructor(
    private readonly text: string,
    private readonly encoding: 'utf8' | 'latin1',
  ) {}

  /** Undefined where it is no JSON, or not all of it. */
  static parse(bytes: Buffer, contentType: string | null): AnswerJson | undefined {
    const known = inUtf8(bytes, contentType)
    if (known === undefined) return undefined
    const encoding = isUtf8(known) ? 'utf8' : 'latin1'
    const text = known.toString(encoding)
    return isJson(text) ? new AnswerJson(text, encoding) : undefined
  }

  /** The bytes of each element of the list that is there. */
  *elements(path: readonly string[]): Generator<Buffer> {
    const at = findPart(this.text, path)
    if (at === undefined || this.text[at] !== '[') throw new ShapeFault(this.whatIsAt(path))
    for (const element of elementsOf(this.text, at)) yield Buffer.from(element, this.encoding)
  }

  /** The bytes of the object that is there, or of each element of the list; none where there is null. */
  *objects(path: readonly string[]): Generator<Buffer> {
    const at = findPart(this.text, path)
    if (at !== undefined && this.text[at] === '{')
      yield Buffer.from(this.text.slice(at, endOfValue(this.text, at)), this.encoding)
    else if (at === undefined || this.written(at) !== 'null') yield* this.elements(path)
  }

  /** A text or a number as text; undefined where there is nothing, or null, false or an empty text. */
  scalar(path: readonly string[]): string | undefined {
    const at = findPart(this.text, path)
    if (at === undefined) return undefined
    const written = this.written(at)
    if (/^(?:null|false|"")$/.test(written)) return undefined
    if (/^[{[t]/.test(written)) throw new ShapeFault(this.whatIsAt(path))
    return written.startsWith('"') ? (JSON.parse(written) as string) : written
  }

  private written(at: number): string {
    const written = this.text.slice(at, endOfValue(this.text, at))
    return this.encoding === 'utf8' ? written : Buffer.from(written, 'latin1').toString()
  }

  /** Of a path that leads nowhere, what is at the last place that there is. */
  private whatIsAt(path: readonly string[]): string {
    const at = findPart(this.text, path)
    if (at !== undefined) return `there is ${this.describe(at)}`
    const above = path.slice(0, -1)
    const place = above.length === 0 ? 'the answer' : JSON.stringify(above.join('.'))
    const found = findPart(this.text, above)
    return found === undefined ? this.whatIsAt(above) : `${place} is ${this.describe(found)}`
  }

  private describe(at: number): string {
    const sign = this.text[at]
    if (sign === '[') return 'a list'
    if (sign === '"') return 'a text'
    if (sign !== '{') return this.written(at).slice(0, 30)
    const names = [...memberNames(this.text, at)].map((name) => JSON.stringify(name))
    if (names.length === 0) return 'an object without members'
    const more = names.length > MOST_NAMES ? ', …' : ''
    return `an object with ${names.slice(0, MOST_NAMES).join(', ')}${more}`
  }
}

const MOST_NAMES = 10

/** The answer's bytes without a byte order mark; undefined where its character set is not known. */
function inUtf8(bytes: Buffer, contentType: string | null): Buffer | undefined {
  const written = /;\s*charset="?([^\s";]+)/i.exec(contentType ?? '')?.[1] ?? 'utf-8'
  if (/^(?:utf-?8|us-ascii)$/i.test(written))
    return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? bytes.subarray(3) : bytes
  try {
    return Buffer.from(new TextDecoder(written).decode(bytes))
  } catch {
    return undefined
  }
}
