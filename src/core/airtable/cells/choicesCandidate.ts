/** Columns of several choices. Prose has commas too: choices are short, and the same ones come again and again. */
import type { Candidate } from './candidate'
import { readList, writeList } from './list'

const LONGEST_CHOICE = 100

/** More than these are names of something, and not a few things to choose from. */
const MOST_CHOICES = 500

export function choicesCandidate(): Candidate {
  const distinct = new Set<string>()
  let [items, hasSeveral] = [0, false]
  return {
    isWeak: true,
    add(cell) {
      const choices = readChoices(cell)
      if (choices === undefined || distinct.size > MOST_CHOICES) return false
      for (const choice of choices) distinct.add(choice)
      items += choices.length
      hasSeveral ||= choices.length > 1
      return true
    },
    format: () => (hasSeveral && distinct.size * 2 <= items ? { type: 'choices' } : undefined),
  }
}

function readChoices(cell: string): readonly string[] | undefined {
  // A cell of so many characters has no few short items.
  if (cell.length > LONGEST_CHOICE * LONGEST_CHOICE) return undefined
  const choices = readList(cell)
  if (choices?.every(isChoice) !== true) return undefined
  return cell.includes('"') && writeList(choices) !== cell ? undefined : choices
}

/** Names of choices are trimmed and have one line. */
function isChoice(item: string): boolean {
  return item.length <= LONGEST_CHOICE && /^\S(?:.*\S)?$/.test(item)
}
