/** The silver part of a pipeline, with everything that its file leaves out. */
import type {
  CleanStep,
  FieldGroup,
  Quality,
  Silver,
  SilverField,
  SilverKey,
  Source,
} from './pipeline'
import type { QualityFile, SilverFile } from './silverSchema'

/** A text of nothing but blanks is no value, unless a field says otherwise. */
const CLEAN: readonly CleanStep[] = ['trim', 'nullIfEmpty']

/** Sources whose records complete those of others are meant only where they are named. */
interface SourceNames {
  readonly all: readonly string[]
  readonly read: readonly string[]
}

export function readSilver(
  file: SilverFile,
  quality: QualityFile | undefined,
  from: readonly Source[],
): Silver {
  const sources = {
    all: from.map(({ name }) => name),
    read: from.filter(({ enrichment }) => enrichment === undefined).map(({ name }) => name),
  }
  const fields = Object.entries(file.fields).map(([column, field]) =>
    readField(column, field, file, sources),
  )
  const { provenance = 'provenance' } = file
  return {
    schema: file.schema ?? 'silver',
    table: file.table,
    key: readKey(file.key),
    fields,
    groups: readGroups(file, fields),
    recency: file.recency ?? {},
    validations: Object.entries(file.validate ?? {}).map(([column, validation]) => ({
      ...validation,
      column,
      otherwise: validation.otherwise ?? 'reject',
    })),
    vanished: file.vanished ?? 'delete',
    provenance: provenance === false ? undefined : provenance,
    quality: readQuality(quality ?? {}, fields, sources),
  }
}

function readKey(key: SilverFile['key']): SilverKey {
  if (typeof key === 'string') return { column: key, type: 'text', from: undefined, clean: [] }
  const { column, from, clean, type = 'text' } = key
  const steps = clean === undefined ? CLEAN : listOf(clean)
  return { column, type, from, clean: from === undefined && clean === undefined ? [] : steps }
}

type FieldFile = SilverFile['fields'][string]

function readField(
  column: string,
  field: FieldFile,
  { priority, rule = 'priority' }: SilverFile,
  { all, read }: SourceNames,
): SilverField {
  const own = typeof field === 'string' ? { from: field } : field
  const order = inOrder(own.priority ?? priority, all)
  const from = own.from
  const origins =
    typeof from === 'string'
      ? order.filter((name) => read.includes(name)).map((source) => ({ source, member: from }))
      : order.flatMap((source) => {
          const member = Object.hasOwn(from, source) ? from[source] : undefined
          return member === undefined ? [] : [{ source, member }]
        })
  return {
    column,
    type: own.type ?? 'text',
    origins,
    clean: own.clean === undefined ? CLEAN : listOf(own.clean),
    rule: own.rule ?? rule,
    compare: own.compare ?? 'ignoreCase',
  }
}

/** Those that are named come first. */
function inOrder(named: readonly string[] = [], sources: readonly string[]): readonly string[] {
  return [...named, ...sources.filter((name) => !named.includes(name))]
}

function listOf(clean: CleanStep | readonly CleanStep[]): readonly CleanStep[] {
  return Array.isArray(clean) ? (clean as readonly CleanStep[]) : [clean as CleanStep]
}

function readGroups(
  { groups = {}, rule = 'priority' }: SilverFile,
  fields: readonly SilverField[],
): readonly FieldGroup[] {
  return Object.entries(groups).map(([name, columns]) => ({
    name,
    columns,
    rule: fields.find(({ column }) => column === columns[0])?.rule ?? rule,
  }))
}

function readQuality(
  file: QualityFile,
  fields: readonly SilverField[],
  { read }: SourceNames,
): Quality {
  const { weights = {}, gates = {}, rules = {} } = file
  const shared = fields.filter(({ origins }) => origins.length > 1).map(({ column }) => column)
  const { minimumScore, maximumErrors, maximumVanished = 0.1 } = gates
  return {
    sources: file.sources ?? read,
    keyFields: file.keyFields ?? [],
    mismatches: file.mismatches ?? shared,
    informational: file.informational ?? [],
    weights: {
      missingSource: String(weights.missingSource ?? 0.1),
      missingField: String(weights.missingField ?? 0.05),
      mismatch: String(weights.mismatch ?? 0.05),
    },
    rules: Object.entries(rules).map(([flag, { when, weight = 0 }]) => ({
      flag,
      when,
      weight: String(weight),
    })),
    gates: {
      ...(minimumScore !== undefined && { minimumScore }),
      ...(maximumErrors !== undefined && { maximumErrors }),
      maximumVanished,
    },
  }
}
