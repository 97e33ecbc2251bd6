/** What a mapping of airports has to find and to do, computed with plain maps and without any of Drydock's code. */

export interface TargetRow {
  readonly iata: string | null
  readonly name: string | null
  readonly lat: string | null
  readonly lon: string | null
}

export type Numbers = Readonly<
  Record<
    | 'totalSource'
    | 'totalTarget'
    | 'matched'
    | 'notFound'
    | 'updated'
    | 'errors'
    | 'duplicateKeys'
    | 'nullKeys',
    number
  >
> & { readonly fieldUpdates: Readonly<Record<string, number>> }

export interface Expected {
  readonly numbers: Numbers
  /** As JSON. */
  readonly changes: ReadonlySet<string>
  /** As JSON, sorted. */
  readonly findings: readonly string[]
  /** The target's rows after the apply. */
  readonly rows: readonly TargetRow[]
}

const fields = ['name', 'lat', 'lon'] as const

interface Rules {
  readonly scale: number | undefined
  readonly nameIsRequired: boolean
}

export function compareAirports(
  source: readonly TargetRow[],
  target: readonly TargetRow[],
  rules: Rules,
): Expected {
  const [given, present] = [byCode(source), byCode(target)]
  const work: Work = {
    rules,
    rows: [...target],
    changes: new Set(),
    findings: [...nullKeys(source, 'source'), ...nullKeys(target, 'target')],
    tally: { matched: 0, notFound: 0, duplicateKeys: 0, invalid: 0 },
    fieldUpdates: { name: 0, lat: 0, lon: 0 },
  }
  for (const iata of new Set([...given.keys(), ...present.keys()])) {
    const rows = (given.get(iata) ?? []).map((place) => source[place] as TargetRow)
    judgeCode(work, iata, rows, present.get(iata) ?? [])
  }
  const { invalid, ...tally } = work.tally
  const nulls = source.filter((row) => row.iata === null).length
  return {
    numbers: {
      ...tally,
      totalSource: source.length,
      totalTarget: target.length,
      updated: work.changes.size,
      errors: tally.duplicateKeys + nulls + invalid,
      nullKeys: nulls,
      fieldUpdates: work.fieldUpdates,
    },
    changes: work.changes,
    findings: work.findings.map((finding) => JSON.stringify(finding)).sort(),
    rows: work.rows,
  }
}

interface Work {
  readonly rules: Rules
  readonly rows: TargetRow[]
  readonly changes: Set<string>
  readonly findings: object[]
  readonly tally: { matched: number; notFound: number; duplicateKeys: number; invalid: number }
  readonly fieldUpdates: { name: number; lat: number; lon: number }
}

/** All rows of one code: those of the source, and the places of those of the target. */
function judgeCode(
  { rows, findings, tally, ...work }: Work,
  iata: string,
  given: readonly TargetRow[],
  places: readonly number[],
): void {
  const key = { iata }
  for (const [side, count] of [
    ['source', given.length],
    ['target', places.length],
  ] as const)
    if (count > 1) findings.push({ kind: 'duplicateKey', side, key, rows: count })
  const [from] = given
  if (from === undefined) return
  if (given.length > 1 || places.length > 1) {
    tally.duplicateKeys += given.length
    return
  }
  const [place] = places
  const to = place === undefined ? undefined : rows[place]
  if (place === undefined || to === undefined) {
    tally.notFound++
    findings.push({ kind: 'notFound', side: 'source', key, rows: 1 })
    return
  }
  tally.matched++
  if (work.rules.nameIsRequired && from.name === null) {
    tally.invalid++
    const message = 'the value is null and "name" is not null'
    findings.push({ kind: 'invalid', side: 'source', key, rows: 1, field: 'name', message })
    return
  }
  rows[place] = carry(work, from, to)
}

/** The target's row as it will be. */
function carry(
  { rules, changes, fieldUpdates }: Pick<Work, 'rules' | 'changes' | 'fieldUpdates'>,
  from: TargetRow,
  to: TargetRow,
): TargetRow {
  const differing = fields.filter((field) => differs(field, from, to, rules))
  if (differing.length === 0) return to
  for (const field of differing) fieldUpdates[field]++
  const part = (row: TargetRow) => Object.fromEntries(differing.map((field) => [field, row[field]]))
  const [key, before, after] = [{ iata: to.iata }, part(to), part(planned(from, rules))]
  changes.add(JSON.stringify({ op: 'update', table: 'public.airports', key, before, after }))
  return stored({ ...to, ...after }, rules)
}

/** The places of the rows with each code. */
function byCode(rows: readonly TargetRow[]): ReadonlyMap<string, readonly number[]> {
  const places = new Map<string, number[]>()
  for (const [place, { iata }] of rows.entries()) {
    if (iata === null) continue
    places.set(iata, [...(places.get(iata) ?? []), place])
  }
  return places
}

function nullKeys(rows: readonly TargetRow[], side: 'source' | 'target'): readonly object[] {
  const nulls = rows.filter((row) => row.iata === null)
  return nulls.map(() => ({ kind: 'nullKey', side, key: { iata: null }, rows: 1 }))
}

function differs(
  field: (typeof fields)[number],
  from: TargetRow,
  to: TargetRow,
  { scale }: Rules,
): boolean {
  const [a, b] = [from[field], to[field]]
  if (field === 'name' || a === null || b === null) return a !== b
  return units(a, scale) !== units(b, scale)
}

/** As a plan says it: a number with more digits than the target keeps is rounded, another one stays as it is written. */
function planned(row: TargetRow, { scale }: Rules): TargetRow {
  const print = (text: string | null): string | null => {
    const fraction = text?.split('.')[1] ?? ''
    if (text === null || scale === undefined || fraction.length <= scale) return text
    const kept = stored({ ...row, lat: text }, { scale, nameIsRequired: false }).lat ?? ''
    return kept.replace(/\.?0+$/, '')
  }
  return { ...row, lat: print(row.lat), lon: print(row.lon) }
}

/** As the target prints it: with all digits that it keeps, or as it was written. */
function stored(row: TargetRow, { scale }: Rules): TargetRow {
  if (scale === undefined) return row
  const print = (text: string | null): string | null => {
    if (text === null) return null
    const digits = String(units(text, scale))
    const [sign, magnitude] = digits.startsWith('-') ? ['-', digits.slice(1)] : ['', digits]
    const padded = magnitude.padStart(scale + 1, '0')
    return `${sign}${padded.slice(0, -scale)}.${padded.slice(-scale)}`
  }
  return { ...row, lat: print(row.lat), lon: print(row.lon) }
}

/** The number in units of `10 ** -scale`, halves away from zero; of 30 digits where the scale is open. */
function units(text: string, scale = 30): bigint {
  const [whole = '', fraction = ''] = text.replace('-', '').split('.')
  const exact = BigInt(whole + fraction.padEnd(30, '0'))
  const unit = 10n ** BigInt(30 - scale)
  const rounded = (2n * exact + unit) / (2n * unit)
  return text.startsWith('-') ? -rounded : rounded
}
