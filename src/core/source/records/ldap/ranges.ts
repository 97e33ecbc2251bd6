/** Active Directory gives long lists in parts: `member;range=0-1499`, then as often as it takes `member;range=1500-2999`. */
import { DatabaseOperationError } from '../../../util/errors'

export interface Values {
  readonly name: string
  readonly values: readonly Buffer[]
}

/** Reads one attribute of an entry. */
export type ReadAttribute = (dn: string, name: string) => Promise<readonly Values[]>

/** The attributes with all of their values. */
export async function completeRanges(
  dn: string,
  attributes: readonly Values[],
  read: ReadAttribute,
): Promise<readonly Values[]> {
  const ranged = attributes.filter(({ name }) => partOf(name) !== undefined)
  if (ranged.length === 0) return attributes
  const whole: Values[] = []
  for (const attribute of ranged) whole.push(await completeOne(dn, attribute, read))
  const names = new Set(whole.map(({ name }) => name.toLowerCase()))
  // Beside the part stands the attribute itself, without values.
  const others = attributes.filter(
    ({ name }) => partOf(name) === undefined && !names.has(name.toLowerCase()),
  )
  return [...others, ...whole]
}

async function completeOne(dn: string, first: Values, read: ReadAttribute): Promise<Values> {
  const values = [...first.values]
  let part = partOf(first.name)
  const name = part?.name ?? first.name
  while (part?.end !== undefined) {
    const start: number = part.end + 1
    const rest = await read(dn, `${name};range=${start}-*`)
    const next = rest.find((one) => partOf(one.name)?.start === start)
    if (next === undefined) throw broken(dn, name, start)
    values.push(...next.values)
    part = partOf(next.name)
  }
  return { name, values }
}

interface Part {
  readonly name: string
  readonly start: number
  /** Undefined for the last part. */
  readonly end: number | undefined
}

function partOf(name: string): Part | undefined {
  const match = /^(.*);range=(\d+)-(\d+|\*)$/i.exec(name)
  if (match === null) return undefined
  const [, whole = '', start = '', end = ''] = match
  return { name: whole, start: Number(start), end: end === '*' ? undefined : Number(end) }
}

function broken(dn: string, name: string, start: number): DatabaseOperationError {
  const message = `${JSON.stringify(dn)} has more than ${start} values of "${name}", and the directory does not give the others`
  const mend = `leave "${name}" out of "attributes", or read it from the other end`
  return new DatabaseOperationError('source-incomplete', message, { mend })
}
