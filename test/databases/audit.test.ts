import assert from 'node:assert/strict'
import { openWorkspace, readAudits, type AuditReport, type Workspace } from '../../src/core/index'
import { describeEngines, languageOf, manySessions, type Engine } from '../helpers/engines'
import { workspaceFolder } from '../helpers/temporary'
import { setSail, type Voyage } from './coreSetUp'

const MAPPING = {
  source: { environment: 'production', table: 'jobs' },
  target: { environment: 'sandbox', table: 'jobs' },
  key: ['job'],
  fields: ['stage'],
}

interface Site {
  readonly url: string
  readonly voyage: Voyage
  readonly workspace: Workspace
}

async function setUp(engine: Engine): Promise<Site> {
  const { url: production } = await engine.createDatabase()
  const { url } = await engine.createDatabase()
  for (const [at, stage] of [
    [production, 'new'],
    [url, 'old'],
  ] as const) {
    await engine.query(at, 'create table jobs (job int primary key, stage varchar(9))')
    await engine.query(at, `insert into jobs values (1, '${stage}'), (2, '${stage}'), (3, 'same')`)
  }
  const voyage = await setSail({ production, sandbox: url }, MAPPING)
  const folder = workspaceFolder({
    'drydock.jsonc': { environments: { sandbox: { url: '${env:SANDBOX_DATABASE_URL}' } } },
  })
  const workspace = await openWorkspace(folder, {
    variables: { SANDBOX_DATABASE_URL: url },
    secret: () => Promise.resolve(undefined),
  })
  return { url, voyage, workspace }
}

async function audit({ workspace }: Site): Promise<AuditReport> {
  const { trails, unreachable } = await readAudits(workspace, { environment: 'sandbox' })
  assert.deepEqual(unreachable, [])
  assert.equal(trails.length, 1)
  return trails[0]?.report ?? assert.fail('there is no trail')
}

async function applied(site: Site): Promise<string> {
  const { path } = await site.voyage.plan()
  return (await site.voyage.apply(path)).id
}

/** A table of the ledger. */
function tableOf(engine: Engine, name: string): string {
  return languageOf(engine) === 'mysql' ? `drydock_${name}` : `drydock.${name}`
}

/** "after" is a word of MySQL's language. */
function quoted(engine: Engine, name: string): string {
  return languageOf(engine) === 'mysql' ? `\`${name}\`` : `"${name}"`
}

describeEngines(
  'the audit trail',
  (engine) => {
    const [rowChanges, trail] = [tableOf(engine, 'row_changes'), tableOf(engine, 'audit')]

    it('tells who did what, when and from which definition, and is in order', async () => {
      const site = await setUp(engine)
      assert.deepEqual(await audit(site), { entries: [], faults: [], head: null })
      const runId = await applied(site)
      const undo = await site.voyage.undo(runId)
      const { entries, faults, head } = await audit(site)
      assert.deepEqual(faults, [])
      assert.deepEqual(
        entries.map(({ entry, event, runId: of }) => [entry, event, of]),
        [
          [1, 'started', runId],
          [2, 'completed', runId],
          [3, 'started', undo.id],
          [4, 'completed', undo.id],
          [5, 'undone', runId],
        ],
      )
      assert.equal(head, entries[4]?.hash)
      const [started, completed, , , undone] = entries.map(({ facts }) => facts)
      assert.equal(started?.['definition'], 'voyage.mapping.jsonc')
      assert.match(String(started?.['definitionHash']), /^[0-9a-f]{64}$/)
      assert.match(String(started?.['at']), /^\d{4}-\d\d-\d\dT[\d:.]+Z$/)
      assert.equal(started?.['operator'], (await import('node:os')).userInfo().username)
      assert.deepEqual([completed?.['applied'], completed?.['failed']], [2, 0])
      assert.equal(undone?.['undoneBy'], undo.id)
    })

    const BOTH_RUNS = Array<string>(2).fill('the journal of run … was changed since it ended')
    const tampered: readonly (readonly [what: string, sql: string, ...faults: string[]])[] = [
      [
        'a value in the journal',
        `update ${rowChanges} set ${quoted(engine, 'after')} = '{"stage":"forged"}' where ordinal = 1`,
        ...BOTH_RUNS,
      ],
      [
        'a row of the journal that is gone',
        `delete from ${rowChanges} where ordinal = 0`,
        ...BOTH_RUNS,
      ],
      [
        'an entry',
        `update ${trail} set facts = replace(facts, '"operator":"', '"operator":"not ') where entry = 1`,
        'entry 1 was changed',
      ],
      [
        'an entry to what is no JSON',
        `update ${trail} set facts = '{' where entry = 3`,
        'entry 3 was changed',
      ],
      [
        'an entry that is gone',
        `delete from ${trail} where entry = 2`,
        'entries before entry 3 are missing',
      ],
      [
        'an entry with another hash',
        `update ${trail} set hash = repeat('a', 64) where entry = 1`,
        'entry 1 was changed',
        'the entry before entry 2 was changed',
      ],
    ]
    for (const [what, sql, ...expected] of tampered)
      it(`shows that somebody changed ${what}`, async () => {
        const site = await setUp(engine)
        await site.voyage.undo(await applied(site))
        await engine.query(site.url, sql)
        const { faults } = await audit(site)
        const messages = faults.map(({ message, runId }) => message.replace(runId, '…'))
        assert.deepEqual(messages, expected)
      })
  },
  { where: manySessions, languages: ['postgres', 'mysql'] },
)

// MariaDB never had a ledger of the first layout.
describeEngines(
  'an audit trail',
  (engine) => {
    it('begins in a ledger of the first layout with its next run', async () => {
      const site = await setUp(engine)
      const first = await applied(site)
      await engine.query(site.url, 'drop table drydock.audit')
      await engine.query(site.url, 'update drydock.ledger set version = 1')
      await engine.query(site.url, 'alter table drydock.row_changes drop constraint row_changes_op')
      await engine.query(
        site.url,
        `alter table drydock.row_changes add constraint row_changes_op_check check (op in ('update'))`,
      )
      assert.deepEqual((await audit(site)).entries, [])
      const undo = await site.voyage.undo(first)
      const { entries, faults } = await audit(site)
      assert.deepEqual(faults, [])
      assert.deepEqual(
        entries.map(({ event, runId }) => [event, runId]),
        [
          ['started', undo.id],
          ['completed', undo.id],
          ['undone', first],
        ],
      )
    })
  },
  { where: manySessions },
)
