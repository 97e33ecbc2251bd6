/** Parts of a definition that all that gives records has in common. */
import * as z from 'zod'

const members = z.array(z.string().min(1)).min(1)

export const significanceShape = {
  significant: members
    .optional()
    .describe('The members whose change makes a new version of a record. Default: all.'),
  volatile: members
    .optional()
    .describe('Members whose change does not, such as when a record was last read.'),
  sets: members.optional().describe('Members that are lists whose order means nothing.'),
} as const

export const durationSchema = z
  .string()
  .regex(/^\d+[smhd]$/, 'a number and s, m, h or d, such as "15m"')

const SECONDS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400 }

export function secondsOf(duration: string): number {
  return parseInt(duration, 10) * (SECONDS[duration.slice(-1)] ?? 1)
}
