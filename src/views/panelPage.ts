/** The frame of a panel's page. */
import { randomBytes } from 'node:crypto'
import * as vscode from 'vscode'

export interface PanelPage {
  /** Its app's folder in `views`. */
  readonly app: string
  readonly title: string
  /** What the app finds on the page's body, by lower-case names. */
  readonly data: Readonly<Record<string, string>>
}

/** Nothing but the panel's own files can be loaded, and no inline script or style runs. */
export function pageHtml(
  webview: vscode.Webview,
  extensionUri: vscode.Uri,
  { app, title, data }: PanelPage,
): string {
  const file = (name: string) =>
    webview.asWebviewUri(vscode.Uri.joinPath(panelFolder(extensionUri), name)).toString()
  const nonce = randomBytes(16).toString('base64')
  const policy = [
    `default-src 'none'`,
    `script-src 'nonce-${nonce}'`,
    `style-src ${webview.cspSource}`,
    `font-src ${webview.cspSource}`,
  ].join('; ')
  const attributes = Object.entries(data).map(
    ([name, value]) => ` data-${name}="${escapeAttribute(value)}"`,
  )
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta http-equiv="Content-Security-Policy" content="${policy}">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>${title}</title>
    <link rel="stylesheet" href="${file('codicon.css')}" id="vscode-codicon-stylesheet">
    <link rel="stylesheet" href="${file(`${app}.css`)}">
  </head>
  <body${attributes.join('')}>
    <script type="module" nonce="${nonce}" src="${file(`${app}.js`)}"></script>
  </body>
</html>`
}

/** A page may run its script, and read one folder. */
export function webviewOptions(extensionUri: vscode.Uri): vscode.WebviewOptions {
  return { enableScripts: true, localResourceRoots: [panelFolder(extensionUri)] }
}

/** The icon of a panel's tab, by its name in `media`. */
export function panelIcon(
  extensionUri: vscode.Uri,
  name: string,
): { readonly light: vscode.Uri; readonly dark: vscode.Uri } {
  const file = (theme: string) => vscode.Uri.joinPath(extensionUri, 'media', `${name}-${theme}.svg`)
  return { light: file('light'), dark: file('dark') }
}

function panelFolder(extensionUri: vscode.Uri): vscode.Uri {
  return vscode.Uri.joinPath(extensionUri, 'dist', 'panels')
}

function escapeAttribute(text: string): string {
  return text.replace(/[&"<>]/g, (character) => `&#${character.charCodeAt(0)};`)
}
