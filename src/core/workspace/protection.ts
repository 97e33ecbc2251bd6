/** How strictly an environment is protected, from its name and from what the file says. */
import type { Protection } from './workspace'

/** From the mildest to the strictest. */
export const protections = ['open', 'guarded', 'locked'] as const satisfies readonly Protection[]

/** Whether the name alone makes an environment production. Letter case is no way around it. */
export function isProductionName(name: string): boolean {
  return ['prod', 'production'].includes(name.toLowerCase())
}

/** The protection of an environment for which the file says nothing. */
export function defaultProtection(name: string): Protection {
  return isProductionName(name) ? 'locked' : 'open'
}

/** Invariant: production is never open, whatever the file says. */
export function mayProtectWith(name: string, protection: Protection): boolean {
  return !isProductionName(name) || protection !== 'open'
}

/** Whether the first protects more than the second. */
export function isStricter(first: Protection, second: Protection): boolean {
  return protections.indexOf(first) > protections.indexOf(second)
}

/** The one that protects more. */
export function stricter(first: Protection, second: Protection): Protection {
  return isStricter(first, second) ? first : second
}
