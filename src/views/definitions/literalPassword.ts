/** Finds a password in plain text in `drydock.jsonc`, so that it can be moved to the secret storage. Pure. */

export interface LiteralPassword {
  /** Where the password stands in the text, without its quotes. */
  readonly start: number
  readonly end: number
  readonly value: string
  /** What to put in its place. */
  readonly replacement: string
  /** The secret's name: that of the environment. */
  readonly secret: string
}

const passwordProperty = /("password"\s*:\s*")((?:[^"\\]|\\.)*)"/
const urlPassword = /("url"\s*:\s*"[a-z+]+:\/\/[^"/@:]*:)([^"@/$]+)@/

/** The literal password on the line that contains `offset`; undefined where there is none. */
export function findLiteralPassword(text: string, offset: number): LiteralPassword | undefined {
  const lineStart = text.lastIndexOf('\n', offset - 1) + 1
  const lineEnd = text.indexOf('\n', lineStart)
  const line = text.slice(lineStart, lineEnd === -1 ? undefined : lineEnd)
  const match = passwordProperty.exec(line) ?? urlPassword.exec(line)
  if (match?.[1] === undefined || !match[2] || match[2].includes('${')) return undefined
  const start = lineStart + match.index + match[1].length
  const secret = secretName(text.slice(0, start))
  const isUrl = match[0].startsWith('"url"')
  return {
    start,
    end: start + match[2].length,
    value: isUrl ? decode(match[2]) : unescape(match[2]),
    replacement: `\${secret:${secret}}`,
    secret,
  }
}

/** The name of the object that is open at the end of the text. */
function secretName(before: string): string {
  const openings = [...before.matchAll(/"([^"\\]+)"\s*:\s*\{/g)]
  const name = openings.at(-1)?.[1] ?? 'password'
  const cleaned = name.replace(/[^A-Za-z0-9_.-]/g, '_')
  return /^[A-Za-z_]/.test(cleaned) ? cleaned : `_${cleaned}`
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

function unescape(text: string): string {
  try {
    return String(JSON.parse(`"${text}"`))
  } catch {
    return text
  }
}
