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
import { loadTorture, TORTURE_ROLES, TORTURE_USERS } from '../../helpers/torture'
import { CASES, type Mutation } from './inventoryCases'
import { families } from './inventoryFamilies'
import { borrow } from './setUp'

const nameIn = (url: string) => decodeURIComponent(new URL(url).pathname.slice(1))

const inventoryOf = (url: string) =>
  borrow(url, 'read', (session) => readMysqlInventory(session, nameIn(url)))

async function loaded(
  engine: Engine,
  { other, databases }: { readonly other: TestDatabase; readonly databases: TestDatabase[] },
): Promise<TestDatabase> {
  const database = await engine.createDatabase()
  databases.push(database)
  const names = { database: nameIn(database.url), other: nameIn(other.url) }
  const session = await engine.connect(database.adminUrl)
  try {
    await loadTorture(session, names)
  } finally {
    await session.close()
  }
  return database
}

/** Where a name begins and ends with the database's, it is the database's: nothing longer is touched. */
const renamed = (from: string, to: string) => (definition: string) =>
  definition
    .split(/([\p{L}\p{N}_$]+)/u)
    .map((word) => (word === from ? to : word))
    .join('')

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

async function dropUsers(engine: Engine, { adminUrl }: TestDatabase): Promise<void> {
  for (const user of [...TORTURE_USERS, FEW_RIGHTS])
    await engine.query(adminUrl, `drop user if exists ${user}`)
  for (const role of TORTURE_ROLES) await engine.query(adminUrl, `drop role if exists ${role}`)
}

describeEngines(
  'the inventory of a MySQL database',
  (engine) => {
    let other: TestDatabase
    const databases: TestDatabase[] = []
    let database: TestDatabase
    before(async () => {
      other = await engine.createDatabase()
      database = await loaded(engine, { other, databases })
    })
    after(async () => {
      // Foreign keys of it are to the other one.
      for (const one of databases) await one.drop()
      await dropUsers(engine, other)
    })

    it('is the same for two that were made alike, whatever they are called', async () => {
      const twin = await loaded(engine, { other, databases })
      const [first, second] = [
        await inventoryOf(database.adminUrl),
        await inventoryOf(twin.adminUrl),
      ]
      assert.ok(first.length >= 100)
      assert.deepEqual(first.filter((object) => !isWhole(object)).map(describeObject), [])
      const rewrite = renamed(nameIn(database.url), nameIn(twin.url))
      assert.deepEqual(compareObjects(first, second, rewrite), [])
    })

    it('is read by the owner, who may not see all grants and no body of a routine', async () => {
      const twin = await loaded(engine, { other, databases })
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
        compareObjects(own, second, renamed(nameIn(database.url), nameIn(twin.url))),
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

    it('reports every change of an object, and no other object', async () => {
      const session = await engine.connect(database.adminUrl)
      try {
        const untouched = await inventoryOf(database.adminUrl)
        const mutations = await allMutations(session, database, other)
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
  { languages: ['mysql'] },
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
