/** A record in the form of another one, so that people who see both see what differs and nothing else. */
import { ExactNumber, isObject, parseExactJson, type ExactJson } from './exactJson'

/** What stands between members, and after their names. */
const STYLES = [
  [',', ':'],
  [', ', ': '],
] as const

type Style = (typeof STYLES)[number]

/** The same record: its members in the order of the model's, and written as the model is. Both are JSON. */
export function alikeJson(text: string, modelText: string): string {
  const model = parseExactJson(modelText)
  const style = STYLES.find((one) => write(model, model, one) === modelText) ?? STYLES[0]
  return write(parseExactJson(text), model, style)
}

function write(value: ExactJson, model: ExactJson | undefined, style: Style): string {
  if (value === null || typeof value !== 'object') return JSON.stringify(value)
  if (value instanceof ExactNumber) return value.text
  if (isObject(value)) return writeObject(value, isObject(model) ? model : {}, style)
  const models = Array.isArray(model) ? (model as readonly ExactJson[]) : []
  return `[${value.map((item, index) => write(item, models[index], style)).join(style[0])}]`
}

function writeObject(
  value: { readonly [name: string]: ExactJson },
  model: { readonly [name: string]: ExactJson },
  style: Style,
): string {
  const names = Object.keys(model).filter((name) => Object.hasOwn(value, name))
  const others = Object.keys(value).filter((name) => !Object.hasOwn(model, name))
  const members = [...names, ...others].map(
    (name) => `${JSON.stringify(name)}${style[1]}${write(value[name] ?? null, model[name], style)}`,
  )
  return `{${members.join(style[0])}}`
}
