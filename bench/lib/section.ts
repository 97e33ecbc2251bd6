/** What a benchmark is made of: parts that are measured one after the other, each with floors and peers of its own. */
import type { MariaDbServer } from '../../test/helpers/mariadbServer'
import type { PostgresServer } from '../../test/helpers/servers'
import type { Samples } from './measure'
import type { Pair } from './pair'

/** What all sections about mappings work on. What is expensive is made when it is first asked for. */
export interface Site {
  readonly rows: number
  /** The core's process, bundled. */
  readonly bundle: string
  readonly postgres: PostgresServer
  /** Two databases of PostgreSQL. */
  pair(name: PairName): Promise<Pair>
  /** Undefined where there is no MariaDB. */
  mariadb(): Promise<MariaDbServer | undefined>
  /** A table in a database of its own on MariaDB. Returns its URL. */
  mariadbItems(name: keyof typeof DIFFERING): Promise<string>
}

/** Of how many rows one differs from the source's. */
export const DIFFERING = { source: 0, target: 100, tenth: 10 } as const

/** `large`: 1 % differs; `small`: a tenth of it; `identical`: nothing does; `tenth`: every tenth row does. */
export type PairName = 'large' | 'small' | 'identical' | 'tenth'

export interface Section<On = Site> {
  readonly name: string
  /** Makes what is measured. Undefined where this machine has not what it takes. */
  prepare(site: On): Promise<Measurement | undefined>
  /** Of the samples' medians; aims are what the design asks for. */
  readonly ratios?: readonly Ratio[]
  /** Names of samples that are to be told as they are: memory, bytes, milliseconds, rates and numbers of statements. */
  readonly figures?: readonly Figure[]
}

export interface Measurement {
  /** One run of everything that is measured more than once. */
  measure(samples: Samples): Promise<void>
  /** What is measured once: it takes long, or is a number that does not vary. */
  measureOnce?(samples: Samples): Promise<void>
}

export interface Ratio {
  readonly name: string
  readonly of: string
  readonly to: string
  readonly aim?: string
}

export interface Figure {
  readonly name: string
  readonly sample: string
  readonly unit: 'MB' | 'kB' | 'ms' | 'rows/s' | 'statements'
  readonly aim?: string
}
