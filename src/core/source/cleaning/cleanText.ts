/** Cleaning of texts that become ids. What becomes a column is cleaned by the database. */
import type { CleanStep } from './cleanSchema'

/** Undefined where nothing is left that could be a value. */
export function cleanText(text: string, steps: readonly CleanStep[]): string | undefined {
  let value: string | undefined = text
  for (const step of steps) {
    if (value === undefined) return undefined
    value = cleanOnce(value, step)
  }
  return value
}

function cleanOnce(text: string, step: CleanStep): string | undefined {
  if (step === 'trim') return text.trim()
  if (step === 'collapse') return text.replace(/\s+/gu, ' ')
  if (step === 'lower') return text.toLowerCase()
  if (step === 'upper') return text.toUpperCase()
  if (step === 'nullIfEmpty') return text === '' ? undefined : text
  if ('remove' in step) return [...text].filter((one) => !step.remove.includes(one)).join('')
  if ('replace' in step) return text.replaceAll(step.replace, () => step.with)
  if ('nullIf' in step) return step.nullIf.includes(text) ? undefined : text
  return [...text].slice(0, step.first).join('')
}
