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
  const rows = [...target]
  const changes = new Set<string>()
  const findings: object[] = [...nullKeys(source, 'source'), ...nullKeys(target, 'target')]
  const fieldUpdates = { name: 0, lat: 0, lon: 0 }
  const tally = { matched: 0, notFound: 0, duplicateKeys: 0, invalid: 0 }
  for (const iata of new Set([...given.keys(), ...present.keys()])) {
    const [places, targets] = [given.get(iata) ?? [], present.get(iata) ?? []]
    const key = { iata }
    if (places.length > 1)
      findings.push({ kind: 'duplicateKey', side: 'source', key, rows: places.length })
    if (targets.length > 1)
      findings.push({ kind: 'duplicateKey', side: 'target', key, rows: targets.length })
    if (places.length > 1 || targets.length > 1) {
      tally.duplicateKeys += places.length
      continue
    }
    const [from, to] = [source[places[0] ?? -1], target[targets[0] ?? -1]]
    if (from === undefined) continue
    if (to === undefined) {
      tally.notFound++
      findings.push({ kind: 'notFound', side: 'source', key, rows: 1 })
      continue
    }
    tally.matched++
    if (rules.nameIsRequired && from.name === null) {
      tally.invalid++
      const message = 'the value is null and "name" is not null'
      findings.push({ kind: 'invalid', side: 'source', key, rows: 1, field: 'name', message })
      continue
    }
    const differing = (['name', 'lat', 'lon'] as const).filter((field) =>
      differs(field, from, to, rules),
    )
    if (differing.length === 0) continue
    for (const field of differing) fieldUpdates[field]++
    const part = (row: TargetRow) =>
      Object.fromEntries(differing.map((field) => [field, row[field]]))
    const change = {
      op: 'update',
      table: 'public.airports',
      key,
      before: part(to),
      after: part(from),
    }
    changes.add(JSON.stringify(change))
    rows[targets[0] ?? -1] = stored({ ...to, ...part(from) }, rules)
  }
  const { matched, notFound, duplicateKeys } = tally
  const sourceNulls = source.filter((row) => row.iata === null).length
  return {
    numbers: {
      totalSource: source.length,
      totalTarget: target.length,
      matched,
      notFound,
      updated: changes.size,
      errors: duplicateKeys + sourceNulls + tally.invalid,
      duplicateKeys,
      nullKeys: sourceNulls,
      fieldUpdates,
    },
    changes,
    findings: findings.map((finding) => JSON.stringify(finding)).sort(),
    rows,
  }
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
  field: 'name' | 'lat' | 'lon',
  from: TargetRow,
  to: TargetRow,
  { scale }: Rules,
): boolean {
  const [a, b] = [from[field], to[field]]
  if (field === 'name' || a === null || b === null) return a !== b
  return units(a, scale) !== units(b, scale)
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
