import { forgetDatabase } from '../../ledger/databaseStates'
import type { RegistryRow } from '../../workspace/registry/registryRows'
import type { StepWorld } from '../making/stepWorld'
import { deactivateRegistryRow } from '../registry/writeRegistry'

/** A database is no longer its environment's: its row stays as a memory, and the ledger forgets it under this name. */
export function unregister(
  world: StepWorld,
  row: RegistryRow | undefined,
  databaseName: string,
): Promise<void> {
  return world.write(async (session) => {
    const table = await world.registryTable(session)
    if (row !== undefined) await deactivateRegistryRow(session, table, row)
    await forgetDatabase(session, databaseName)
  })
}
