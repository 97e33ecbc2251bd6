/** The facts in the head of a run's document, and where they stand. */

/** The value of one of the facts under a run's title. */
export interface FactPlace {
  readonly fact: string
  readonly value: string
  readonly line: number
  readonly start: number
  readonly end: number
}

/** The facts end with the first empty line; below it are values of rows, which are never read as links. */
export function findFacts(text: string): readonly FactPlace[] {
  const lines = text.split('\n')
  const end = lines.indexOf('')
  return lines.slice(0, Math.max(0, end)).flatMap((text, line) => {
    const match = /^ {2}(\S+(?: \S+)*)( {2,})(.+)$/.exec(text)
    const [, fact = '', gap = '', value = ''] = match ?? []
    const start = 2 + fact.length + gap.length
    return match === null ? [] : [{ fact, value, line, start, end: start + value.length }]
  })
}
