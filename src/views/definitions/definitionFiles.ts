/** Definition files by their names and texts. */
import { workspaceFileName } from '../../contributions'

/** Whether the name of a file makes it one of ours. */
export function isDefinition(path: string): boolean {
  return path.endsWith(`/${workspaceFileName}`) || path.endsWith('.mapping.jsonc')
}

/** The line of the outermost brace, after comments; the first line where there is none. */
export function rootLine(text: string): number {
  const leading = /^(?:\s|\/\/[^\n]*(?:\n|$)|\/\*[\s\S]*?\*\/)*/.exec(text)?.[0] ?? ''
  return text[leading.length] === '{' ? leading.split('\n').length - 1 : 0
}
