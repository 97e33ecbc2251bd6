/** What the core says to the thread that holds an embedded database, and back. */
import type { Value } from '../../../util/value'

export type WorkerRequest =
  | {
      readonly id: number
      readonly method: 'open'
      readonly folder: string
      readonly database: string
    }
  | {
      readonly id: number
      readonly method: 'query'
      readonly sql: string
      readonly parameters: readonly unknown[]
    }
  /** Several statements without parameters or results. */
  | { readonly id: number; readonly method: 'script'; readonly sql: string }
  | { readonly id: number; readonly method: 'close' }

export interface WorkerResult {
  readonly columns: readonly { readonly name: string; readonly typeId: string }[]
  readonly rows: readonly (readonly Value[])[]
  readonly rowCount: number
}

/** The parts of a database error that survive the way between threads. */
export interface WorkerError {
  readonly message: string
  readonly code?: string
  readonly constraint?: string
  readonly column?: string
  readonly table?: string
  readonly position?: string
  readonly detail?: string
}

export type WorkerResponse =
  | { readonly id: number; readonly result: WorkerResult }
  | { readonly id: number; readonly error: WorkerError }
