/** Before anything is timed: who copies files waits for what others have left to be written. */
import { spawnSync } from 'node:child_process'
import type { ClonePlace } from './site'

/** From here on, server and system have nothing to write. */
export async function settle(place: ClonePlace): Promise<void> {
  if (place.engine === 'postgres') await place.run('postgres', ['checkpoint'])
  spawnSync('sync')
}
