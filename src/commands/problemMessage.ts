/** The first problem of a definition in one line. */
import type { Problem } from '../core/index'

/** `fab.mapping.jsonc:3: unknown field (did you mean "job"?), and 2 more problems`. */
export function problemMessage({ file, line, message, mend }: Problem, count: number): string {
  const mended = mend === undefined ? message : `${message} (${mend})`
  const more = count > 1 ? `, and ${count - 1} more problem${count > 2 ? 's' : ''}` : ''
  return `${file}:${line}: ${mended}${more}`
}
