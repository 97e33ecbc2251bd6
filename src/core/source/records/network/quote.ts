/** What a service says, for people. */
import type { Secrets } from './secrets'

const MOST_CHARACTERS = 200

/** The start of it on one line, behind a colon; empty where it says nothing. */
export function quote(said: string, secrets: Secrets): string {
  // Secrets first: of one that is cut in two, a part would be left. And nothing that a service says steers a terminal.
  const line = secrets
    .mask(said)
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .trim()
  if (line === '') return ''
  const start = line.slice(0, MOST_CHARACTERS)
  return `: ${start.length < line.length ? `${start}…` : start}`
}
