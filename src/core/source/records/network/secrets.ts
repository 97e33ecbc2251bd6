/** What is filled into a definition, remembered so that no message ever shows it. */
import type { SourceContext } from '../source'
import { PLACEHOLDER } from './secretTexts'

export class Secrets {
  private readonly values = new Set<string>()

  constructor(private readonly context: Pick<SourceContext, 'fill'>) {}

  /** Fills in a text. Everything that comes from elsewhere counts as a secret. */
  async fill(text: string): Promise<string> {
    return this.fillWhere(text, () => true)
  }

  /** As `fill` for what people are shown: what comes from the environment, such as the name of a host, is no secret. */
  async fillOpenly(text: string): Promise<string> {
    return this.fillWhere(text, (placeholder) => placeholder.startsWith('${secret:'))
  }

  private async fillWhere(
    text: string,
    isSecret: (placeholder: string) => boolean,
  ): Promise<string> {
    let filled = ''
    let end = 0
    for (const { 0: placeholder, index } of text.matchAll(PLACEHOLDER)) {
      const value = await this.context.fill(placeholder)
      if (isSecret(placeholder)) this.keep(value)
      filled += text.slice(end, index) + value
      end = index + placeholder.length
    }
    return filled + text.slice(end)
  }

  /** Keeps a secret out of messages, also where it is written as addresses, JSON and forms write it. */
  keep(secret: string): void {
    if (secret === '') return
    const asJson = JSON.stringify(secret).slice(1, -1)
    const asForm = new URLSearchParams({ s: secret }).toString().slice('s='.length)
    const asHtml = secret.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)
    const asBase64 = Buffer.from(secret).toString('base64')
    for (const form of [secret, asJson, asJson.replaceAll('/', '\\/'), asForm, asHtml, asBase64])
      this.values.add(form)
    // A lone surrogate has no such form.
    if (!/\p{Surrogate}/u.test(secret))
      this.values.add(encodeURIComponent(secret)).add(encodeURI(secret))
  }

  /** The text without the secrets. */
  mask(text: string): string {
    const longestFirst = [...this.values].sort((a, b) => b.length - a.length)
    return longestFirst.reduce((masked, secret) => masked.replaceAll(secret, '***'), text)
  }
}
