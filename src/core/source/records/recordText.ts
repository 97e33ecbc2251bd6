/** A record as a source wrote it, judged. */
import { isUtf8 } from 'node:buffer'
import { RAW_LIMIT, type SourceItem } from './source'

/** `bytes` are one JSON value of a text that is JSON. */
export function readRecordText(bytes: Buffer, locator: string): SourceItem {
  const json = bytes.toString()
  const fault = encodingFault(bytes, json) ?? objectFault(json)
  return fault === undefined ? { json, locator } : { locator, raw: cut(json), ...fault }
}

interface Fault {
  readonly code: string
  readonly message: string
}

function objectFault(json: string): Fault | undefined {
  if (json.startsWith('{')) return undefined
  return { code: 'object', message: `the record is ${kindOf(json)} and no object` }
}

function kindOf(json: string): string {
  if (json.startsWith('[')) return 'a list'
  if (json.startsWith('"')) return 'a text'
  return /^[-\d]/.test(json) ? 'a number' : json
}

/** Every backslash of a JSON text begins an escape within a string. A pair of surrogates is one character. */
const ESCAPES =
  /\\u(?<pair>d[89ab][0-9a-f]{2}\\ud[c-f][0-9a-f]{2})|\\u(?<surrogate>d[89a-f][0-9a-f]{2})|\\u(?<nul>0000)|\\[^]/gi

function encodingFault(bytes: Buffer, json: string): Fault | undefined {
  if (!isUtf8(bytes)) return { code: 'encoding', message: 'the record is no UTF-8' }
  if (!json.includes('\\u')) return undefined
  for (const { groups = {} } of json.matchAll(ESCAPES)) {
    if (groups['nul'] !== undefined)
      return {
        code: 'encoding',
        message: 'a text has the character NUL, which databases cannot hold',
      }
    if (groups['surrogate'] !== undefined)
      return {
        code: 'encoding',
        message: 'a text has half of a surrogate pair, which is no character',
      }
  }
  return undefined
}

/** Not in the middle of a character: it would be half of a pair. */
function cut(text: string): string {
  if (text.length <= RAW_LIMIT) return text
  return text.slice(0, RAW_LIMIT).replace(/[\ud800-\udbff]$/, '')
}
