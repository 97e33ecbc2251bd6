import assert from 'node:assert/strict'
import { sql } from '../../../src/core/database/sql'
import type { Session } from '../../../src/core/database/session'
import { compareObjects } from '../../../src/core/schema/inventory/compareObjects'
import { isWhole } from '../../../src/core/schema/inventory/mysql/definition'
import type { MysqlObject } from '../../../src/core/schema/inventory/mysql/mysqlObject'
import { readMysqlObjects } from '../../../src/core/schema/inventory/mysql/readInventory'
import {
  disabledEvent,
  recreationSteps,
} from '../../../src/core/schema/recreate/mysql/recreationSteps'
import {
  sessionStatements,
  settingStatements,
} from '../../../src/core/schema/recreate/mysql/settings'
import type { RecreationStep } from '../../../src/core/schema/recreate/mysql/step'
import { describeEngines, type Engine, type TestDatabase } from '../../helpers/engines'
import { borrow } from './setUp'
import { inventoryOf, nameIn, tortureDatabases } from './tortureSetUp'

const objectsOf = (url: string): Promise<readonly MysqlObject[]> =>
  borrow(url, 'read', (session) => readMysqlObjects(session, nameIn(url)))

async function runSteps(session: Session, steps: readonly RecreationStep[]): Promise<void> {
  for (const statement of sessionStatements(true)) await session.execute(statement)
  for (const { settings, statement, object } of steps)
    try {
      for (const setting of settingStatements(settings)) await session.execute(setting)
      await session.execute(sql.raw(statement))
    } catch (error) {
      throw new Error(`${object.kind} ${object.name} cannot be made again: ${statement}`, {
        cause: error,
      })
    }
}

/** All rows of all tables that keep rows of their own. */
async function copyRows(engine: Engine, from: string, to: TestDatabase): Promise<void> {
  const tables = await engine.query(
    to.adminUrl,
    `select t.table_name as name, group_concat(concat('\`', replace(column_name, '\`', '\`\`'), '\`')) as columns
from information_schema.columns c join information_schema.tables t
  on c.table_schema = t.table_schema and binary c.table_name = t.table_name
where t.table_schema = '${from}' and is_generated = 'NEVER' and table_type in ('BASE TABLE', 'SYSTEM VERSIONED')
  and engine <> 'MRG_MyISAM'
group by binary t.table_name`,
  )
  assert.ok(tables.length > 40)
  const session = await engine.connect(to.adminUrl)
  try {
    await session.query("set sql_mode = 'NO_AUTO_VALUE_ON_ZERO', foreign_key_checks = 0")
    for (const { name, columns } of tables) {
      const table = `\`${(name ?? '').replaceAll('`', '``')}\``
      await session.query(
        `insert into ${table} (${columns}) select ${columns} from \`${from}\`.${table}`,
      )
    }
  } finally {
    await session.close()
  }
}

describeEngines(
  'the objects of a MySQL database',
  (engine) => {
    const torture = tortureDatabases(engine)
    let database: TestDatabase
    before(async () => {
      database = await torture.load()
    })
    after(() => torture.drop())

    it('can all be made again around its rows, each under the settings that it was made under', async () => {
      const again = await torture.empty()
      const objects = await objectsOf(database.adminUrl)
      const { steps, leftOut } = recreationSteps(objects, nameIn(again.url))
      assert.deepEqual(leftOut, [])
      const of = (phase: RecreationStep['phase']) => steps.filter((step) => step.phase === phase)
      await borrow(again.adminUrl, 'write', (session) => runSteps(session, of('before rows')))
      await copyRows(engine, nameIn(database.url), again)
      await borrow(again.adminUrl, 'write', (session) => runSteps(session, of('after rows')))
      const [first, second] = [
        await inventoryOf(database.adminUrl),
        await inventoryOf(again.adminUrl),
      ]
      assert.ok(second.length >= 100 && second.every(isWhole))
      // Bodies name the first database in both.
      assert.deepEqual(compareObjects(first, second), [])
    })

    it('need not have their keys and foreign keys while rows are filled in', async () => {
      const { steps } = recreationSteps(await objectsOf(database.adminUrl), 'target')
      const of = (table: string) =>
        steps.filter(({ object }) => object.kind === 'table' && object.name === table)
      const indexed = of('hidden')
      assert.deepEqual(
        indexed.map(({ part, phase }) => [part, phase]),
        [
          ['object', 'before rows'],
          ['keys', 'after rows'],
        ],
      )
      assert.doesNotMatch(indexed[0]?.statement ?? '', /^ {2}(UNIQUE )?KEY /m)
      assert.deepEqual(
        of('child').map(({ part }) => part),
        ['object', 'keys', ...Array.from({ length: 5 }, () => 'foreign key')],
      )
    })

    it('are named where the role may not read them', async () => {
      const { leftOut } = recreationSteps(await objectsOf(database.url), 'target')
      assert.deepEqual([...new Set(leftOut.map(({ object }) => object.kind))].sort(), [
        ...['database', 'function', 'package', 'procedure'],
      ])
      for (const { reason } of leftOut) assert.match(reason, /^this role may (not )?read/)
    })

    it('with a name that is a pattern get grants on themselves only', () => {
      const granted = (grant: string): readonly string[] => {
        const itself = { kind: 'database' as const, name: '', unreadable: [], grants: [grant] }
        const statements = [{ text: 'CREATE DATABASE' }]
        return recreationSteps([{ ...itself, statements }], 'a_b')
          .steps.filter(({ part }) => part === 'grant')
          .map(({ statement }) => statement)
      }
      assert.deepEqual(granted('GRANT SELECT ON * TO `u`@`%`'), [
        'GRANT SELECT ON `a\\_b`.* TO `u`@`%`',
      ])
      assert.deepEqual(granted('GRANT SELECT ON `a\\_%`.* TO `u`@`%`'), [])
      assert.deepEqual(granted('GRANT SELECT ON `gone` TO `u`@`%`'), [
        'GRANT SELECT ON `gone` TO `u`@`%`',
      ])
    })

    it('that run by themselves can be made to wait', async () => {
      const again = await torture.empty()
      const { steps } = recreationSteps(await objectsOf(database.adminUrl), nameIn(again.url))
      const events = steps
        .filter(({ object }) => object.kind === 'event')
        .map((step) => ({ ...step, statement: disabledEvent(step.statement) }))
      await borrow(again.adminUrl, 'write', (session) => runSteps(session, events))
      const rows = await engine.query(
        again.adminUrl,
        "select status, count(*) as events from information_schema.events where event_schema = database() and status = 'ENABLED' group by status",
      )
      assert.deepEqual(rows, [])
      assert.ok(events.length >= 7)
    })
  },
  // The schema is MariaDB’s, and its users are the server’s.
  { languages: ['mysql'], where: ({ id }) => id === 'mariadb' },
)
