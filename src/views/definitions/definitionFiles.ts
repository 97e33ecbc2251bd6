/** Definition files by their names and texts. */
import { workspaceFileName } from '../../contributions'

/** Whether the name of a file makes it one of ours. */
export function isDefinition(path: string): boolean {
  const endings = [`/${workspaceFileName}`, '.mapping.jsonc', '.pipeline.jsonc', '.airtable.jsonc']
  return endings.some((ending) => path.endsWith(ending))
}

/** The line of the outermost brace, after comments; the first line where there is none. */
export function rootLine(text: string): number {
  const leading = /^(?:\s|\/\/[^\n]*(?:\n|$)|\/\*[\s\S]*?\*\/)*/.exec(text)?.[0] ?? ''
  return text[leading.length] === '{' ? leading.split('\n').length - 1 : 0
}

/** Where the file names an environment; undefined where it does not. */
export function environmentPlace(
  text: string,
  environment: string,
): { readonly start: number; readonly end: number } | undefined {
  const name = JSON.stringify(environment)
  const from = Math.max(0, text.indexOf('"environments"'))
  for (let at = text.indexOf(name, from); at >= 0; at = text.indexOf(name, at + 1)) {
    const end = at + name.length
    if (/^\s*:/.test(text.slice(end))) return { start: at, end }
  }
  return undefined
}
