/** Patterns of file names: `*` stands for any letters, `?` for one. */
import { foldName } from './exportName'

/** Whether a name fits, capitals or not. */
export function nameTest(pattern: string): (name: string) => boolean {
  // Neighbouring stars say no more than one, and would take exponential time.
  const parts = foldName(pattern)
    .replace(/\*+/g, '*')
    .split(/([*?])/)
  const source = parts.map((part) => (part === '*' ? '.*' : part === '?' ? '.' : escaped(part)))
  const expression = new RegExp(`^${source.join('')}$`, 'su')
  return (name) => expression.test(foldName(name))
}

/** How many letters of the name the pattern tells, its extension not counted. */
export function toldLetters(pattern: string): number {
  return pattern.replace(/\.\w+$/, '').replace(/[*?]/g, '').length
}

function escaped(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')
}
