/** The records of an array or object of a JSON document, one after the other. */
import type { SourceItem } from '../source'
import { CutShort, type JsonCursor } from './jsonCursor'
import { readObject, type JsonPiece } from './jsonText'

export interface MembersOptions {
  /** The file's name, for locators. */
  readonly name: string
  /** The name under which the keys of an object are put into its records. */
  readonly keyField: string | undefined
  /** How many objects and arrays are open around the records. */
  readonly depth: number
}

/** The cursor is at the start of the array or object. Throws `CutShort` and `SyntaxError` where the document is broken. */
export class JsonMembers {
  private count = 0
  /** The line in which the last record began. */
  private lastLine = 0

  constructor(
    private readonly cursor: JsonCursor,
    private readonly options: MembersOptions,
  ) {}

  /** Undefined behind the last one: then the rest of the document was read, too. */
  async next(): Promise<SourceItem | undefined> {
    const { cursor, options } = this
    const isObject = options.keyField !== undefined
    if (!(await this.reachMember(isObject ? OBJECT_END : ARRAY_END))) return undefined
    this.count++
    // What stands between the records is no part of the next one.
    await cursor.peek()
    const { line } = cursor
    const key = isObject ? await this.readKey() : undefined
    await this.expectValue()
    const bytes = await cursor.value()
    return key === undefined
      ? readObject(this.piece(bytes, line))
      : this.readKeyed(key, bytes, line)
  }

  private async reachMember(closing: number): Promise<boolean> {
    const { cursor } = this
    const mark = await cursor.peek()
    if (mark === undefined) throw new CutShort()
    // In front of the first one is the mark that opens the array or object.
    if (this.count > 0 && mark === closing) return this.finish()
    if (this.count > 0 && mark !== COMMA)
      throw new SyntaxError('a comma or the end of the records is expected')
    cursor.next()
    if (this.count > 0 || (await cursor.peek()) !== closing) return true
    return this.finish()
  }

  /** A document that is cut short behind its records is half a document as well. */
  private async finish(): Promise<false> {
    const { cursor, options } = this
    cursor.next()
    if (options.depth > 0) await cursor.skip(options.depth)
    if ((await cursor.peek()) !== undefined)
      throw new SyntaxError('the document goes on behind its end')
    return false
  }

  private async readKey(): Promise<Buffer> {
    const { cursor } = this
    const mark = await cursor.peek()
    if (mark === undefined) throw new CutShort()
    if (mark !== MARK) throw new SyntaxError('a name in double quotes is expected')
    const key = Buffer.from(await cursor.value())
    if ((await cursor.peek()) !== COLON) throw new SyntaxError('a colon is expected')
    cursor.next()
    return key
  }

  private async expectValue(): Promise<void> {
    const mark = await this.cursor.peek()
    if (mark === undefined) throw new CutShort()
    if (mark === COMMA || mark === COLON || mark === ARRAY_END || mark === OBJECT_END)
      throw new SyntaxError('a record is expected')
  }

  private piece(bytes: Buffer, line: number): JsonPiece {
    const { name } = this.options
    const isFirst = line !== this.lastLine
    this.lastLine = line
    const locator = isFirst ? `${name}:${line}` : `${name}:${line}, record ${this.count}`
    const place = (at: number) => `character ${at + 1} of the record`
    return { bytes, locator, isUtf8: this.cursor.window.isUtf8, place }
  }

  /** The record of a member: its value with its key as the first member. */
  private readKeyed(key: Buffer, bytes: Buffer, line: number): SourceItem {
    const field = this.options.keyField ?? ''
    const piece = this.piece(bytes, line)
    const item = readObject(piece, (parsed) =>
      Object.hasOwn(parsed, field) ? `has a ${JSON.stringify(field)} of its own` : undefined,
    )
    if ('code' in item) return item
    const start = Buffer.from(`{${JSON.stringify(field)}:`)
    const comma = Buffer.from(/^\{\s*\}$/.test(item.json) ? '' : ',')
    return readObject({ ...piece, bytes: Buffer.concat([start, key, comma, bytes.subarray(1)]) })
  }
}

const [MARK, COMMA, COLON, ARRAY_END, OBJECT_END] = [0x22, 0x2c, 0x3a, 0x5d, 0x7d]
