/** What the schema of transforms cannot say. */
import type { JsonPath } from '../../workspace/definitionSource'
import type { Fault } from '../../workspace/schemaFaults'

const steps = ['number', 'date', 'default', 'lookup'] as const
const dateTokens = ['YYYY', 'MM', 'DD', 'HH', 'mm', 'ss'] as const

/** Looks through a field's transform of any structure. */
export function examineTransform(transform: unknown, path: JsonPath): readonly Fault[] {
  return Array.isArray(transform)
    ? transform.flatMap((step, index) => examineStep(step, [...path, index]))
    : examineStep(transform, path)
}

function examineStep(step: unknown, path: JsonPath): readonly Fault[] {
  if (!isObject(step)) return []
  const given = steps.filter((name) => Object.hasOwn(step, name))
  const known = [...steps, 'otherwise'] as readonly string[]
  const unknown = Object.keys(step).some((name) => !known.includes(name))
  const faults: Fault[] = []
  if (given.length > 1 || (given.length === 0 && !unknown))
    faults.push({
      path,
      message: `a step is one of ${steps.map((name) => `"${name}"`).join(', ')}`,
      mend: 'write each step as an object of its own',
    })
  if (Object.hasOwn(step, 'otherwise') && !Object.hasOwn(step, 'lookup'))
    faults.push({
      path: [...path, 'otherwise'],
      at: 'name',
      message: '"otherwise" belongs to "lookup"',
    })
  return [
    ...faults,
    ...numberFaults(member(step, 'number'), [...path, 'number']),
    ...dateFaults(member(step, 'date'), [...path, 'date']),
  ]
}

function numberFaults(options: unknown, path: JsonPath): readonly Fault[] {
  if (!isObject(options)) return []
  const decimal = member(options, 'decimal') ?? '.'
  const group = member(options, 'group') ?? ''
  if (typeof decimal !== 'string' || typeof group !== 'string') return []
  const faults: Fault[] = []
  const sign = (text: string) => /^[^0-9+-]$/u.test(text)
  if (!sign(decimal))
    faults.push({
      path: [...path, 'decimal'],
      message: '"decimal" must be one character that is no digit and no sign',
    })
  if (group !== '' && !sign(group))
    faults.push({
      path: [...path, 'group'],
      message: '"group" must be empty or one character that is no digit and no sign',
    })
  if (decimal === group) faults.push({ path, message: '"decimal" and "group" must differ' })
  return faults
}

function dateFaults(format: unknown, path: JsonPath): readonly Fault[] {
  if (typeof format !== 'string' || format === '') return []
  const mend = `use ${dateTokens.join(' ')} and literal characters, such as "DD/MM/YYYY"`
  const runs = [...format.matchAll(/Y+|M+|D+|H+|m+|s+|yy+|dd+|hh+/g)].map(([run]) => run)
  const wrong = runs.find((run) => !(dateTokens as readonly string[]).includes(run))
  if (wrong !== undefined)
    return [{ path, message: `"${wrong}" is no part of a date format`, mend }]
  const twice = runs.find((run, index) => runs.indexOf(run) < index)
  if (twice !== undefined)
    return [{ path, message: `"${twice}" occurs twice in the date format`, mend }]
  const complete = ['YYYY', 'MM', 'DD'].every((token) => runs.includes(token))
  return complete ? [] : [{ path, message: 'a date format needs YYYY, MM and DD', mend }]
}

function member(value: unknown, key: string): unknown {
  return isObject(value) && Object.hasOwn(value, key) ? value[key] : undefined
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
