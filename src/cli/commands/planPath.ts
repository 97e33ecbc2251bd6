import { relative } from 'node:path'
import { visible } from '../report/visible'

/** A path as it can be typed in the current folder. */
export function displayPath(path: string): string {
  const fromHere = relative(process.cwd(), path)
  const shown = visible(fromHere === '' || fromHere.startsWith('..') ? path : fromHere)
  return /^[\w@%+=:,./\\-]+$/.test(shown) ? shown : `"${shown}"`
}
