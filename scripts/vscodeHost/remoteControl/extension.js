/**
 * Lets tests change settings of a VS Code that runs: it does not always notice that its settings file was
 * written by somebody else. The file that HOST_SETTINGS_FILE names holds settings to be made.
 */
'use strict'

const { readFileSync } = require('node:fs')
const { ConfigurationTarget, workspace } = require('vscode')

const INTERVAL_MS = 100

/** @param {import('vscode').ExtensionContext} context */
exports.activate = (context) => {
  const file = process.env['HOST_SETTINGS_FILE']
  if (file === undefined) return
  let applied = ''
  const timer = setInterval(async () => {
    const text = readFileSync(file, 'utf8')
    if (text === applied) return
    applied = text
    for (const [name, value] of Object.entries(JSON.parse(text)))
      await workspace.getConfiguration().update(name, value, ConfigurationTarget.Global)
  }, INTERVAL_MS)
  context.subscriptions.push({ dispose: () => clearInterval(timer) })
}
