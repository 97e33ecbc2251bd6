/** Words as truth values, and truth values as columns have them. */

/** What PostgreSQL reads as true and as false; case and blanks around do not count. */
export const YES_WORDS: readonly string[] = ['t', 'true', 'y', 'yes', 'on', '1']
export const NO_WORDS: readonly string[] = ['f', 'false', 'n', 'no', 'off', '0']

/** The exact text of a truth value, as databases print it. */
export function writeBoolean(value: boolean): 't' | 'f' {
  return value ? 't' : 'f'
}

/** A reader of the words; undefined for any other one. */
export function booleanReader(
  yes: readonly string[] = YES_WORDS,
  no: readonly string[] = NO_WORDS,
): (text: string) => boolean | undefined {
  const values = new Map<string, boolean>([
    ...yes.map((word) => [wordOf(word), true] as const),
    ...no.map((word) => [wordOf(word), false] as const),
  ])
  return (text) => values.get(wordOf(text))
}

/** Words that differ in nothing else are the same. */
export function wordOf(text: string): string {
  return text.trim().toLowerCase()
}
