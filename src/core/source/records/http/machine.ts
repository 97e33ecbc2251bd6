/** What a reading stands on and a definition cannot change; tests do. */
import { realClock, type Clock } from '../network/clock'

export interface Machine {
  readonly clock: Clock
  /** The longest answer that is taken. It is in memory several times while its records are cut out. */
  readonly mostBytes: number
}

export const realMachine: Machine = { clock: realClock, mostBytes: 128 * 1024 * 1024 }
