/** What is said to the thread that pg_dump runs in, and back. */
import type { SharedRing } from './byteRing'

export interface DumpRequest {
  readonly args: readonly string[]
  /** What the server says. */
  readonly fromServer: SharedRing
}

export type DumpMessage =
  | { readonly kind: 'toServer'; readonly bytes: Uint8Array }
  /** There is room again in the ring, after there was none. */
  | { readonly kind: 'room' }
  | {
      readonly kind: 'end'
      /** The exit code. */
      readonly status: number
      readonly output: Uint8Array
      readonly messages: string
    }
