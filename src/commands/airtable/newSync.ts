/** New Airtable Sync: reads the exports of a folder, asks what they leave open, and writes a definition for them. */
import { basename, dirname, relative, sep } from 'node:path'
import * as vscode from 'vscode'
import type { DateOrder, ProposedDefinition } from '../../core/index'
import { countOf } from '../../views/format'
import type { CommandContext } from '../context'
import { pickEnvironment } from '../environments/askForEnvironment'
import { askForFolder } from '../environments/askForFolder'
import { withCoreProgress } from '../progress'
import { dryRunSync } from './dryRunSync'

/** Where the exports are, and where their tables shall be. */
interface Place {
  readonly folder: string
  /** Relative to the folder, with forward slashes. */
  readonly exports: string
  readonly environment: string
}

export async function newSync(context: CommandContext, clicked?: vscode.Uri): Promise<void> {
  const place = await askForPlace(context, clicked)
  if (place === undefined) return
  const proposed = await propose(context, place)
  if (proposed === undefined) return
  const file = await askForFile(place)
  if (file === undefined) return
  await vscode.workspace.fs.writeFile(file, Buffer.from(proposed.text))
  // What is to be looked through stays open beside what a dry run opens.
  await vscode.window.showTextDocument(file, { preview: false })
  const message = `${describe(proposed)} Look through it; a dry run shows what it would do.`
  const choice = await vscode.window.showInformationMessage(message, 'Dry Run')
  if (choice !== undefined) await dryRunSync(context, file)
}

async function askForPlace(
  context: CommandContext,
  clicked: vscode.Uri | undefined,
): Promise<Place | undefined> {
  if (context.folders.all.length === 0) await context.folders.update()
  const folder =
    clicked === undefined ? await askForFolder(context) : context.folders.folderOf(clicked)
  if (folder === undefined) return undefined
  const exports = clicked?.fsPath ?? (await askForExports(folder))
  if (exports === undefined) return undefined
  const listed = await pickEnvironment(context, 'Where shall the tables be?')
  if (listed === undefined) return undefined
  const path = relative(folder, exports).split(sep).join('/')
  return { folder, exports: path === '' ? '.' : path, environment: listed.environment }
}

/** So many files are looked at for the folders that they are in. */
const MOST_FILES = 1000

async function askForExports(folder: string): Promise<string | undefined> {
  const pattern = new vscode.RelativePattern(folder, '**/*.csv')
  const files = await vscode.workspace.findFiles(pattern, '**/node_modules/**', MOST_FILES)
  const counts = new Map<string, number>()
  for (const { fsPath } of files)
    counts.set(dirname(fsPath), (counts.get(dirname(fsPath)) ?? 0) + 1)
  if (counts.size === 0) {
    const message = 'There are no CSV files in the workspace: put the exports of the base there.'
    void vscode.window.showWarningMessage(message)
    return undefined
  }
  const items = [...counts].sort().map(([path, count]) => ({
    path,
    label: relative(folder, path) || basename(folder),
    description: countOf(count, 'CSV file'),
  }))
  const options = { placeHolder: 'Which folder has the exports?', ignoreFocusOut: true }
  return (await vscode.window.showQuickPick(items, options))?.path
}

/** Asks once more where days and months look alike: nobody guesses which is which. */
async function propose(
  { core }: CommandContext,
  place: Place,
): Promise<ProposedDefinition | undefined> {
  const read = (dates?: DateOrder) =>
    withCoreProgress(`Reading ${place.exports}`, (options) =>
      core.request('proposeSync', { ...place, ...(dates !== undefined && { dates }) }, options),
    )
  const proposed = await read()
  if (proposed.questions.length === 0) return proposed
  const columns = proposed.questions.map(({ table, column }) => `${column} of ${table}`)
  const answers: readonly (vscode.QuickPickItem & { readonly dates?: DateOrder })[] = [
    { label: 'Day first', description: '31/12/2025', dates: 'day' },
    { label: 'Month first', description: '12/31/2025', dates: 'month' },
    { label: 'I do not know', description: 'They stay text' },
  ]
  const answer = await vscode.window.showQuickPick(answers, {
    title: columns.join(', '),
    placeHolder: 'What comes first in these dates? No cell shows it.',
    ignoreFocusOut: true,
  })
  if (answer === undefined) return undefined
  return answer.dates === undefined ? proposed : read(answer.dates)
}

async function askForFile({ folder, exports }: Place): Promise<vscode.Uri | undefined> {
  const root = vscode.Uri.file(folder)
  const name = await vscode.window.showInputBox({
    title: 'New Airtable Sync',
    prompt: 'The name of its definition',
    value: `${basename(exports === '.' ? folder : exports)}.airtable.jsonc`,
    ignoreFocusOut: true,
    validateInput: async (typed) => {
      if (!/^[^\\:*?"<>|]+\.airtable\.jsonc$/.test(typed))
        return 'It has to end with .airtable.jsonc.'
      const there = await vscode.workspace.fs.stat(vscode.Uri.joinPath(root, typed)).then(
        () => true,
        () => false,
      )
      return there ? 'There is a file of this name already.' : undefined
    },
  })
  return name === undefined ? undefined : vscode.Uri.joinPath(root, name)
}

function describe({ tables }: ProposedDefinition): string {
  const notes = tables.reduce((sum, table) => sum + table.notes, 0)
  const open =
    notes === 0 ? '' : `, and ${countOf(notes, 'comment')} on what the exports do not show`
  return `The definition has ${countOf(tables.length, 'table')}${open}.`
}
