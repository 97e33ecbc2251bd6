import assert from 'node:assert/strict'
import { describeEngines, type Engine, type TestDatabase } from '../../helpers/engines'
import type { Expectation } from '../../../src/core/environment/engines/cloneEngine'
import { mysqlEngine } from '../../../src/core/environment/engines/mysql/engine'
import { compareObjects } from '../../../src/core/schema/inventory/compareObjects'
import { borrow } from '../mysql/setUp'
import { inventoryOf, nameIn, tortureDatabases } from '../mysql/tortureSetUp'
import { contentsOf } from './mariadbContents'
import { at, clone, untilAlone } from './mysqlClones'

describeEngines(
  'the MariaDB database of everything that a clone can get wrong',
  (engine) => {
    const torture = tortureDatabases(engine)
    const made: string[] = []
    let source: TestDatabase
    let other: TestDatabase
    let untouched: Awaited<ReturnType<typeof contentsOf>>
    let definitions: Awaited<ReturnType<typeof inventoryOf>>

    before(async () => {
      source = await torture.load()
      other = await torture.other()
      untouched = await contentsOf(engine, source.adminUrl)
      definitions = await inventoryOf(source.adminUrl)
      await siblingOf(engine, other, `${nameIn(other.url)}_test-x`)
      made.push(`${nameIn(other.url)}_test-x`)
    })
    after(async () => {
      for (const name of made)
        await engine.query(
          source.adminUrl,
          `set foreign_key_checks = 0; drop database if exists \`${name}\``,
        )
      await torture.drop()
    })

    for (const [method, protection] of [
      ['insert', 'open'],
      ['relay', 'locked'],
    ] as const)
      it(`is cloned by ${method}, equal to its source but for names`, async () => {
        const name = nameIn(source.url)
        const target = `${name}_test-${method}`
        made.push(target)
        const sibling = nameIn(other.url)
        const names = new Map([
          [name, target],
          [sibling, `${sibling}_test-x`],
        ])
        await untilAlone(engine, source)
        const result = await clone({ from: source, target, protection, names })
        assert.equal(result.method, method)
        assert.deepEqual(result.hazards, ['events-disabled', 'definers-missing', 'not-in-snapshot'])
        assert.deepEqual(result.report.leaks, [])
        const url = at(source.adminUrl, target)
        assert.deepEqual(await contentsOf(engine, url), untouched)
        await expectNoFalseAlarm(source.adminUrl, url, names)
        await expectExact(engine, url)
        await expectNewNames(engine, url, names)
        assert.deepEqual(await contentsOf(engine, source.adminUrl), untouched)
        assert.deepEqual(await inventoryOf(source.adminUrl), definitions)
      })
  },
  { languages: ['mysql'], where: ({ id }) => id === 'mariadb' },
)

async function siblingOf(engine: Engine, { adminUrl }: TestDatabase, name: string): Promise<void> {
  await engine.query(
    adminUrl,
    `create database \`${name}\`; create table \`${name}\`.outside like outside; insert into \`${name}\`.outside select * from outside`,
  )
}

/** A clone that nobody has touched is as it is expected to be. */
async function expectNoFalseAlarm(
  source: string,
  copy: string,
  names: ReadonlyMap<string, string>,
): Promise<void> {
  const read = (url: string, expectation: Expectation) =>
    borrow(url, 'read', (session) => mysqlEngine.readInventory(session, expectation))
  const expected = await read(source, { names, cloned: true })
  const there = await read(copy, { names: new Map(), cloned: false })
  assert.ok(expected.some(({ kind }) => kind === 'event'))
  assert.deepEqual(compareObjects(expected, there), [])
}

/** What copies by dumps get wrong. */
async function expectExact(engine: Engine, url: string): Promise<void> {
  const [float] = await engine.query(
    url,
    'select cast(f as double) as f from numbers where id = 900',
  )
  assert.equal(Number(float?.['f']), 16777216)
  const versions = await engine.query(
    url,
    'select x from versioned for system_time all where id = 1',
  )
  assert.equal(versions.length, 3)
  const [next] = await engine.query(url, 'select next_not_cached_value as next from used')
  assert.equal(next?.['next'], '35')
  const events = await engine.query(
    url,
    "select event_name from information_schema.events where event_schema = database() and status = 'ENABLED'",
  )
  assert.deepEqual(events, [])
}

async function expectNewNames(
  engine: Engine,
  url: string,
  names: ReadonlyMap<string, string>,
): Promise<void> {
  const [row] = await engine.query(url, 'show create procedure names_other')
  const [view] = await engine.query(url, 'show create view on_other')
  const [child] = await engine.query(url, 'show create table child')
  for (const [from, to] of names) {
    assert.ok(row?.['Create Procedure']?.includes(`\`${to}\`.`))
    for (const text of [row?.['Create Procedure'], view?.['Create View'], child?.['Create Table']])
      assert.ok(!text?.includes(`\`${from}\`.`), text ?? '')
  }
}
