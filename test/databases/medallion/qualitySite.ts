import type { Engine } from '../../helpers/engines'
import { pipelineSite, type Json, type PipelineSite } from './pipelineSite'

/** People of three lists, of which each knows some and each spells differently. */
export const PEOPLE: Json = {
  entity: 'person',
  sources: {
    crm: { type: 'ndjson', path: 'crm.ndjson', id: 'code' },
    hr: { type: 'ndjson', path: 'hr.ndjson', id: 'code' },
    web: { type: 'ndjson', path: 'web.ndjson', id: 'code' },
  },
  silver: {
    table: 'people',
    key: 'code',
    fields: {
      name: { from: 'name', rule: 'majority', clean: ['trim', 'collapse', 'nullIfEmpty'] },
      email: { from: { crm: 'mail', hr: 'email', web: 'email' } },
      city: { from: { hr: 'place' } },
      street: { from: { crm: 'street', hr: 'street' }, rule: 'mostRecent' },
      zip: { from: { crm: 'zip', hr: 'zip' } },
    },
    groups: { home: ['street', 'zip'] },
    recency: { crm: 'changed', hr: 'changed' },
    validate: { email: { pattern: '@' }, zip: { pattern: '^[0-9]+$', otherwise: 'null' } },
  },
  quality: {
    keyFields: ['email'],
    mismatches: ['name', 'email'],
    informational: ['city'],
    rules: { short_name: { when: 'length(name) < 4', weight: 0.01 } },
    gates: { minimumScore: 0.5, maximumErrors: 0.5 },
  },
}

const PLACES = { crm: 'mail', hr: 'email', web: 'email' } as const

/** Name and address by code, of each list. */
export type Lists = Readonly<
  Record<keyof typeof PLACES, Readonly<Record<string, readonly [name: string, email: string]>>>
>

export const LISTS: Lists = {
  crm: { A1: ['Ann', 'ann@x'], B2: ['Bob', ''], C3: ['Cid', 'cid@x'], D4: ['Dan', 'dan@x'] },
  hr: { A1: ['Anna', 'ANN@x'], B2: ['bob', 'b@x'], C3: ['  Cid ', 'cid@y'], E5: ['Eva  B', ''] },
  web: { A1: ['ANN', ''], C3: ['Kid', 'kid@x'], E5: ['Eva B', 'eva@x'], F6: ['Fay', 'nowhere'] },
}

/** The home is that of the record that changed last, what it lacks, too. */
const HOMES: Partial<Record<keyof Lists, Readonly<Record<string, Json>>>> = {
  crm: { A1: { street: 'Old Road', zip: '1', changed: '2020-01-01' } },
  hr: {
    A1: { street: 'New Road', changed: '2021-01-01' },
    B2: { street: 'Elm', zip: 'x9', changed: '2021-01-01' },
  },
}

export function listFiles(lists: Lists): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(lists).map(([name, people]) => [
      `${name}.ndjson`,
      Object.entries(people)
        .map(([code, [called, email]]) =>
          JSON.stringify({
            ...{ code, name: called, [PLACES[name as keyof Lists]]: email },
            ...(name === 'hr' && { place: code === 'A1' ? 'Ulm' : null }),
            ...(HOMES[name as keyof Lists]?.[code] ?? {}),
          }),
        )
        .join('\n'),
    ]),
  )
}

export function qualitySite(engine: Engine): Promise<PipelineSite> {
  return pipelineSite(engine, PEOPLE, listFiles(LISTS))
}
