/**
 * People in three systems that do not agree: the records of each, and the pipeline that merges them. The same records are made
 * each time.
 */

/** Of each hundred people, how many a system knows. */
const SHARE = { directory: 100, hr: 95, crm: 80 } as const

export type System = keyof typeof SHARE
export const SYSTEMS = Object.keys(SHARE) as readonly System[]

/** Which of each hundred people have other records in files that have changed, in all systems. */
const CHANGED = 13

/** How many people there are for so many records. */
export function peopleOf(records: number): number {
  return Math.round((records * 100) / (SHARE.directory + SHARE.hr + SHARE.crm))
}

/** The file of a system, a record a line. */
export function recordsOf(system: System, people: number, changed: boolean): string {
  const lines: string[] = []
  for (let person = 0; person < people; person++)
    if (person % 100 < SHARE[system]) {
      const isNew = changed && person % 100 === CHANGED
      lines.push(JSON.stringify({ uid: uidOf(person), ...RECORDS[system](person, isNew) }))
    }
  return `${lines.join('\n')}\n`
}

function uidOf(person: number): string {
  return `u${String(person).padStart(7, '0')}`
}

const RECORDS: Readonly<Record<System, (person: number, isNew: boolean) => object>> = {
  directory: (person, isNew) => ({
    mail: `User${person}@Example.com`,
    name: `${nameOf(person)} `,
    telephone: person % 10 === 0 ? null : phoneOf(person + (isNew ? 1 : 0)),
    department: `Department ${person % 40}`,
    changed: momentOf(person, 9),
  }),
  hr: (person, isNew) => ({
    email: `user${person}@example.com`,
    name: person % 20 === 0 ? `${nameOf(person)}  Jr.` : nameOf(person),
    phone: person % 7 === 0 ? '' : phoneOf(person % 3 === 0 ? person + 5 : person),
    title: `Title ${(person + (isNew ? 1 : 0)) % 25}`,
    department: `department ${person % 30 === 0 ? 40 : person % 40}`,
    street: `${person % 900} Main Street`,
    zip: String(10_000 + (person % 80_000)),
    city: `City ${person % 300}`,
    changed: momentOf(person, 7),
  }),
  crm: (person, isNew) => ({
    email: person % 50 === 0 ? `other${person}@example.org` : `user${person}@example.com`,
    name: person % 30 === 0 ? `Doctor ${nameOf(person)}` : nameOf(person),
    street: person % 5 === 0 ? null : `${(person % 900) + (isNew ? 1 : 0)}  Main Street`,
    zip: String(10_000 + ((person * 3) % 80_000)),
    city: `City ${person % 290}`,
    changed: momentOf(person, 5),
  }),
}

function nameOf(person: number): string {
  return `Given${person % 977} Family${person % 7919}`
}

function phoneOf(person: number): string {
  return `+1555${String(person).padStart(7, '0')}`
}

function momentOf(person: number, days: number): string {
  return `2026-01-0${1 + (person % days)}T08:00:00Z`
}

const from = (members: Partial<Record<System, string>>) => ({ from: members })

export const PEOPLE_PIPELINE = {
  target: { environment: 'sandbox' },
  entity: 'person',
  sources: Object.fromEntries(
    SYSTEMS.map((system) => [
      system,
      { type: 'ndjson', path: `${system}.ndjson`, id: 'uid', volatile: ['changed'] },
    ]),
  ),
  silver: {
    table: 'people',
    key: 'uid',
    priority: ['hr', 'directory'],
    fields: {
      email: {
        ...from({ directory: 'mail', hr: 'email', crm: 'email' }),
        clean: ['trim', 'lower', 'nullIfEmpty'],
      },
      name: {
        ...from({ directory: 'name', hr: 'name', crm: 'name' }),
        ...{ rule: 'majority', clean: ['trim', 'collapse', 'nullIfEmpty'] },
      },
      phone: { ...from({ directory: 'telephone', hr: 'phone' }), rule: 'mostRecent' },
      title: from({ hr: 'title' }),
      department: from({ directory: 'department', hr: 'department' }),
      street: {
        ...from({ hr: 'street', crm: 'street' }),
        ...{ rule: 'mostRecent', clean: ['trim', 'collapse', 'nullIfEmpty'] },
      },
      zip: from({ hr: 'zip', crm: 'zip' }),
      city: from({ hr: 'city', crm: 'city' }),
    },
    groups: { address: ['street', 'zip', 'city'] },
    recency: Object.fromEntries(SYSTEMS.map((system) => [system, 'changed'])),
  },
  quality: { keyFields: ['email', 'name', 'phone'], informational: ['title', 'street'] },
} as const
