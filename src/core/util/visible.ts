/** Text of databases and files, safe and plain to see wherever it is shown. */

// Control characters could move the cursor or paint; format characters could hide or reverse what follows.
const unsafe = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu

/** The text with every character that is not drawn written as an escape: `\n`, `\u{1b}`. */
export function visible(text: string): string {
  return text.replace(unsafe, (character) => {
    const known = { '\n': '\\n', '\r': '\\r', '\t': '\\t' }[character]
    return known ?? `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`
  })
}
