/**
 * What a merge has to come to, worked out record by record in plain JavaScript: an oracle that shares no code with the
 * product, which does it in SQL for all entities at once.
 */

/** A record's members, as the texts that a database would give for them. */
export type ModelRecord = Readonly<Record<string, string | undefined>>

/** By source, its records by their ids. */
export type ModelRecords = Readonly<Record<string, ReadonlyMap<string, ModelRecord>>>

export interface ModelField {
  readonly column: string
  /** By source, the member that has the value, the most trusted source first. */
  readonly from: Readonly<Record<string, string>>
  readonly rule: 'priority' | 'majority'
  readonly clean: (text: string) => string
  /** Columns that come from one record together have the same one. */
  readonly group?: string
}

export interface Model {
  readonly sources: readonly string[]
  readonly fields: readonly ModelField[]
  readonly keyFields: readonly string[]
  readonly mismatches: readonly string[]
  readonly informational: readonly string[]
  /** In thousandths, so that nothing is lost in sums. */
  readonly weights: {
    readonly missingSource: number
    readonly missingField: number
    readonly mismatch: number
  }
}

export const DEFAULT_WEIGHTS: Model['weights'] = {
  missingSource: 100,
  missingField: 50,
  mismatch: 50,
}

export interface ModelCell {
  readonly value: string
  readonly source: string
  /** Sources that say something else, the most trusted first. */
  readonly over: readonly string[]
}

export interface ModelRow {
  readonly key: string
  readonly cells: Readonly<Record<string, ModelCell>>
  readonly flags: readonly string[]
  /** Flags that deduct, with thousandths. */
  readonly deducted: readonly (readonly [flag: string, thousandths: number])[]
  readonly score: string
}

/** What default steps of cleaning do. */
export const trimmed = (text: string): string => text.trim()
export const collapsed = (text: string): string => text.trim().replace(/\s+/g, ' ')

/** A row for each id that any source has. */
export function modelRows(model: Model, records: ModelRecords): ReadonlyMap<string, ModelRow> {
  const keys = new Set(model.sources.flatMap((source) => [...(records[source]?.keys() ?? [])]))
  return new Map([...keys].map((key) => [key, modelRow(model, records, key)]))
}

interface Candidate {
  readonly source: string
  readonly value: string
}

function modelRow(model: Model, records: ModelRecords, key: string): ModelRow {
  const said = new Map(model.fields.map((field) => [field, candidatesOf(field, records, key)]))
  const cells: Record<string, ModelCell> = {}
  for (const [field, candidates] of said) {
    const source =
      field.group === undefined
        ? winnerOf(field, candidates)
        : groupWinner(model.fields, field.group, said)
    const won = candidates.find((one) => one.source === source)
    if (won === undefined) continue
    const over = candidates.filter(({ value }) => value !== won.value).map((one) => one.source)
    cells[field.column] = { ...won, over }
  }
  return { key, cells, ...judged(model, records, key, said, cells) }
}

/** Of the entities that two sources have: how often both say the same of a field, something else, or only one anything. */
export interface ModelAgreement {
  readonly sources: string
  readonly both: number
  readonly field: string
  readonly agree: number
  readonly differ: number
  readonly oneMissing: number
  readonly bothMissing: number
}

/** For each pair of sources, in their order, and each field that both have. */
export function modelAgreement(model: Model, records: ModelRecords): readonly ModelAgreement[] {
  return model.sources.flatMap((first, place) =>
    model.sources
      .slice(place + 1)
      .flatMap((second) =>
        model.fields
          .filter(({ from }) => first in from && second in from)
          .map((field) => agreementOf(field, first, second, records)),
      ),
  )
}

function agreementOf(field: ModelField, first: string, second: string, records: ModelRecords) {
  const keys = [...(records[first]?.keys() ?? [])].filter((key) => records[second]?.has(key))
  const counts = { agree: 0, differ: 0, oneMissing: 0, bothMissing: 0 }
  for (const key of keys) {
    const said = candidatesOf(field, records, key)
    const [one, other] = [first, second].map((source) =>
      said.find((each) => each.source === source),
    )
    if (one === undefined && other === undefined) counts.bothMissing++
    else if (one === undefined || other === undefined) counts.oneMissing++
    else if (fold(one.value) === fold(other.value)) counts.agree++
    else counts.differ++
  }
  return { sources: `${first} ${second}`, both: keys.length, field: field.column, ...counts }
}

function candidatesOf({ from, clean }: ModelField, records: ModelRecords, key: string) {
  return Object.entries(from).flatMap(([source, member]): Candidate[] => {
    const text = records[source]?.get(key)?.[member]
    const value = text === undefined ? '' : clean(text)
    return value === '' ? [] : [{ source, value }]
  })
}

function winnerOf({ rule, from }: ModelField, candidates: readonly Candidate[]) {
  if (rule === 'priority' || Object.keys(from).length < 3) return candidates[0]?.source
  const votes = candidates.map(
    (one) => candidates.filter((other) => fold(other.value) === fold(one.value)).length,
  )
  return candidates[votes.indexOf(Math.max(...votes))]?.source
}

/** The most trusted source that has any column of the group. */
function groupWinner(
  fields: readonly ModelField[],
  group: string,
  said: ReadonlyMap<ModelField, readonly Candidate[]>,
): string | undefined {
  const members = fields.filter((field) => field.group === group)
  const order = Object.keys(members[0]?.from ?? {})
  return order.find((source) =>
    members.some((field) => said.get(field)?.some((one) => one.source === source)),
  )
}

function judged(
  model: Model,
  records: ModelRecords,
  key: string,
  said: ReadonlyMap<ModelField, readonly Candidate[]>,
  cells: Readonly<Record<string, ModelCell>>,
): Pick<ModelRow, 'flags' | 'deducted' | 'score'> {
  const { weights } = model
  const missing = (column: string) => cells[column] === undefined
  const disagree = (column: string) => {
    const found = [...said].find(([field]) => field.column === column)?.[1] ?? []
    return new Set(found.map(({ value }) => fold(value))).size > 1
  }
  const found: [string, number][] = [
    ...model.sources
      .filter((source) => records[source]?.has(key) !== true)
      .map((source): [string, number] => [`missing_${source}_source`, weights.missingSource]),
    ...model.keyFields
      .filter(missing)
      .map((column): [string, number] => [`missing_${column}`, weights.missingField]),
    ...model.mismatches
      .filter(disagree)
      .map((column): [string, number] => [`${column}_mismatch`, weights.mismatch]),
    ...model.informational.filter(missing).map((column): [string, number] => [`no_${column}`, 0]),
  ]
  const lost = found.reduce((sum, [, thousandths]) => sum + thousandths, 0)
  return {
    flags: found.map(([flag]) => flag),
    deducted: found.filter(([, thousandths]) => thousandths > 0),
    score: (Math.round(Math.max(0, 1000 - lost) / 10) / 100).toFixed(2),
  }
}

/** As servers do it, a letter for a letter: the Turkish İ is an i without a dot of its own. */
function fold(text: string): string {
  return [...text].map((letter) => letter.toLowerCase().slice(0, letter.length)).join('')
}
