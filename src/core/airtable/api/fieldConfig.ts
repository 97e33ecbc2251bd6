/** What a field’s cells hold, where a formula, a rollup or a lookup only says what it results in. */
import type { ApiField } from './schema'

export type FieldType = Pick<ApiField, 'type' | 'options'>

/** A type with what it has to say of itself, which are no values of a database. */
export interface FieldConfig {
  readonly type: string
  readonly options: Readonly<Record<string, unknown>>
}

export function configOf({ type, options }: FieldType): FieldConfig {
  return { type, options: options === undefined ? {} : asObject(JSON.parse(options)) }
}

/** Undefined where a formula is broken, or Airtable does not say. */
export function resultOf({ options }: FieldConfig): FieldConfig | undefined {
  const { type, options: own } = asObject(options['result'])
  return typeof type === 'string' ? { type, options: asObject(own) } : undefined
}

export function textOption({ options }: FieldConfig, name: string): string | undefined {
  const text = options[name]
  return typeof text === 'string' ? text : undefined
}

function asObject(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
}
