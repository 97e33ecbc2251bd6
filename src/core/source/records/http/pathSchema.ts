/** A place in the JSON of an answer. */
import * as z from 'zod'

export const pathSchema = z.union([
  z.string().min(1).describe('Names of members with points between them: "data.items".'),
  z
    .array(z.string().min(1))
    .min(1)
    .describe('Names of members one by one, where names have points: ["@odata.nextLink"].'),
])

export type PathFile = z.infer<typeof pathSchema>

export function readPath(path: PathFile): readonly string[] {
  return typeof path === 'string' ? path.split('.') : path
}

/** As people read it. */
export function showPath(path: PathFile): string {
  return JSON.stringify(readPath(path).join('.'))
}
