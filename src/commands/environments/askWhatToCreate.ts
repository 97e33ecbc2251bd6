/** The questions of Create Environment, one after the other. Escape in any of them gives up. */
import * as vscode from 'vscode'
import type { RegisteredEnvironment } from '../../coreHost/protocol'
import type { CreateWish, Proof } from '../../core/index'
import { countOf } from '../../views/format'
import type { CommandContext } from '../context'
import { nameFromBranch } from './nameFromBranch'

const title = 'Drydock: Create Environment'

/** Several answers would be lost with the last question. */
const patient = { title, ignoreFocusOut: true }

export interface CreateChoices {
  readonly environments: readonly RegisteredEnvironment[]
  /** The branch that is checked out and that the new environment is for. */
  readonly branch: string | undefined
  /** The environment that was clicked. */
  readonly from: string | undefined
}

export async function askWhatToCreate(
  context: CommandContext,
  choices: CreateChoices,
): Promise<CreateWish | undefined> {
  const { environments, branch } = choices
  const environment = await askForName(context, choices)
  if (environment === undefined) return undefined
  const from = choices.from ?? (await askForSource(environments, environment))
  if (from === undefined) return undefined
  const rows = await askForRows(from)
  if (rows === undefined) return undefined
  const exclude = await askWhatToLeaveOut(environments, from)
  if (exclude === undefined) return undefined
  return { environment, from, ...rows, exclude, branch }
}

async function askForName(
  { core }: CommandContext,
  { environments, branch }: CreateChoices,
): Promise<string | undefined> {
  const named = (short: string) => core.request('nameEnvironment', { short: short.trim() })
  const forBranch = branch === undefined ? '' : ` It is made for branch ${branch}.`
  const short = await vscode.window.showInputBox({
    ...patient,
    prompt: `A short name: “x” makes test-x.${forBranch}`,
    value: branch === undefined ? '' : nameFromBranch(branch),
    validateInput: async (text) => {
      const { name, fault } = await named(text)
      if (fault !== undefined) return `the name ${fault}`
      const known = environments.find((one) => one.name === name && one.databases.length > 0)
      const severity = vscode.InputBoxValidationSeverity.Info
      if (known === undefined) return { message: `makes ${name}`, severity }
      return { message: `${name} is there: what is missing of it is made`, severity }
    },
  })
  return short === undefined ? undefined : (await named(short)).name
}

async function askForSource(
  environments: readonly RegisteredEnvironment[],
  environment: string,
): Promise<string | undefined> {
  const sources = environments.filter(({ name }) => name !== environment)
  // The first is what Enter picks.
  const items = [...sources]
    .sort((a, b) => Number(b.production) - Number(a.production))
    .map(({ name, protection, databases }) => ({
      label: name,
      description: [
        ...(protection === 'open' ? [] : [protection]),
        ...(databases.length === 0 ? [] : [countOf(databases.length, 'database')]),
      ].join(' · '),
    }))
  const placeHolder = `Choose the environment that ${environment} is cloned from`
  return (await vscode.window.showQuickPick(items, { ...patient, placeHolder }))?.label
}

async function askForRows(
  from: string,
): Promise<Pick<CreateWish, 'withData' | 'proof'> | undefined> {
  const withRows = (proof: Proof, label: string, compared: string) => ({
    label: `$(table) ${label}`,
    description: `with all rows of ${from}, ${compared}`,
    wish: { withData: true, proof },
  })
  const items = [
    {
      label: '$(symbol-structure) Schema only',
      description: 'without rows',
      wish: { withData: false },
    },
    withRows('rows', 'With data', 'every value of them compared'),
    withRows('counts', 'With data, counted', 'which are counted and not compared: quicker'),
    withRows('definitions', 'With data, unread', 'which are not looked at: quickest'),
  ]
  const placeHolder = 'Choose whether rows are cloned, and how it is proved that they are the same'
  return (await vscode.window.showQuickPick(items, { ...patient, placeHolder }))?.wish
}

async function askWhatToLeaveOut(
  environments: readonly RegisteredEnvironment[],
  from: string,
): Promise<readonly string[] | undefined> {
  const databases = environments.find(({ name }) => name === from)?.databases ?? []
  if (databases.length < 2) return []
  const items = databases.map(({ base, fullName }) => ({
    label: base,
    ...(fullName !== base && { description: fullName }),
  }))
  const placeHolder = 'Check databases that are left out; without one all are cloned'
  const picked = await vscode.window.showQuickPick(items, {
    ...patient,
    placeHolder,
    canPickMany: true,
  })
  return picked?.map(({ label }) => label)
}
