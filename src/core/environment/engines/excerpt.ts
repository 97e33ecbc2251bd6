/** The part of a text that a name stands in, for people: without passwords, which stand beside names of databases. */
export function excerpt(text: string, name: string): string {
  const shown = text
    .replace(
      /(\b(?:password|passwd|passfile|pwd)["'\\]*\s*[=:]\s*)(?:["'\\]+[^"'\\]*|[^\s"'\\;&]+)/gi,
      '$1…',
    )
    .replace(/(:\/\/)[^\s/@'"]*@/g, '$1…@')
  const at = Math.max(0, shown.toLowerCase().indexOf(name.toLowerCase()))
  return shown.slice(Math.max(0, at - 30), at + name.length + 30).replace(/\s+/g, ' ')
}
