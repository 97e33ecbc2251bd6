/** What each engine does in its own way to clone a database. A folder an engine, with the same files. */
import type { Endpoint } from '../../database/endpoint'
import type { Session } from '../../database/session'
import type { SchemaObject } from '../../schema/inventory/schemaObject'
import type { Hazard } from '../../plan/plan'
import type { Protection } from '../../workspace/workspace'
import type { Proof } from './proof'

/**
 * - `template`: the server copies the database as it lies
 * - `insert`: the server copies rows from table to table
 * - `relay`: rows are read here on one snapshot and written there
 * - `folder`: the files of an embedded database are copied
 */
export type CloneMethod = 'template' | 'insert' | 'relay' | 'folder'

export interface CloneWish {
  /** Without rows where false. */
  readonly withData: boolean
  /** Of the environment that is cloned. */
  readonly protection: Protection
  /** Whether the clone will lie on the same server. */
  readonly sameServer: boolean
  /** Full names of the source environment's databases, and what they will be called in the new one. */
  readonly names: ReadonlyMap<string, string>
  /** Full names of those that the new one will not have. */
  readonly others: readonly string[]
}

/** What planning learns about a database that is to be cloned. Numbers of rows are the server's estimates. */
export interface SourceFacts {
  readonly tables: number
  readonly objects: number
  readonly rows: number
  readonly bytes: number
  readonly method: CloneMethod
  /** Why this method, as the end of a sentence. */
  readonly why: string
  /** A digest of all definitions: the clone is made of what was planned. */
  readonly structure: string
  readonly hazards: readonly Hazard[]
}

/** A clone that is being made. */
export interface CloneJob {
  /** The source's database, and the environment it belongs to. */
  readonly source: CloneEnd
  /** Where the clone is made: under a name that is nobody's yet, where the engine can rename. */
  readonly target: CloneEnd
  /** Any database of the target's server that is always there. */
  readonly maintenance: Endpoint
  readonly withData: boolean
  readonly proof: Proof
  readonly method: CloneMethod
  readonly structure: string
  /** Sessions that may be open at a time, on each side. */
  readonly sessions: number
  /** Full names of the source environment's databases, and what they are called in the new one. */
  readonly names: ReadonlyMap<string, string>
  /** Full names of those that the new one does not have. */
  readonly others: readonly string[]
  readonly runId: string
  readonly signal?: AbortSignal | undefined
  log(level: 'info' | 'warning' | 'error', message: string): Promise<void>
  report(message: string, done?: number, total?: number): void
}

export interface CloneEnd {
  readonly endpoint: Endpoint
  readonly environment: string
}

/** What a clone turned out to be; the report of its proof. */
export interface CloneReport {
  readonly method: CloneMethod
  readonly objects: number
  /** Those whose rows were compared. */
  readonly tables: readonly TableProof[]
  /** Differences of structure that were meant: what was changed or left out, and why. */
  readonly remarks: readonly string[]
  /** Definitions that name a database of the source environment, and could not be rewritten. */
  readonly leaks: readonly Leak[]
}

export interface TableProof {
  readonly table: string
  /** Exact, as text. */
  readonly rows: string
  /** A digest of all rows in any order, the same on both sides; null where they were only counted. */
  readonly digest: string | null
}

export interface Leak {
  /** `view public.jobs`. */
  readonly object: string
  /** The name that it must not have. */
  readonly names: string
  /** Where it stands. */
  readonly text: string
}

/** Tells whose a database is that has its final name while it is being made. */
export interface CloneMarker {
  /** Whether this run has begun to make it, or nothing is in it. */
  mayRemove(session: Session, database: string, runId: string): Promise<boolean>
  /** From then on it is as any other. */
  remove(session: Session, database: string): Promise<void>
}

/** What another environment is expected to have of one. */
export interface Expectation {
  /** Full names of databases, and what they are called there. */
  readonly names: ReadonlyMap<string, string>
  /** Whether that one was cloned from this: what clones are not given is not expected. */
  readonly cloned: boolean
}

export interface CloneEngine {
  /** Whether a database can get another name. */
  readonly canRename: boolean
  /** Of engines that cannot rename: `clone` leaves its mark in what it makes. */
  readonly marker?: CloneMarker
  /**
   * Of engines that go on making a database after its maker is gone: waits until that has ended. On a session of the server's
   * own database.
   */
  settle?(session: Session, database: string, signal: AbortSignal | undefined): Promise<void>
  /** All objects of the session's database, as another environment is expected to have them. */
  readInventory(session: Session, expectation: Expectation): Promise<readonly SchemaObject[]>
  /** Looks at a source, on a session that is held read-only. */
  examine(session: Session, wish: CloneWish): Promise<SourceFacts>
  /** Makes the clone, and proves that it equals its source. Throws, and leaves what it made to its caller. */
  clone(job: CloneJob): Promise<CloneReport>
}
