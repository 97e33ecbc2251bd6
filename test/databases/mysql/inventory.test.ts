import assert from 'node:assert/strict'
import { compareObjects } from '../../../src/core/schema/inventory/compareObjects'
import { isWhole } from '../../../src/core/schema/inventory/mysql/definition'
import { readMysqlInventory } from '../../../src/core/schema/inventory/mysql/readInventory'
import { describeObject, type SchemaObject } from '../../../src/core/schema/inventory/schemaObject'
import {
  describeEngines,
  type Engine,
  type RawSession,
  type TestDatabase,
} from '../../helpers/engines'
import { CASES, type Mutation } from './inventoryCases'
import { families } from './inventoryFamilies'
import { borrow } from './setUp'
import { inventoryOf, nameIn, tortureDatabases } from './tortureSetUp'

/** Where a name begins and ends with the database's, it is the database's: nothing longer is touched. */
const renamed = (from: string, to: string) => (object: SchemaObject) => {
  const words = object.definition.split(/([\p{L}\p{N}_$]+)/u)
  return { ...object, definition: words.map((word) => (word === from ? to : word)).join('') }
}

const differences = (first: readonly SchemaObject[], second: readonly SchemaObject[]) =>
  compareObjects(first, second).map(describeObject).sort()

/** Which of them one sees depends on who one is. */
const withoutGrants = (object: SchemaObject): SchemaObject => ({
  ...object,
  definition: object.definition
    .split('\n')
    .filter((line) => !line.startsWith('GRANT '))
    .join('\n'),
})

const FEW_RIGHTS = "'torture_few'@'%'"

/** `{}` stands for the database. */
async function userWith(
  engine: Engine,
  { url, adminUrl }: TestDatabase,
  grants: readonly string[],
): Promise<string> {
  const password = 'for this test only'
  await engine.query(adminUrl, `create user ${FEW_RIGHTS} identified by '${password}'`)
  for (const grant of grants)
    await engine.query(adminUrl, `${grant.replace('{}', `\`${nameIn(url)}\``)} ${FEW_RIGHTS}`)
  const own = new URL(url)
  own.username = 'torture_few'
  own.password = encodeURIComponent(password)
  return own.href
}

describeEngines(
  'the inventory of a MySQL database',
  (engine) => {
    const torture = tortureDatabases(engine)
    let database: TestDatabase
    before(async () => {
      database = await torture.load()
    })
    after(async () => {
      await engine.query(database.adminUrl, `drop user if exists ${FEW_RIGHTS}`)
      await torture.drop()
    })

    it('is the same for two that were made alike, whatever they are called', async () => {
      const twin = await torture.load()
      const [first, second] = [
        await inventoryOf(database.adminUrl),
        await inventoryOf(twin.adminUrl),
      ]
      assert.ok(first.length >= 100)
      assert.deepEqual(first.filter((object) => !isWhole(object)).map(describeObject), [])
      const rewrite = renamed(nameIn(database.url), nameIn(twin.url))
      assert.deepEqual(compareObjects(first.map(rewrite), second), [])
    })

    it('is read by the owner, who may not see all grants and no body of a routine', async () => {
      const twin = await torture.load()
      const [whole, own, second] = [
        await inventoryOf(database.adminUrl),
        await inventoryOf(database.url),
        await inventoryOf(twin.url),
      ]
      const hidden = own.filter((object) => !isWhole(object))
      assert.deepEqual([...new Set(hidden.map(({ kind }) => kind))].sort(), [
        ...['database', 'function', 'package', 'procedure'],
      ])
      assert.deepEqual(own.map(describeObject), whole.map(describeObject))
      const seen = (objects: readonly SchemaObject[]) =>
        objects
          .filter((object) => !hidden.map(describeObject).includes(describeObject(object)))
          .map(withoutGrants)
      assert.deepEqual(compareObjects(seen(whole), seen(own)), [])
      assert.deepEqual(
        compareObjects(own.map(renamed(nameIn(database.url), nameIn(twin.url))), second),
        [],
      )
    })

    it('is what a role sees that has few rights', async () => {
      const url = await userWith(engine, database, [
        'grant select (id) on {}.parent to',
        'grant select on {}.simple_view to',
        'grant select on {}.texts to',
        'grant insert on {}.numbers to',
        'grant execute on procedure {}.writes to',
      ])
      const own = await inventoryOf(url)
      assert.deepEqual(own.map(describeObject).sort(), [
        ...['database ', 'procedure writes', 'table numbers', 'table parent', 'table texts'],
        'view simple_view',
      ])
      const whole = await inventoryOf(database.adminUrl)
      for (const object of own.filter(isWhole)) {
        const same = whole.find((one) => describeObject(one) === describeObject(object))
        assert.deepEqual(withoutGrants(object), same && withoutGrants(same))
      }
      assert.deepEqual(own.filter(isWhole).map(describeObject).sort(), [
        ...['table numbers', 'table texts'],
      ])
    })

    it('is of the default database of its session', async () => {
      const { url } = await torture.other()
      const wrong = borrow(database.adminUrl, 'read', (session) =>
        readMysqlInventory(session, nameIn(url)),
      )
      await assert.rejects(wrong, /the session's database is not "drydock_test_/)
    })

    it('is the same for a session that writes', async () => {
      const written = await borrow(database.adminUrl, 'write', (session) =>
        readMysqlInventory(session, nameIn(database.url)),
      )
      assert.deepEqual(compareObjects(await inventoryOf(database.adminUrl), written), [])
    })

    it('leaves Drydock’s own tables out, and their grants', async () => {
      const untouched = await inventoryOf(database.adminUrl)
      await engine.query(
        database.adminUrl,
        'create table drydock_runs (run_id int); grant select on drydock_runs to torture_role',
      )
      assert.deepEqual(compareObjects(untouched, await inventoryOf(database.adminUrl)), [])
      await engine.query(database.adminUrl, 'drop table drydock_runs')
    })

    it('has nothing of a database whose name differs in large letters only', async () => {
      const untouched = await inventoryOf(database.adminUrl)
      const twin = `\`${nameIn(database.url).toUpperCase()}\``
      await engine.query(
        database.adminUrl,
        `create database ${twin}; create table ${twin}.parent (id int);
create view ${twin}.twin_view as select 1 as one; create function ${twin}.twin() returns int return 1;
create trigger ${twin}.twin before insert on ${twin}.parent for each row set @x = 1;
create event ${twin}.twin on schedule every 1 day do select 1; grant select on ${twin}.parent to torture_role`,
      )
      try {
        assert.deepEqual(compareObjects(untouched, await inventoryOf(database.adminUrl)), [])
      } finally {
        await engine.query(database.adminUrl, `drop database ${twin}`)
      }
    })

    it('reports every change of an object, and no other object', async () => {
      const session = await engine.connect(database.adminUrl)
      try {
        const untouched = await inventoryOf(database.adminUrl)
        const mutations = await allMutations(session, database, await torture.other())
        assert.ok(mutations.length >= 300, `${mutations.length} mutations`)
        for (const group of groupsOf(mutations)) {
          for (const { apply } of group) await runAll(session, apply)
          const expected = group.flatMap(({ objects }) => objects).sort()
          assert.deepEqual(
            differences(untouched, await inventoryOf(database.adminUrl)),
            expected,
            group.flatMap(({ apply }) => apply).join('\n'),
          )
          for (const { undo } of [...group].reverse()) await runAll(session, undo)
          assert.deepEqual(
            compareObjects(untouched, await inventoryOf(database.adminUrl)),
            [],
            group.flatMap(({ undo }) => undo).join('\n'),
          )
        }
      } finally {
        await session.close()
      }
    }).timeout(300_000)
  },
  // The schema is MariaDB’s, and its users are the server’s.
  { languages: ['mysql'], where: ({ id }) => id === 'mariadb' },
)

async function allMutations(
  session: RawSession,
  database: TestDatabase,
  other: TestDatabase,
): Promise<readonly Mutation[]> {
  const [folder] = await session.query('select @@tmpdir as path')
  const fill = (text: string) =>
    text
      .replaceAll('@@DATABASE@@', nameIn(database.url))
      .replaceAll('@@PATTERN@@', nameIn(database.url).replaceAll('_', '\\_'))
      .replaceAll('@@OTHER@@', nameIn(other.url))
      .replaceAll('@@FOLDER@@', folder?.['path'] ?? '')
  await runAll(session, [
    "set names utf8mb4 collate utf8mb4_general_ci, sql_mode = 'NO_AUTO_VALUE_ON_ZERO', foreign_key_checks = 0",
    'set system_versioning_alter_history = keep',
  ])
  const cases = CASES.map(({ objects, apply, undo }) => ({
    objects,
    apply: apply.map(fill),
    undo: undo.map(fill),
  }))
  return [...cases, ...(await families(session))]
}

async function runAll(session: RawSession, statements: readonly string[]): Promise<void> {
  for (const statement of statements)
    await session.query(statement).catch((error: unknown) => {
      throw new Error(`the change cannot be made: ${statement}`, { cause: error })
    })
}

const GROUP = 8

/** Changes of different objects are made together, which proves the same in fewer readings. */
function groupsOf(mutations: readonly Mutation[]): readonly (readonly Mutation[])[] {
  const groups: { readonly mutations: Mutation[]; readonly objects: Set<string> }[] = []
  for (const mutation of mutations) {
    const fits = groups.find(
      (group) =>
        group.mutations.length < GROUP &&
        mutation.objects.every((object) => !group.objects.has(object)),
    )
    const group = fits ?? { mutations: [], objects: new Set() }
    if (fits === undefined) groups.push(group)
    group.mutations.push(mutation)
    for (const object of mutation.objects) group.objects.add(object)
  }
  return groups.map((group) => group.mutations)
}
