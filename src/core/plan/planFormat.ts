/**
 * The layout of a plan file, version 1:
 *
 *     DRYDOCK PLAN 1 \n
 *     blocks: raw DEFLATE (RFC 1951) of JSON lines, each of one section
 *     footer: JSON
 *     trailer: length of the footer, 12 decimal digits · SHA-256 of the footer, hex · \n DRYDOCK PLAN END \n
 *
 * The footer names offset, length, items and SHA-256 of every block. It comes last and the file gets its name
 * when it is complete, so that a file that was cut short or edited is never taken for a plan.
 */
import type { Plan } from './plan'

export const MAGIC = Buffer.from('DRYDOCK PLAN 1\n')
export const END = Buffer.from('\nDRYDOCK PLAN END\n')
export const LENGTH_DIGITS = 12
export const HASH_DIGITS = 64
export const TRAILER_LENGTH = LENGTH_DIGITS + HASH_DIGITS + END.length

/** Items a block holds at most, and how many bytes of JSON end one early. */
export const BLOCK_ITEMS = 1000
export const BLOCK_BYTES = 512 * 1024

export type Section = 'changes' | 'findings'

export interface Block {
  readonly section: Section
  readonly offset: number
  readonly length: number
  /** The number of the first item within its section, and how many there are. */
  readonly first: number
  readonly items: number
  readonly hash: string
}

/** The plan's id is not in it: it is the hash of this very text. */
export interface Footer {
  readonly plan: Omit<Plan, 'id'>
  readonly blocks: readonly Block[]
}

export const PLAN_ID_DIGITS = 16
