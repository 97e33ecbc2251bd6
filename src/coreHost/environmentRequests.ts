/** What the core process does for requests about environments, their databases and tables. */
import {
  compareEnvironments,
  countRows,
  createRegistry,
  describeCurrent,
  describeEnvironment,
  environmentNameFault,
  examineRegistry,
  findStaleEnvironments,
  forgetRegistry,
  listAllEnvironments,
  listEnvironments,
  listRestorable,
  listTables,
  planCreateEnvironment,
  planDeleteEnvironment,
  planRestoreEnvironment,
  testConnection,
  testEnvironment,
} from '../core/index'
import type { WorkOptions, Workspace } from '../core/index'
import type { EnvironmentName, RegistryReport } from './protocol'
import type { Handlers, Opener } from './requests'

export function environmentHandlers(
  open: Opener,
): ReadingHandlers & RegistryHandlers & LifecycleHandlers {
  return { ...readingHandlers(open), ...registryHandlers(open), ...lifecycleHandlers(open) }
}

type ReadingHandlers = Pick<
  Handlers,
  'listEnvironments' | 'describeCurrent' | 'testConnection' | 'listTables' | 'countRows'
>

function readingHandlers(open: Opener): ReadingHandlers {
  return {
    listEnvironments: async (params) => listEnvironments(await open(params)),
    describeCurrent: async (params, options) => describeCurrent(await open(params), options),
    testConnection: async ({ environment, ...place }, options) =>
      testConnection(await open(place), environment, options),
    listTables: async ({ environment, database, ...place }, options) =>
      listTables(await open(place), environment, { ...options, database }),
    countRows: async ({ environment, database, table, ...place }, options) =>
      countRows(await open(place), environment, table, { ...options, database }),
  }
}

type RegistryHandlers = Pick<
  Handlers,
  'readRegistry' | 'forgetRegistry' | 'examineRegistry' | 'createRegistry' | 'compareEnvironments'
>

function registryHandlers(open: Opener): RegistryHandlers {
  return {
    readRegistry: async (params, options) => readRegistry(await open(params), options),
    forgetRegistry: () => {
      forgetRegistry()
      return null
    },
    examineRegistry: async (params, options) => examineRegistry(await open(params), options),
    createRegistry: async (params, options) => createRegistry(await open(params), options),
    compareEnvironments: async ({ first, second, ...place }, options) =>
      compareEnvironments(await open(place), first, second, options),
  }
}

async function readRegistry(
  workspace: Workspace,
  options: WorkOptions,
): Promise<RegistryReport | null> {
  if (workspace.registry === undefined) return null
  const environments = await listAllEnvironments(workspace, options)
  return {
    elsewhere: workspace.repository !== undefined,
    environments: environments.map((one) => ({
      ...one,
      listing: describeEnvironment(workspace, one.name),
    })),
  }
}

type LifecycleHandlers = Pick<
  Handlers,
  | 'nameEnvironment'
  | 'planCreateEnvironment'
  | 'planDeleteEnvironment'
  | 'findStaleEnvironments'
  | 'planRestoreEnvironment'
  | 'listRestorable'
>

function lifecycleHandlers(open: Opener): LifecycleHandlers {
  return {
    nameEnvironment: ({ short }) => nameEnvironment(short),
    planCreateEnvironment: async ({ wish, ...place }, options) =>
      planCreateEnvironment(await open(place), wish, options),
    planDeleteEnvironment: async ({ environment, purge, ...place }, options) =>
      planDeleteEnvironment(await open(place), { environment, purge }, options),
    findStaleEnvironments: async (params, options) =>
      findStaleEnvironments(await open(params), options),
    planRestoreEnvironment: async ({ environment, ...place }, options) =>
      planRestoreEnvironment(await open(place), environment, options),
    listRestorable: async (params, options) => listRestorable(await open(params), options),
  }
}

function nameEnvironment(short: string): EnvironmentName {
  const name = short === '' ? '' : testEnvironment(short)
  const fault = environmentNameFault(name)
  return { name, ...(fault !== undefined && { fault }) }
}
