/** What somebody would try who wants a protected database gone. */
import fc from 'fast-check'
import type { Condemned } from '../../../src/core/environment/drop/doomed'
import type { DatabaseState, KnownDatabase } from '../../../src/core/ledger/databaseStates'
import type { RegistryRow } from '../../../src/core/workspace/registry/registryRows'

/** Environments that are never deleted, in many spellings. */
export const ENVIRONMENTS = [
  ...['prod', 'PROD', 'Prod', 'production', 'Production', ' prod', 'prod ', 'ｐｒｏｄ', 'ＰＲＯＤ'],
  ...['live', 'main-site', 'test', 'test-x', 'test-x`; drop database data; --', "test-'x'"],
  ...['test-prod', 'prod-x', 'production-2', '', '..', 'test/../prod', 'te\u0301st', 'current'],
]

/** Databases that stay, in many spellings, and others. */
export const DATABASES = [
  ...[
    'data',
    'DATA',
    'Data',
    ' data',
    'data ',
    'ｄａｔａ',
    'config',
    'CONFIG',
    'billing',
    'Billing',
  ],
  ...['master_config', 'MASTER_CONFIG', 'postgres', 'Postgres', 'template1', 'mysql', 'sys'],
  ...[
    'information_schema',
    'data_test-x',
    'data_test',
    'config_test-x',
    'zz_deleted_1',
    'drydock_new_1',
  ],
  ...['"data"', '`data`', "data'; drop database data; --", 'data\u0000', 'data_test_x', 'shop'],
]

const environment = fc.oneof(fc.constantFrom(...ENVIRONMENTS), fc.string({ unit: 'grapheme' }))
const database = fc.oneof(fc.constantFrom(...DATABASES), fc.string({ unit: 'grapheme' }))

export const condemned: fc.Arbitrary<Condemned> = fc.record({
  environment,
  base: database,
  databaseName: database,
})

const row: fc.Arbitrary<RegistryRow> = fc.record({
  base: database,
  environment,
  fullName: database,
  active: fc.boolean(),
  branch: fc.constant(null),
  createdAt: fc.constant(null),
  deletedAt: fc.constant(null),
  source: fc.constant(null),
})

const known: fc.Arbitrary<KnownDatabase> = fc.record({
  databaseName: database,
  databaseId: fc.constant(null),
  state: fc.constantFrom<DatabaseState>('making', 'ready', 'trash'),
  environment,
  base: database,
  fullName: database,
  branch: fc.constant(null),
  source: fc.constant(null),
  runId: fc.constant('20261122-000000-0000'),
  expiresAt: fc.constant(null),
  changedAt: fc.constant('2026-11-22T00:00:00.000Z'),
})

/** An attempt: what is to go, and registry and ledger that say whatever helps. */
export const attempt = fc
  .record({
    wish: condemned,
    rows: fc.array(row, { maxLength: 4 }),
    known: fc.array(known, { maxLength: 3 }),
    confirmed: fc.array(environment, { maxLength: 3 }),
    forgeRow: fc.boolean(),
    forgeState: fc.option(fc.constantFrom<DatabaseState>('making', 'ready', 'trash'), {
      nil: undefined,
    }),
    confirm: fc.boolean(),
  })
  .map(({ wish, forgeRow, forgeState, confirm, ...rest }) => ({
    wish,
    // The best of forgeries: the registry and the ledger have exactly what is asked for.
    rows: forgeRow ? [...rest.rows, { ...emptyRow, ...namesOf(wish), active: true }] : rest.rows,
    known:
      forgeState === undefined
        ? rest.known
        : [
            ...rest.known,
            { ...emptyKnown, ...wish, fullName: wish.databaseName, state: forgeState },
          ],
    confirmed: confirm ? [...rest.confirmed, wish.environment] : rest.confirmed,
  }))

const emptyRow = { branch: null, createdAt: null, deletedAt: null, source: null }
const emptyKnown = {
  ...{ databaseId: null, branch: null, source: null, runId: 'r', expiresAt: null },
  changedAt: '2026-11-22T00:00:00.000Z',
}

function namesOf({ environment: name, base, databaseName }: Condemned) {
  return { environment: name, base, fullName: databaseName }
}
