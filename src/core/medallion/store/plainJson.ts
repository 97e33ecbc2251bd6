/**
 * JSON as text in which every character that may stand for itself does. MariaDB keeps a document as the text that it is, and
 * finds no member whose name is written with escapes, as some programs write all letters beyond ASCII.
 */

const ESCAPE = /\\(?:u([0-9A-Fa-f]{4})(?:\\u([Dd][C-Fc-f][0-9A-Fa-f]{2}))?|.)/g

/** The same document. Halves of pairs that stand alone stay escaped: no text can hold them. */
export function plainJson(json: string): string {
  if (!json.includes('\\u')) return json
  return json.replace(ESCAPE, (escape: string, first?: string, second?: string) => {
    if (first === undefined) return escape
    const code = parseInt(first, 16)
    if (code >= 0xd800 && code <= 0xdbff)
      return second === undefined ? escape : String.fromCharCode(code, parseInt(second, 16))
    const rest = second === undefined ? '' : `\\u${second}`
    const isPlain =
      code >= 0x20 && code !== 0x22 && code !== 0x5c && !(code >= 0xdc00 && code <= 0xdfff)
    return isPlain ? String.fromCharCode(code) + rest : escape
  })
}
