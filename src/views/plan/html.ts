import { randomBytes } from 'node:crypto'
import * as vscode from 'vscode'

/** The page's frame. Nothing but the panel's own files can be loaded, and no inline script or style runs. */
export function pageHtml(webview: vscode.Webview, extensionUri: vscode.Uri, path: string): string {
  const file = (name: string) =>
    webview.asWebviewUri(vscode.Uri.joinPath(panelFolder(extensionUri), name)).toString()
  const nonce = randomBytes(16).toString('base64')
  const policy = [
    `default-src 'none'`,
    `script-src 'nonce-${nonce}'`,
    `style-src ${webview.cspSource}`,
    `font-src ${webview.cspSource}`,
  ].join('; ')
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta http-equiv="Content-Security-Policy" content="${policy}">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>Plan</title>
    <link rel="stylesheet" href="${file('codicon.css')}" id="vscode-codicon-stylesheet">
    <link rel="stylesheet" href="${file('plan.css')}">
  </head>
  <body data-plan="${escapeAttribute(path)}">
    <script type="module" nonce="${nonce}" src="${file('plan.js')}"></script>
  </body>
</html>`
}

/** The only folder that the page may read. */
export function panelFolder(extensionUri: vscode.Uri): vscode.Uri {
  return vscode.Uri.joinPath(extensionUri, 'dist', 'panels')
}

function escapeAttribute(text: string): string {
  return text.replace(/[&"<>]/g, (character) => `&#${character.charCodeAt(0)};`)
}
