/**
 * Scenarios as text: sections that begin with `-- name --`. Inputs are `source.sql`, `target.sql` and
 * `mapping.jsonc`; the rest is what is expected, rewritten by `UPDATE_GOLDEN=1`.
 */
import { readFileSync, writeFileSync } from 'node:fs'

export interface Scenario {
  readonly title: string
  /**
   * `servers` leaves embedded databases out: they run the same SQL, and each of the many times that they are
   * opened costs half a second. The rest has what their way of carrying values and errors could spoil.
   */
  readonly engines: 'all' | 'servers'
  readonly sections: ReadonlyMap<string, string>
}

export function readScenario(file: string): Scenario {
  const [head = '', ...parts] = readFileSync(file, 'utf8').split(/^-- ([\w.]+) --\n/m)
  const sections = new Map<string, string>()
  for (let index = 0; index < parts.length; index += 2)
    sections.set(parts[index] ?? '', (parts[index + 1] ?? '').trimEnd())
  const lines = head.trim().split('\n')
  return {
    title: lines[0] ?? file,
    engines: lines.includes('engines: servers') ? 'servers' : 'all',
    sections,
  }
}

/** Writes the expected sections anew and keeps the rest as it is. */
export function writeExpected(file: string, expected: Readonly<Record<string, string>>): void {
  const text = readFileSync(file, 'utf8')
  const inputs = text.split(/^-- (?:plan|outcomes|after) --\n/m)[0]?.trimEnd() ?? ''
  const sections = Object.entries(expected).map(([name, body]) => `-- ${name} --\n${body}\n`)
  writeFileSync(file, `${inputs}\n\n${sections.join('\n')}`)
}
