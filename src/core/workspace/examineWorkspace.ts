/** What the schema of `drydock.jsonc` cannot say: passwords in plain text, lowered protection, wrong URLs. */
import { suggest } from '../util/nearMiss'
import { hasLiteralPassword, parseConnectionUrl, schemeOf, type UrlFault } from './connectionUrl'
import { isObject, member } from './jsonParts'
import { hasStrayPlaceholder, isAllPlaceholders, parseTemplate } from './placeholders'
import { mayProtectWith } from './protection'
import type { Fault } from './schemaFaults'

const usePlaceholder = 'move it to "${secret:NAME}" or "${env:NAME}"'

/** Looks through a file of any structure; see `ReadOptions.examine`. */
export function examineWorkspace(json: unknown): readonly Fault[] {
  const environments = member(json, 'environments')
  if (!isObject(environments)) return []
  const names = Object.keys(environments)
  return [
    ...(names.length === 0 ? [noEnvironments] : []),
    ...names.flatMap((name) => examineName(name)),
    ...names.flatMap((name) => examineEnvironment(name, environments[name])),
    ...examineRegistry(member(json, 'registry'), names),
  ]
}

const noEnvironments: Fault = {
  path: ['environments'],
  message: 'there is no environment',
  mend: 'add one: "sandbox": { "url": "${env:SANDBOX_DATABASE_URL}" }',
}

function examineName(name: string): readonly Fault[] {
  const path = ['environments', name]
  if (name === 'current')
    return [{ path, at: 'name', message: '"current" is reserved and cannot name an environment' }]
  if (/^[A-Za-z0-9][A-Za-z0-9_.-]*$/.test(name)) return []
  const mend = 'use letters, digits, ".", "_" and "-", with a letter or digit first'
  return [{ path, at: 'name', message: `${JSON.stringify(name)} cannot name an environment`, mend }]
}

function examineEnvironment(name: string, environment: unknown): readonly Fault[] {
  const path = ['environments', name]
  const at = (key: string, fault: Omit<Fault, 'path'> | undefined): readonly Fault[] =>
    fault === undefined ? [] : [{ path: [...path, key], ...fault }]
  const text = (key: string) => {
    const value = member(environment, key)
    return typeof value === 'string' ? value : undefined
  }
  const [url, password] = [text('url'), text('password')]
  return [
    ...at('url', url === undefined || url === '' ? undefined : urlFault(url)),
    ...at('password', password === undefined ? undefined : passwordFault(password)),
    ...at('passwordCommand', password && text('passwordCommand') ? twoPasswords : undefined),
    ...at('protection', protectionFault(name, text('protection'))),
  ]
}

const twoPasswords = {
  message: '"password" and "passwordCommand" cannot both be given',
  mend: 'remove one of them',
}

function passwordFault(password: string): Omit<Fault, 'path'> | undefined {
  if (password === '' || isAllPlaceholders(password)) return undefined
  return { message: '"password" holds a password in plain text', mend: usePlaceholder }
}

function protectionFault(
  name: string,
  protection: string | undefined,
): Omit<Fault, 'path'> | undefined {
  if (protection !== 'open' || mayProtectWith(name, protection)) return undefined
  const mend = 'remove it, or write "guarded"'
  return { message: `"${name}" cannot be open; allowed: guarded, locked`, mend }
}

function urlFault(template: string): Omit<Fault, 'path'> | undefined {
  if (hasLiteralPassword(template))
    return { message: '"url" holds a password in plain text', mend: usePlaceholder }
  if (hasStrayPlaceholder(template))
    return {
      message: '"url" holds a "${" that names no variable',
      mend: 'write "${env:NAME}" or "${secret:NAME}"',
    }
  const fault = literalUrlFault(template)
  return fault && { message: `"url" ${fault.message}`, mend: fault.mend }
}

// What a variable will bring is judged when it is there.
function literalUrlFault(template: string): UrlFault | undefined {
  const parts = parseTemplate(template)
  if (typeof parts[0] !== 'string') return undefined
  const result = parts.length === 1 ? parseConnectionUrl(template) : schemeOf(template)
  return 'fault' in result ? result.fault : undefined
}

function examineRegistry(registry: unknown, names: readonly string[]): readonly Fault[] {
  const name = member(registry, 'environment')
  if (typeof name !== 'string' || name === '' || names.includes(name)) return []
  const message = `there is no environment ${JSON.stringify(name)}`
  return [{ path: ['registry', 'environment'], message, mend: suggest(name, names) }]
}
