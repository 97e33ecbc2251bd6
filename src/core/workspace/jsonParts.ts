/** Parts of JSON whose structure nobody has checked yet. */

/** The entries of a list; a text stands for a list of itself, and anything else for an empty one. */
export function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : typeof value === 'string' ? [value] : []
}

export function member(value: unknown, key: string): unknown {
  return isObject(value) && Object.hasOwn(value, key) ? value[key] : undefined
}

export function has(value: unknown, key: string): boolean {
  return isObject(value) && Object.hasOwn(value, key)
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
