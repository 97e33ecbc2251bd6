/** A piece of a value: text as it is, or a sign that stands for something that cannot be seen. */
export interface Segment {
  readonly kind: 'text' | 'mark'
  readonly text: string
  /** For a mark: what it stands for. */
  readonly title?: string
}

const named: Readonly<Record<string, readonly [sign: string, name: string]>> = {
  '\t': ['⇥', 'tab'],
  '\n': ['↵', 'line feed'],
  '\r': ['␍', 'carriage return'],
  '\u007f': ['␡', 'delete'],
  '\u00a0': ['⍽', 'no-break space'],
}

// Spaces at either end or in a row, and every character that is drawn as nothing or as a space.
const invisible = /^ +| +$| {2,}|[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]|(?! )\p{Zs}/gu

/**
 * Splits a value so that whitespace at its ends, control characters and invisible characters show.
 * Joining the texts of the segments gives what is drawn; an empty value is one mark.
 */
export function visibleText(value: string): readonly Segment[] {
  if (value === '') return [{ kind: 'mark', text: '“”', title: 'empty text' }]
  const segments: Segment[] = []
  let end = 0
  for (const match of value.matchAll(invisible)) {
    if (match.index > end) segments.push({ kind: 'text', text: value.slice(end, match.index) })
    segments.push(mark(match[0]))
    end = match.index + match[0].length
  }
  if (end < value.length) segments.push({ kind: 'text', text: value.slice(end) })
  return segments
}

function mark(characters: string): Segment {
  if (characters.startsWith(' ')) {
    const title = characters.length === 1 ? 'space' : `${characters.length} spaces`
    return { kind: 'mark', text: '·'.repeat(characters.length), title }
  }
  const known = named[characters]
  if (known !== undefined) return { kind: 'mark', text: known[0], title: known[1] }
  const code = characters.codePointAt(0) ?? 0
  const name = `U+${code.toString(16).toUpperCase().padStart(4, '0')}`
  // Unicode has a picture for each of the first 32 control characters.
  const text = code < 0x20 ? String.fromCodePoint(0x2400 + code) : `‹${name}›`
  return { kind: 'mark', text, title: name }
}

/** The value as a screen reader should say it. */
export function spokenText(value: string | null): string {
  if (value === null) return 'null'
  return visibleText(value)
    .map(({ kind, text, title }) => (kind === 'mark' ? ` ${title ?? text} ` : text))
    .join('')
    .trim()
}
