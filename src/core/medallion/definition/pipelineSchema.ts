/** What a pipeline file may hold. The published JSON Schema is generated from here. */
import * as z from 'zod'
import { SOURCE_KINDS } from '../../source/records/kinds'
import { cleanListSchema } from '../../source/cleaning/cleanSchema'
import { enrichmentSchema, type EnrichmentFile } from './enrichmentSchema'
import { durationSchema, significanceShape } from './sourceParts'
import { qualitySchema, silverSchema } from './silverSchema'

const text = z.string().min(1)

/** Names that need no quotes, so that users' scripts can write them as they are. */
const layer = z
  .string()
  .regex(/^[A-Za-z_][A-Za-z0-9_]{0,62}$/, 'letters, digits and _')
  .optional()

const idSchema = z.union([
  text.describe('The member that has it.'),
  z.array(text).min(1).describe('The members that make it up together.'),
  z
    .strictObject({
      from: z.union([text, z.array(text).min(1)]).describe('The member or members that have it.'),
      clean: cleanListSchema.describe('Steps from what is there to the id.'),
    })
    .describe('A member whose value is cleaned first.'),
])

/** What every source has, whatever kind it is. */
const common = {
  id: idSchema.describe('What tells its records apart: the external id.'),
  ...significanceShape,
  vanished: z
    .enum(['tombstone', 'keep'])
    .optional()
    .describe(
      'What becomes of records that a complete reading no longer has. Default: tombstone, where all records are read.',
    ),
} as const

const since = {
  field: text
    .optional()
    .describe('The member that says when a record changed last. Default: the "attribute".'),
  lag: durationSchema
    .optional()
    .describe('How much later than that a record may show up: "15m". Default: "0s".'),
} as const

/** How a kind asks for what has changed, and what is the same for all. Files cannot be asked. */
function sinceSchema({ schema }: { readonly schema: z.ZodObject }): z.ZodRawShape {
  const own: unknown = schema.shape['since']
  const inner = own instanceof z.ZodOptional ? own.unwrap() : undefined
  if (!(inner instanceof z.ZodObject)) return {}
  const described = inner
    .safeExtend(since)
    .optional()
    .describe('Asks the source for what has changed since the last completed run.')
  return { since: described }
}

/** A kind's own part and the common one, as one object. */
const sourceSchemas = SOURCE_KINDS.map((kind) =>
  (kind.schema as z.ZodObject).safeExtend({ ...common, ...sinceSchema(kind) }),
)

const sourceSchema = z.discriminatedUnion(
  'type',
  sourceSchemas as unknown as [(typeof sourceSchemas)[number], ...typeof sourceSchemas],
)

export const pipelineSchema = z
  .strictObject({
    $schema: z.string().optional().describe('The JSON Schema of this file.'),
    target: z
      .strictObject({
        environment: text.describe('The name of an environment of drydock.jsonc.'),
        database: text
          .optional()
          .describe('The database; by default the one of the environment’s URL.'),
        layers: z
          .strictObject({
            bronze: layer.describe('That of raw_entities. Default: bronze.'),
            meta: layer.describe('That of ingestion_runs. Default: meta.'),
          })
          .optional()
          .describe(
            'Other names of the schemas bronze and meta: on MySQL, where all databases of a server would share them.',
          ),
      })
      .describe('Where bronze.raw_entities, the silver table and meta.ingestion_runs are.'),
    entity: text.describe('What the records are of: entity_type in bronze and in runs.'),
    sources: z
      .record(text, sourceSchema)
      .describe('By the name that they have in source_system, where records come from.'),
    enrich: z
      .record(
        z.string().regex(/^[A-Za-z0-9][A-Za-z0-9_.-]{0,99}$/, 'letters, digits and _ . -'),
        enrichmentSchema,
      )
      .optional()
      .describe(
        'Sources that are asked by id for what records lack. In source_system, and where the silver table names sources, they are "enrich:" and the name here.',
      ),
    batchSize: z
      .number()
      .int()
      .min(1)
      .max(100_000)
      .optional()
      .describe('Records that are written and committed together. Default: 1000.'),
    silver: silverSchema.optional(),
    quality: qualitySchema.optional(),
  })
  .describe('A Drydock pipeline: records of several sources, merged into the rows of one table.')

const commonSchema = z.strictObject(common)
const commonSince = z.strictObject({ ...since, attribute: text.optional() })

/** What every source has; its kind knows the rest. */
export type SourceFile = z.infer<typeof commonSchema> & {
  readonly type: string
  readonly since?: z.infer<typeof commonSince> | undefined
}

export type PipelineFile = Omit<z.infer<typeof pipelineSchema>, 'sources' | 'enrich'> & {
  readonly sources: Readonly<Record<string, SourceFile>>
  readonly enrich?: Readonly<Record<string, EnrichmentFile>> | undefined
}
