/** What the registry and the servers know of an environment, in words. */
import type { RegisteredEnvironment } from '../../coreHost/protocol'
import type { ListedDatabase } from '../../core/index'
import { formatAge, formatBytes } from '../format'

/** `84 MB · 3 days · branch mean-reversion (gone)`. `branches` are those that there are, where that is known. */
export function describeFacts(
  { databases, createdAt, expiresAt, branch, production }: RegisteredEnvironment,
  branches: ReadonlySet<string> | undefined,
  now: Date,
): readonly string[] {
  const sizes = databases.flatMap(({ bytes }) => (bytes === null ? [] : [bytes]))
  const missing = databases.filter(({ exists }) => !exists).length
  const size = sizes.reduce((sum, bytes) => sum + bytes, 0)
  const age = production ? '' : formatAge(createdAt, now)
  return [
    ...(sizes.length === 0 ? [] : [formatBytes(size)]),
    ...(age === '' ? [] : [age]),
    ...(branch === null ? [] : [describeBranch(branch, branches)]),
    ...(expiresAt === null || expiresAt > now.toISOString() ? [] : ['time is up']),
    ...(missing === 0 ? [] : [`${missing} of ${databases.length} databases not there`]),
  ]
}

function describeBranch(branch: string, branches: ReadonlySet<string> | undefined): string {
  const isGone = branches !== undefined && !branches.has(branch)
  return isGone ? `branch ${branch} gone` : `branch ${branch}`
}

/** `8.1 MB`, `is not there`; empty where it is not known. */
export function describeDatabase({
  exists,
  bytes,
}: Pick<ListedDatabase, 'exists' | 'bytes'>): string {
  if (!exists) return 'is not there'
  return bytes === null ? '' : formatBytes(bytes)
}

/** Whether it can be deleted: a copy that the registry has, and that nothing locks. */
export function isDeletable({
  production,
  protection,
  databases,
}: Pick<RegisteredEnvironment, 'production' | 'protection' | 'databases'>): boolean {
  return !production && protection !== 'locked' && databases.length > 0
}

/** Whether it has databases that could be compared: of the registry, or the one of its URL. */
export function hasDatabases({ databases, listing }: RegisteredEnvironment): boolean {
  return databases.length > 0 || !listing.address.endsWith('/')
}
