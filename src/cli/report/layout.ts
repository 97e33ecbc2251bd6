/** The pieces that all text reports are made of. */

/** Lines that are made while they are written, so that no report is ever held as a whole. */
export type Lines = AsyncIterable<string>

export const rule = '='.repeat(80)

/** A title between two rules. */
export function heading(title: string): readonly string[] {
  return [rule, title, rule]
}

/** `1 job`, `2 jobs`. */
export function countOf(count: number, one: string, many: string): string {
  return `${count} ${count === 1 ? one : many}`
}

/** A titled list of examples, with how many there are in all and how many of them are not shown. */
export function exampleSection(
  title: string,
  total: number,
  examples: readonly string[],
): readonly string[] {
  if (total === 0) return []
  const rest = total - examples.length
  return [
    '',
    `${title} (${total}):`,
    ...examples.map((example) => `  - ${example}`),
    ...(rest > 0 ? [`  ... and ${rest} more`] : []),
  ]
}
