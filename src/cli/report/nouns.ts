/** What the rows of a table are called in reports, from the table's name. */
import { visible } from './visible'

/** `jobs` gives job, jobs, Job and Jobs. */
export interface Noun {
  readonly one: string
  readonly many: string
  readonly One: string
  readonly Many: string
}

const irregular: Readonly<Record<string, string>> = {
  people: 'person',
  children: 'child',
  men: 'man',
  women: 'woman',
  mice: 'mouse',
  movies: 'movie',
  cookies: 'cookie',
  shoes: 'shoe',
  caches: 'cache',
  analyses: 'analysis',
}

const sameForMany = [
  'data',
  'metadata',
  'staff',
  'equipment',
  'information',
  'news',
  'series',
  'species',
]

/** The noun for a table's rows. A name that is no word is used as it is. */
export function nounOf(table: string): Noun {
  if (!/^[A-Za-z][A-Za-z0-9_]*$/.test(table)) return noun(visible(table), visible(table))
  const words = table
    .toLowerCase()
    .split('_')
    .filter((word) => word !== '')
  const before = words
    .slice(0, -1)
    .map((word) => `${word} `)
    .join('')
  const last = words.at(-1) ?? table
  const one = singular(last)
  return noun(before + one, before + (one === last ? plural(one) : last))
}

function noun(one: string, many: string): Noun {
  return { one, many, One: capitalized(one), Many: capitalized(many) }
}

function singular(word: string): string {
  if (sameForMany.includes(word)) return word
  const known = Object.hasOwn(irregular, word) ? irregular[word] : undefined
  if (known !== undefined) return known
  if (/[^aeiou]ies$/.test(word)) return word.replace(/ies$/, 'y')
  if (/(ss|sh|ch|x|zz|o|[tnrplb]us|ias)es$/.test(word)) return word.slice(0, -2)
  return /[^sui]s$/.test(word) ? word.slice(0, -1) : word
}

function plural(word: string): string {
  if (sameForMany.includes(word)) return word
  if (/[^aeiou]y$/.test(word)) return word.replace(/y$/, 'ies')
  return /(s|x|z|ch|sh)$/.test(word) ? `${word}es` : `${word}s`
}

/** `test-mean-reversion` as a heading: `Test-Mean-Reversion`. */
export function environmentTitle(name: string): string {
  return visible(name).replace(/(^|[-_.])([a-z])/g, (_, separator: string, letter: string) => {
    return separator + letter.toUpperCase()
  })
}

function capitalized(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1)
}
