/** Parts of cells that Airtable writes as objects and lists. */
import { elementsOf } from '../../util/jsonText'
import { readMembers, stringOf } from './jsonMembers'

/** The members of objects that are shown in the cells of a type, the first one that is there. Other types have texts. */
const SHOWN: Readonly<Record<string, readonly string[]>> = {
  singleSelect: ['name'],
  multipleSelects: ['name'],
  externalSyncSource: ['name'],
  // Who has no account yet has no name.
  singleCollaborator: ['name', 'email', 'id'],
  multipleCollaborators: ['name', 'email', 'id'],
  createdBy: ['name', 'email', 'id'],
  lastModifiedBy: ['name', 'email', 'id'],
  barcode: ['text'],
  button: ['label'],
  aiText: ['value'],
}

/** Of a type that nobody knows, the characters of a text and the exact JSON text of all else. */
export function textOf(json: string, type: string): string {
  const shown = Object.hasOwn(SHOWN, type) ? SHOWN[type] : undefined
  if (json.startsWith('{'))
    return formulaError(json) ?? (shown === undefined ? json : (memberText(json, shown) ?? ''))
  return json === 'null' ? '' : (stringOf(json) ?? json)
}

/** A text, or of an object the text of the first of these members that is one. */
export function memberText(json: string, names: readonly string[]): string | undefined {
  if (!json.startsWith('{')) return stringOf(json)
  const members = readMembers(json)
  return names
    .map((name) => stringOf(members.get(name)))
    .find((text) => text !== undefined && text !== '')
}

/** The items of a list and of lists in it, without those that are empty. What is no list is its own only item. */
export function itemsOf(json: string): readonly string[] {
  if (!json.startsWith('[')) return json === 'null' ? [] : [json]
  return [...elementsOf(json, 0)].flatMap(itemsOf)
}

/** `{ "specialValue": "NaN" }` and `{ "error": "#ERROR!" }` are what formulas give that have failed. */
export function formulaError(json: string): string | undefined {
  if (!json.startsWith('{')) return undefined
  const members = readMembers(json)
  return stringOf(members.get('specialValue')) ?? stringOf(members.get('error'))
}

/** As values of attachments are: the URL with the name as its fragment. */
export function attachmentText(json: string): string | undefined {
  if (!json.startsWith('{')) return undefined
  const members = readMembers(json)
  const url = stringOf(members.get('url'))
  const name = stringOf(members.get('filename')) ?? ''
  // Halves of surrogate pairs are no characters and cannot be encoded.
  return url && `${url}#${encodeURIComponent(name.replace(/\p{Cs}/gu, '\ufffd'))}`
}
