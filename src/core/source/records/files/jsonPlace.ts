/** Where in a JSON document the records are: the way to them by the names of members. */
import { UsageError } from '../../../util/errors'
import { suggest } from '../../../util/nearMiss'
import type { JsonCursor } from './jsonCursor'
import { CutShort } from './jsonCursor'

export interface JsonPlace {
  readonly offset: number
  readonly line: number
  readonly container: 'array' | 'object'
}

/** How many names of members are kept to be suggested. */
const NAMES_TO_KEEP = 1000

/** Goes to the array or object of records. `subject` names the document. */
export async function findPlace(
  cursor: JsonCursor,
  path: readonly string[],
  subject: string,
): Promise<JsonPlace> {
  for (const [index, name] of path.entries()) {
    const above =
      index === 0 ? subject : `${JSON.stringify(path.slice(0, index).join('.'))} of ${subject}`
    const kind = await kindHere(cursor)
    if (kind !== 'object')
      throw new UsageError(
        `${above} is ${WITH_ARTICLE[kind]}, which has no ${JSON.stringify(name)}`,
        {
          mend: 'Say with "records" where the records are; leave it out where they are the document itself.',
        },
      )
    await enter(cursor, name, above)
  }
  const container = await kindHere(cursor)
  if (container !== 'value') return { offset: cursor.offset, line: cursor.line, container }
  const place = path.length === 0 ? subject : `${JSON.stringify(path.join('.'))} of ${subject}`
  throw new UsageError(`${place} is no array or object of records`, {
    mend: 'Say with "records" which member holds the records.',
  })
}

/** The names of the members of the object that begins here, as far as they are few. */
export async function memberNames(cursor: JsonCursor, most: number): Promise<readonly string[]> {
  const names: string[] = []
  cursor.next()
  for (let name = await nextName(cursor); name !== undefined; name = await nextName(cursor)) {
    names.push(name)
    if (names.length === most) break
    await cursor.skip()
  }
  return names
}

/** Goes to the value of the member. */
async function enter(cursor: JsonCursor, wanted: string, above: string): Promise<void> {
  const names: string[] = []
  cursor.next()
  for (let name = await nextName(cursor); name !== undefined; name = await nextName(cursor)) {
    if (name === wanted) return
    if (names.length < NAMES_TO_KEEP) names.push(name)
    await cursor.skip()
  }
  throw new UsageError(`${above} has no ${JSON.stringify(wanted)}`, {
    mend: suggest(wanted, names),
  })
}

/** The name of the next member, with the cursor at its value; undefined at the end of the object. */
async function nextName(cursor: JsonCursor): Promise<string | undefined> {
  if ((await cursor.peek()) === COMMA) cursor.next()
  const start = await cursor.peek()
  if (start === undefined) throw new CutShort()
  if (start === OBJECT_END) return undefined
  if (start !== MARK) throw new SyntaxError('a name in double quotes is expected')
  const name = JSON.parse((await cursor.value()).toString('utf8')) as string
  if ((await cursor.peek()) !== COLON) throw new SyntaxError('a colon is expected')
  cursor.next()
  if ((await cursor.peek()) === undefined) throw new CutShort()
  return name
}

async function kindHere(cursor: JsonCursor): Promise<'array' | 'object' | 'value'> {
  const byte = await cursor.peek()
  if (byte === undefined) throw new CutShort()
  return byte === 0x7b ? 'object' : byte === 0x5b ? 'array' : 'value'
}

const WITH_ARTICLE = { array: 'an array', object: 'an object', value: 'no object' } as const
const [MARK, COMMA, COLON, OBJECT_END] = [0x22, 0x2c, 0x3a, 0x7d]
