/** `drydock.jsonc` as read: which environments there are and how they are protected. */
import type { GitHead } from './current/gitHead'

/**
 * - `open`: asked once
 * - `guarded`: its name has to be typed
 * - `locked`: never a target
 */
export type Protection = 'open' | 'guarded' | 'locked'

/** What the core asks of whoever runs it. */
export interface WorkspaceHost {
  /** The process environment, which wins over `.env`. */
  readonly variables: Readonly<Record<string, string | undefined>>
  /** The value of `${secret:NAME}`: from the editor's secret storage, or DRYDOCK_SECRET_NAME. */
  secret(name: string): Promise<string | undefined>
  /** The environment that was chosen explicitly, over what the git branch stands for. */
  readonly chosen?: string | undefined
  /** What is checked out, where an editor knows it already. */
  readonly head?: GitHead | undefined
}

export interface Environment {
  readonly name: string
  readonly protection: Protection
  /** As written, with `${…}` in place. Never holds a password. */
  readonly url: string
  /** As written: `${…}` and nothing else. */
  readonly password?: string
  readonly passwordCommand?: string
  readonly databases?: readonly string[]
  /** Of one that only the registry knows: the listed environment whose server and credentials it has. */
  readonly server?: string
}

/** Where the databases of all environments are registered. */
export interface Registry {
  readonly environment: string
  readonly database: string
  readonly table: string
}

export interface Workspace {
  /** Absolute path of the folder that holds `drydock.jsonc`. */
  readonly folder: string
  readonly environments: ReadonlyMap<string, Environment>
  readonly registry?: Registry
  /** Environment names by git branch; `*` stands for every other branch. */
  readonly branches?: Readonly<Record<string, string>>
  /** Another git repository, whose branch decides. As written. */
  readonly repository?: string
  /** See `WorkspaceHost`. */
  readonly chosen?: string
  readonly head?: GitHead
  /** Where runs are kept. */
  readonly ledger: 'target' | 'workspace'
  /** Variables of the host, else of `.env` beside the file. */
  variable(name: string): string | undefined
  secret(name: string): Promise<string | undefined>
}
