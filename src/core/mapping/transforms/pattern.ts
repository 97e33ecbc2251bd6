/**
 * Patterns without backtracking: all ways to go on are followed at once, so that a step through the text costs no more
 * than the pattern is long, whatever both are. After R. Pike and R. Cox, https://swtch.com/~rsc/regexp/regexp2.html
 */
import type { Instruction, Pattern } from './patternProgram'
import { isWord, type Place } from './patternSyntax'

/**
 * A search from each end of a match may look at the rest of the text again. So many steps it may take before a text is
 * given up, some hundred milliseconds, and so many more for each character.
 */
const MOST_STEPS = 5_000_000
const STEPS_A_CHARACTER = 100

/** How many characters may come into a text instead of others. */
const MOST_ADDED = 64_000_000

/**
 * The text with each match replaced; `$0` in `to` is the match, `$1` its first group, `$$` a dollar. Undefined where
 * that would take too long or become too long.
 */
export function replacePattern(text: string, pattern: Pattern, to: string): string | undefined {
  const search = new Search(text, pattern)
  const parts: string[] = []
  let [rest, added] = [0, 0]
  for (let from = 0; from <= text.length;) {
    const match = search.next(from)
    if (match === undefined) return undefined
    const [start, end] = match
    if (start === undefined || end === undefined) break
    const replacement = filled(to, text, match)
    added += replacement.length
    if (added > MOST_ADDED) return undefined
    parts.push(text.slice(rest, start), replacement)
    rest = end
    // An empty match goes on behind the next character, or it would be found again.
    from = end > start ? end : end + widthAt(text, end)
  }
  return parts.length === 0 ? text : parts.join('') + text.slice(rest)
}

/** Why `to` cannot be filled in; undefined where it can. */
export function replacementFault(to: string, { groups }: Pattern): string | undefined {
  const missing = [...to.matchAll(REFERENCE)].find(([, digit]) => Number(digit ?? 0) > groups)
  return missing && `"${missing[0]}" is no group of the pattern`
}

const REFERENCE = /\$(?:(\d)|\$)/g

function filled(to: string, text: string, match: Captures): string {
  if (!to.includes('$')) return to
  return to.replace(REFERENCE, (_, digit: string | undefined) => {
    if (digit === undefined) return '$'
    const slot = 2 * parseInt(digit, 10)
    return text.slice(match[slot] ?? 0, match[slot + 1] ?? 0)
  })
}

/** Starts and ends of groups; those of group 0 are undefined where there is no match. */
type Captures = readonly (number | undefined)[]

/** Ways that wait for the next character, the preferred ones first. */
interface Ways {
  readonly places: number[]
  readonly captures: Captures[]
}

class Search {
  private steps = 0
  /** When each instruction was last reached, so that no way is followed twice at one place. */
  private readonly reached: number[]
  private round = 0
  private found: Captures | undefined
  private readonly most: number

  constructor(
    private readonly text: string,
    private readonly pattern: Pattern,
  ) {
    this.reached = pattern.program.map(() => 0)
    this.most = MOST_STEPS + STEPS_A_CHARACTER * text.length
  }

  /** The first match that starts at `from` or behind; undefined where the search took too long. */
  next(from: number): Captures | undefined {
    this.found = undefined
    let ways: Ways = { places: [], captures: [] }
    for (let at = from; ;) {
      this.round++
      const isOpen = this.found === undefined
      const current: Ways = { places: [], captures: [] }
      for (const [index, place] of ways.places.entries())
        if (!this.follow(current, place, ways.captures[index] ?? [], at)) break
      // A match that starts later is worth less than any that is under way.
      if (isOpen && this.found === undefined) this.follow(current, 0, [], at)
      if (current.places.length === 0 && this.found !== undefined) return this.found
      if (at >= this.text.length) return this.found ?? []
      ways = this.read(current, this.text.codePointAt(at) ?? 0)
      at += widthAt(this.text, at)
      if (ways.places.length === 0 && this.found === undefined) at = this.skip(at)
      if (this.steps > this.most) return undefined
    }
  }

  /** The next place at which a match may start. */
  private skip(from: number): number {
    const { starts } = this.pattern
    let at = from
    if (starts !== undefined)
      while (at < this.text.length && !starts(this.text.codePointAt(at) ?? 0))
        at += widthAt(this.text, at)
    this.steps += at - from
    return at
  }

  /** The ways on which the character may come next, each one instruction further. */
  private read({ places, captures }: Ways, code: number): Ways {
    const next: Ways = { places: [], captures: [] }
    this.steps += places.length + 1
    for (const [index, place] of places.entries()) {
      const instruction = this.pattern.program[place]
      if (instruction?.op !== 'character' || !instruction.test(code)) continue
      next.places.push(place + 1)
      next.captures.push(captures[index] ?? [])
    }
    return next
  }

  /** Adds all ways from here to `ways`. False where one is a match: those that would follow are worth less. */
  private follow(ways: Ways, place: number, captures: Captures, at: number): boolean {
    if (this.reached[place] === this.round) return true
    this.reached[place] = this.round
    this.steps++
    const instruction = this.pattern.program[place] as Instruction
    switch (instruction.op) {
      case 'character':
        ways.places.push(place)
        ways.captures.push(captures)
        return true
      case 'jump':
        return this.follow(ways, instruction.to, captures, at)
      case 'split':
        return (
          this.follow(ways, instruction.first, captures, at) &&
          this.follow(ways, instruction.second, captures, at)
        )
      case 'save':
        return this.follow(ways, place + 1, withSlot(captures, instruction.slot, at), at)
      case 'place':
        return !isAt(this.text, at, instruction.place) || this.follow(ways, place + 1, captures, at)
      default:
        this.found = captures
        return false
    }
  }
}

function withSlot(captures: Captures, slot: number, at: number): Captures {
  const changed = [...captures]
  while (changed.length < slot) changed.push(undefined)
  changed[slot] = at
  return changed
}

function isAt(text: string, at: number, place: Place): boolean {
  if (place === 'start') return at === 0
  if (place === 'end') return at === text.length
  const isBorder = isWordAt(text, at - 1) !== isWordAt(text, at)
  return isBorder === (place === 'word')
}

function isWordAt(text: string, at: number): boolean {
  return at >= 0 && at < text.length && isWord(text.charCodeAt(at))
}

function widthAt(text: string, at: number): number {
  return (text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1
}
