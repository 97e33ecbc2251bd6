/** The activated extension and its trees, for tests inside the editor. */
import assert from 'node:assert/strict'
import { extensions, Uri, workspace } from 'vscode'
import type { DrydockForTests } from '../../src/extension'
import type { TreeNode } from '../../src/views/tree/nodeTree'

export async function activateDrydock(): Promise<DrydockForTests> {
  const extension = extensions.getExtension<DrydockForTests | undefined>('drydock.drydock')
  assert.ok(extension !== undefined, 'the extension is installed')
  const drydock = await extension.activate()
  assert.ok(drydock !== undefined, 'the extension knows that it is tested')
  await eventually(() => assert.equal(drydock.folders.all.length, 1))
  return drydock
}

/** A file of the fixture workspace. */
export function fixture(path: string): Uri {
  const [folder] = workspace.workspaceFolders ?? []
  assert.ok(folder !== undefined, 'the fixture workspace is open')
  return Uri.joinPath(folder.uri, path)
}

/** The folder of the fixture workspace, as the core wants it. */
export function fixtureFolder(): string {
  return fixture('').fsPath.replace(/[/\\]$/, '')
}

/** Labels with descriptions, as the user reads them. */
export function lines(nodes: readonly TreeNode[]): string[] {
  return nodes.map((node) => {
    const { label, description } = node.toTreeItem()
    const text = typeof label === 'string' ? label : (label?.label ?? '')
    return typeof description === 'string' && description !== '' ? `${text} | ${description}` : text
  })
}

/** The node with this label; fails naming those that there are. */
export function child(nodes: readonly TreeNode[], label: string): TreeNode {
  const found = nodes.find((node) => node.toTreeItem().label === label)
  assert.ok(found !== undefined, `no node "${label}" among ${JSON.stringify(lines(nodes))}`)
  return found
}

export function children(node: TreeNode): readonly TreeNode[] {
  return node.getChildren?.() ?? []
}

/** Repeats a check until it passes; its last failure counts when it never does. */
export async function eventually<T>(check: () => T | Promise<T>, limit = 30_000): Promise<T> {
  const end = Date.now() + limit
  for (;;) {
    try {
      return await check()
    } catch (error) {
      if (Date.now() > end) throw error
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
  }
}
