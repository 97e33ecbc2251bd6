import { equal } from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** Compares a text with `test/golden/<name>.txt`. `UPDATE_GOLDEN=1` writes the file instead. */
export function equalsGolden(text: string, name: string): void {
  const file = join(import.meta.dirname, '../../golden', `${name}.txt`)
  if (process.env['UPDATE_GOLDEN'] === '1') writeFileSync(file, text)
  equal(text, readFileSync(file, 'utf8'), `differs from test/golden/${name}.txt`)
}
