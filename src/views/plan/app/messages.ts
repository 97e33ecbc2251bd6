/** What the page says where there is no plan to show, or where something did not happen. */
import { html, nothing } from 'lit'
import type { TemplateResult } from 'lit'

export function noticeBanner(message: string): TemplateResult {
  return html`<p class="banner error" role="alert">
    <vscode-icon name="error"></vscode-icon><span>${message}</span>
  </p>`
}

export function waiting(text: string): TemplateResult {
  return html`<div class="whole" role="status">
    <vscode-progress-ring></vscode-progress-ring>
    <p>${text}</p>
  </div>`
}

export function failed(message: string, retry: () => void): TemplateResult {
  return html`<div class="whole" role="alert">
    <vscode-icon name="error" size="32"></vscode-icon>
    <p>${message}</p>
    <vscode-button @click=${retry}>Try Again</vscode-button>
  </div>`
}

export function unavailable(message: string, mend: string | null): TemplateResult {
  return html`<div class="whole" role="status">
    <vscode-icon name="circle-slash" size="32"></vscode-icon>
    <p>${message}</p>
    ${mend === null ? nothing : html`<p class="quiet">${mend}</p>`}
  </div>`
}
