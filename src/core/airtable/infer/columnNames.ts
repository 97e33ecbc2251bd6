/** Names of tables and columns of a database, from those of Airtable. */

/** Letters, digits and underscores; the names that need no quotes. Different names stay different. */
export function columnNames(names: readonly string[], taken: readonly string[]): readonly string[] {
  const given = new Set(taken)
  return names.map((name) => {
    const plain = plainName(name)
    let unique = plain
    for (let number = 2; given.has(unique); number++) unique = `${plain}_${number}`
    given.add(unique)
    return unique
  })
}

/** What stands for signs that say something. */
const SIGNS: readonly (readonly [RegExp, string])[] = [
  [/%/g, ' percentage '],
  [/#/g, ' number '],
  [/&/g, ' and '],
  [/ß/g, 'ss'],
]

export function plainName(name: string): string {
  const spelled = SIGNS.reduce((text, [sign, word]) => text.replace(sign, word), name)
  const plain = spelled
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^_+|_+$/g, '')
    .slice(0, 50)
  if (plain === '') return 'column'
  return /^[0-9]/.test(plain) ? `n${plain}` : plain
}
