/**
 * The shape of every operation's test: plan → apply → check → undo → equal to before → apply again → check →
 * apply once more, which changes nothing. Tables are read by the raw driver.
 */
import { mainNumbers } from '../helpers/summaries'
import { deepEqual, equal } from 'node:assert/strict'
import {
  applyPlanFile,
  openPlanFile,
  openWorkspace,
  planDefinition,
  planUndo,
  readOutcomes,
  releaseDatabases,
  type Run,
  type Workspace,
} from '../../src/core/index'
import type { Engine } from '../helpers/engines'
import { workspaceFolder } from '../helpers/temporary'
import type { Scenario } from './scenario'

/** What a scenario expects, as text. */
export interface Story {
  readonly plan: string
  readonly outcomes: string
  readonly after: string
}

/** Goes the whole way and returns what was seen; everything that must hold for any operation is asserted. */
export async function tellStory(engine: Engine, { sections }: Scenario): Promise<Story> {
  const [source, target] = [await engine.createDatabase(), await engine.createDatabase()]
  await engine.query(source.adminUrl, sections.get('source.sql') ?? '')
  await engine.query(target.adminUrl, sections.get('target.sql') ?? '')
  const folder = workspaceFolder({
    'drydock.jsonc': {
      environments: { origin: { url: '${env:S}' }, sandbox: { url: '${env:T}' } },
    },
    'it.mapping.jsonc': sections.get('mapping.jsonc') ?? '',
  })
  const variables = { S: source.adminUrl, T: target.adminUrl }
  const secret = () => Promise.resolve(undefined)
  const workspace = await openWorkspace(folder, { variables, secret })
  const read = () => readTables(engine, target.adminUrl)

  const before = await read()
  const { path, plan } = await planDefinition(workspace, 'it.mapping.jsonc', {})
  const planText = await describePlan(path)
  deepEqual(await read(), before, 'planning writes nothing')
  if (plan.changes === 0) return { plan: planText, outcomes: '', after: await read() }

  const first = await applyPlanFile(workspace, path, {})
  const after = await read()
  const outcomes = await describeOutcomes(workspace, first.run)
  await checkNothingIsLeft(workspace, first.run)

  const undo = await planUndo(workspace, first.run.id, {})
  equal(undo.plan.changes, first.run.counts.applied, 'undo takes back what was applied')
  const undone = await applyPlanFile(workspace, undo.path, {})
  equal(undone.run.counts.applied, first.run.counts.applied)
  deepEqual(await read(), before, 'undo equals the start')

  const second = await applyPlanFile(workspace, path, {})
  equal(second.alreadyApplied, false, 'an undone plan may be applied again')
  deepEqual(await read(), after, 'and does the same')
  equal(await describeOutcomes(workspace, second.run), outcomes)
  const third = await applyPlanFile(workspace, path, {})
  equal(third.alreadyApplied, true, 'an applied plan changes nothing')
  equal(third.run.id, second.run.id, 'and names its run')
  deepEqual(await read(), after)
  return { plan: planText, outcomes, after }
}

/** What the database took over as planned does not differ any more. Triggers may have made something else of it. */
async function checkNothingIsLeft(workspace: Workspace, { counts }: Run): Promise<void> {
  const { plan } = await planDefinition(workspace, 'it.mapping.jsonc', {})
  const rewritten = plan.target.tables.some((table) => table.triggers.length > 0)
  if (!rewritten)
    equal(plan.changes, counts.failed + counts.drifted, 'only what was left out differs')
}

async function describePlan(path: string): Promise<string> {
  const file = await openPlanFile(path)
  try {
    const { summary, hazards } = file.plan
    const lines: string[] = []
    for await (const { op, table, key, before, after } of file.changes())
      lines.push(`${op} ${table} ${json(key)} ${json(before)} → ${json(after)}`)
    for await (const { kind, side, key, rows, field, message } of file.findings()) {
      const facts = [kind, side, json(key), `×${rows}`, field ?? '', message ?? '']
      lines.push(facts.join(' ').trimEnd())
    }
    for (const { code } of hazards) lines.push(`hazard ${code}`)
    lines.push(`summary ${json(mainNumbers(summary))}`)
    return shorten(lines).join('\n')
  } finally {
    await file.close()
  }
}

async function describeOutcomes(workspace: Workspace, run: Run): Promise<string> {
  const outcomes = await readOutcomes(workspace, run, { offset: 0, limit: 100_000 })
  const lines = outcomes.map(({ outcome, key, before, after, actual, error }) => {
    const change = `${outcome} ${json(key)} ${json(before)} → ${json(after)}`
    const found = actual === undefined ? '' : ` found ${json(actual)}`
    const refusal = error === undefined ? '' : ` ${error.code} ${error.constraint ?? ''}`.trimEnd()
    return change + found + refusal
  })
  if (lines.length <= 40) return lines.join('\n')
  const leftOut = lines.filter((line) => !line.startsWith('applied'))
  return [`applied ${lines.length - leftOut.length} rows`, ...leftOut].join('\n')
}

/** A table of thousands of rows is told by its first and last and how many there are. */
function shorten(lines: readonly string[]): readonly string[] {
  if (lines.length <= 40) return lines
  return [...lines.slice(0, 5), `… ${lines.length} lines …`, ...lines.slice(-5)]
}

const json = (value: unknown): string => JSON.stringify(value)

/** All rows of all tables of users, as the engine prints them. */
async function readTables(engine: Engine, url: string): Promise<string> {
  await releaseDatabases()
  const session = await engine.connect(url)
  try {
    const tables = await session.query(
      `select quote_ident(n.nspname) || '.' || quote_ident(c.relname) as name
from pg_class c join pg_namespace n on n.oid = c.relnamespace
where c.relkind in ('r', 'p') and not c.relispartition
  and n.nspname not in ('pg_catalog', 'information_schema', 'drydock')
order by 1`,
    )
    const lines: string[] = []
    for (const { name } of tables) {
      const rows = await session.query(
        `select this_row::text as text from ${name} this_row order by this_row::text collate "C"`,
      )
      lines.push(`${name}:`, ...rows.map(({ text }) => `  ${text}`))
    }
    return shorten(lines).join('\n')
  } finally {
    await session.close()
  }
}
