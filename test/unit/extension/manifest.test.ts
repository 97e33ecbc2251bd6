import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import {
  commands,
  contextKeys,
  itemCommands,
  itemKinds,
  panels,
  runLanguage,
  settings,
  viewContainer,
  views,
  workspaceFileName,
} from '../../../src/contributions'

interface Menu {
  readonly command: string
  readonly when?: string
}

interface Manifest {
  readonly main: string
  readonly activationEvents: readonly string[]
  readonly capabilities: { readonly untrustedWorkspaces: { readonly supported: unknown } }
  readonly extensionKind: readonly string[]
  readonly contributes: {
    readonly commands: readonly {
      readonly command: string
      readonly title: string
      readonly category: string
      readonly enablement?: string
    }[]
    readonly menus: Readonly<Record<string, readonly Menu[]>>
    readonly viewsContainers: { readonly activitybar: readonly { id: string; icon: string }[] }
    readonly views: Readonly<Record<string, readonly { readonly id: string }[]>>
    readonly configuration: { readonly properties: Readonly<Record<string, unknown>> }
    readonly viewsWelcome: readonly { readonly view: string; readonly contents: string }[]
    readonly languages: readonly { readonly id: string; readonly configuration?: string }[]
    readonly grammars: readonly { readonly language: string; readonly path: string }[]
    readonly jsonValidation: readonly {
      readonly fileMatch: readonly string[]
      readonly url: string
    }[]
  }
}

const root = resolve(import.meta.dirname, '../../..')
const manifest = JSON.parse(readFileSync(resolve(root, 'package.json'), 'utf8')) as Manifest
const { contributes } = manifest

describe('package.json and contributions.ts', () => {
  it('name the same commands', () => {
    assert.deepEqual(
      contributes.commands.map(({ command }) => command),
      commands,
    )
  })

  it('put every command into the category Drydock, with a title in title case', () => {
    for (const { category, title } of contributes.commands) {
      assert.equal(category, 'Drydock')
      assert.match(title, /^[A-Z]/)
    }
  })

  it('disable in an untrusted workspace whatever could start the core', () => {
    const harmless = ['drydock.openWorkspaceFile', 'drydock.createWorkspaceFile', 'drydock.showLog']
    for (const { command, enablement } of contributes.commands)
      assert.equal(
        enablement,
        harmless.includes(command) ? undefined : 'isWorkspaceTrusted',
        command,
      )
  })

  it('name the same settings', () => {
    assert.deepEqual(Object.keys(contributes.configuration.properties), Object.values(settings))
  })

  it('name the same views in the same container', () => {
    assert.deepEqual(
      contributes.viewsContainers.activitybar.map(({ id }) => id),
      [viewContainer],
    )
    assert.deepEqual(
      contributes.views[viewContainer]?.map(({ id }) => id),
      Object.values(views),
    )
  })

  it('hide the commands of items from the palette, and no others', () => {
    const hidden = menu('commandPalette').filter(({ when }) => when === 'false')
    assert.deepEqual(hidden.map(({ command }) => command).sort(), [...itemCommands].sort())
  })

  it('offer in menus only commands that exist', () => {
    const known = new Set<string>(commands)
    for (const [name, entries] of Object.entries(contributes.menus))
      for (const { command } of entries) assert.ok(known.has(command), `${name}: ${command}`)
  })

  it('use in when-clauses only context keys, views and item kinds that exist', () => {
    const known = new Set<string>([
      ...contextKeys,
      ...Object.values(views),
      ...Object.values(panels),
    ])
    const kinds = new Set<string>(Object.values(itemKinds))
    for (const when of whenClauses()) {
      for (const [word] of when.matchAll(/drydock\.\w+/g)) assert.ok(known.has(word), when)
      for (const [, kind = ''] of when.matchAll(/viewItem == ([\w.]+)/g))
        assert.ok(kinds.has(kind), when)
    }
  })

  it('link in welcome texts only to commands that exist', () => {
    const known = new Set<string>(commands)
    const links = contributes.viewsWelcome.flatMap(({ contents }) => [
      ...contents.matchAll(/\(command:(drydock\.\w+)\)/g),
    ])
    assert.ok(links.length > 0)
    for (const [, command = ''] of links) assert.ok(known.has(command), command)
  })

  it('describe the language of run logs with files that exist', () => {
    const language = contributes.languages.find(({ id }) => id === runLanguage)
    const grammar = contributes.grammars.find((one) => one.language === runLanguage)
    for (const path of [language?.configuration, grammar?.path])
      assert.ok(path !== undefined && existsSync(resolve(root, path)), path)
  })

  it('ship a schema for every kind of definition', () => {
    assert.deepEqual(
      contributes.jsonValidation.flatMap(({ fileMatch }) => fileMatch),
      [workspaceFileName, '*.mapping.jsonc', '*.pipeline.jsonc', '*.airtable.jsonc'],
    )
    for (const { url } of contributes.jsonValidation)
      assert.ok(existsSync(resolve(root, url)), `${url} is generated by the build`)
  })

  it('start the extension only where it has something to do', () => {
    assert.deepEqual(manifest.activationEvents, [
      `workspaceContains:${workspaceFileName}`,
      ...Object.values(panels).map((panel) => `onWebviewPanel:${panel}`),
    ])
    assert.equal(manifest.capabilities.untrustedWorkspaces.supported, 'limited')
    assert.deepEqual(manifest.extensionKind, ['workspace'])
  })
})

function menu(name: string): readonly Menu[] {
  return contributes.menus[name] ?? []
}

function whenClauses(): readonly string[] {
  return Object.values(contributes.menus)
    .flat()
    .flatMap(({ when }) => (when === undefined ? [] : [when]))
}
