import assert from 'node:assert/strict'
import { commands, TabInputTextDiff, Uri, window, workspace } from 'vscode'
import type { ComparedEnvironments, ObjectDifference } from '../../src/core/index'
import { keptComparison } from '../../src/views/comparisons/keptComparison'
import { addressOf } from '../../src/views/comparisons/documentAddress'
import { activateDrydock, child, children, eventually, fixtureFolder, lines } from './drydock'

const trades = { kind: 'table', schema: 'public', name: 'tra/des 100%?#ö' } as const
const changed: ObjectDifference = {
  ...trades,
  change: 'changed',
  first: 'id',
  second: 'id\nvenue text',
}
const added: ObjectDifference = {
  ...trades,
  kind: 'view',
  change: 'added',
  first: '',
  second: 'late',
}

function compared(differences: readonly ObjectDifference[]): ComparedEnvironments {
  const names = { first: 'data', second: 'data_test' }
  return {
    ...{ first: 'production', second: 'sandbox' },
    databases: [
      { base: 'data', ...names, objects: 4, differences },
      { base: 'logs', ...names, second: null, objects: 9, differences: [] },
    ],
  }
}

function keep(differences: readonly ObjectDifference[]) {
  const ends = { folder: fixtureFolder(), home: 'sandbox' }
  return keptComparison({ ...ends, compared: compared(differences), comparedAt: new Date() })
}

const labels = () => window.tabGroups.all.flatMap(({ tabs }) => tabs.map(({ label }) => label))

describe('a comparison of two environments', () => {
  const kept = keep([changed, added])
  const { id: comparison } = kept
  const uriOf = (object: ObjectDifference, side: 'first' | 'second') => {
    const { kind, schema, name } = object
    const address = addressOf({ comparison, base: 'data', object: { kind, schema, name }, side })
    return Uri.from({ scheme: 'drydock-definition', ...address })
  }
  const text = async (uri: Uri) => (await workspace.openTextDocument(uri)).getText()

  after(async () => {
    const { comparisons } = await activateDrydock()
    comparisons.close(kept)
  })

  it('is shown under its environment, object by object', async () => {
    const { comparisons, environments } = await activateDrydock()
    const sandbox = await eventually(() => child(environments.getRoots(), 'sandbox'))
    comparisons.keep(kept)
    const node = child(children(sandbox), 'Compared with production')
    assert.deepEqual(lines([node]), [
      'Compared with production | 2 differences, 1 database in one only',
    ])
    assert.deepEqual(lines(children(node)), ['data | 2 differences', 'logs | only in production'])
    const [data] = children(node)
    assert.ok(data !== undefined)
    assert.deepEqual(lines(children(data)), [
      `table public.${trades.name} | changed`,
      `view public.${trades.name} | added: only in sandbox`,
    ])
    const spoken = children(data).map((one) => one.toTreeItem().accessibilityInformation?.label)
    assert.equal(spoken[0], `table public.${trades.name}: changed`)
  })

  it('opens as one diff of all objects, of documents in SQL', async () => {
    await commands.executeCommand('drydock.openDifferences', { comparison })
    const title = 'production ↔ sandbox: 2 of 4 objects differ; logs only in production'
    await eventually(() => assert.ok(labels().some((label) => label.startsWith(title))))
    const document = await workspace.openTextDocument(uriOf(changed, 'second'))
    assert.equal(document.languageId, 'sql')
    assert.equal(document.getText(), 'id\nvenue text\n')
    assert.equal(await text(uriOf(changed, 'first')), 'id\n')
    assert.equal(await text(uriOf(added, 'second')), 'late\n')
    assert.equal(await text(uriOf(added, 'first')), '')
  })

  it('opens one object by itself, whose address survives being a text', async () => {
    const { environments } = await activateDrydock()
    const sandbox = child(environments.getRoots(), 'sandbox')
    const node = child(children(sandbox), 'Compared with production')
    const { command } = child(
      children(child(children(node), 'data')),
      `table public.${trades.name}`,
    ).toTreeItem()
    assert.ok(command !== undefined)
    await commands.executeCommand(command.command, ...(command.arguments as unknown[]))
    const input = await eventually(() => {
      const active = window.tabGroups.activeTabGroup.activeTab?.input
      assert.ok(active instanceof TabInputTextDiff)
      return active
    })
    assert.equal(input.original.toString(), uriOf(changed, 'first').toString())
    assert.equal(await text(Uri.parse(input.modified.toString())), 'id\nvenue text\n')
  })

  it('is followed by its open documents when it is made again', async () => {
    const { comparisons } = await activateDrydock()
    const again = keep([{ ...changed, second: 'id\nvenue citext' }])
    comparisons.keep(again)
    await eventually(async () =>
      assert.equal(await text(uriOf(changed, 'second')), 'id\nvenue citext\n'),
    )
    await eventually(async () =>
      assert.equal(await text(uriOf(added, 'second')), '-- This object no longer differs.\n'),
    )
    comparisons.keep(kept)
  })

  it('is let go with its tabs when it is closed, and when one of its environments goes', async () => {
    const { comparisons, environments } = await activateDrydock()
    await commands.executeCommand('drydock.closeComparison', { comparison })
    await eventually(() =>
      assert.deepEqual(
        labels().filter((label) => label.includes('↔ sandbox')),
        [],
      ),
    )
    const sandbox = child(environments.getRoots(), 'sandbox')
    assert.ok(lines(children(sandbox)).every((line) => !line.startsWith('Compared')))
    comparisons.keep(kept)
    comparisons.retain(({ environment }) => environment !== 'production')
    assert.equal(comparisons.get({ comparison }), undefined)
    assert.match(comparisons.provideTextDocumentContent(uriOf(changed, 'first')), /no longer/)
  })
})
