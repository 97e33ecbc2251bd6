/** `${env:NAME}` and `${secret:NAME}` inside the texts of `drydock.jsonc`. */

export interface Placeholder {
  readonly kind: 'env' | 'secret'
  readonly name: string
}

/** A text cut into what stands there and what is to be filled in. */
export type TemplatePart = string | Placeholder

const placeholder = /\$\{(env|secret):([A-Za-z_][A-Za-z0-9_.-]*)\}/g

/** Cuts a text at its placeholders. A `${` that begins none of them stays as it is; see `strayPlaceholder`. */
export function parseTemplate(text: string): readonly TemplatePart[] {
  const parts: TemplatePart[] = []
  let end = 0
  for (const match of text.matchAll(placeholder)) {
    if (match.index > end) parts.push(text.slice(end, match.index))
    parts.push({ kind: match[1] as Placeholder['kind'], name: match[2] ?? '' })
    end = match.index + match[0].length
  }
  if (end < text.length) parts.push(text.slice(end))
  return parts
}

/** Whether the text holds a `${…}` that is no placeholder, such as `${NAME}`. */
export function hasStrayPlaceholder(text: string): boolean {
  return parseTemplate(text).some((part) => typeof part === 'string' && part.includes('${'))
}

/** Whether all of the text is filled in from elsewhere, so that nothing of it stands in the file. */
export function isAllPlaceholders(text: string): boolean {
  const parts = parseTemplate(text)
  return parts.length > 0 && parts.every((part) => typeof part !== 'string')
}

/** The names of the placeholders of one kind, each once, in order. */
export function placeholderNames(text: string, kind: Placeholder['kind']): readonly string[] {
  const names = parseTemplate(text).flatMap((part) =>
    typeof part !== 'string' && part.kind === kind ? [part.name] : [],
  )
  return [...new Set(names)]
}
