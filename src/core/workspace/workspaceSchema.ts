/** What `drydock.jsonc` may hold. The published JSON Schema is generated from here. */
import * as z from 'zod'
import { protections } from './protection'

const text = z.string().min(1)

const environmentSchema = z
  .strictObject({
    url: text.describe(
      'Where the database is: postgres://user@host:port/database, or pglite:./folder for an embedded one. Take what differs or is secret from ${env:NAME} or ${secret:NAME}; the whole URL may be one.',
    ),
    protection: z
      .enum(protections)
      .optional()
      .describe(
        'open: asked once before a change; guarded: its name has to be typed; locked: never changed. Default: locked for "prod" and "production", open for others. Those two may be lowered to guarded, never to open.',
      ),
    password: text
      .optional()
      .describe('The password, from ${secret:NAME} or ${env:NAME}. A literal one is refused.'),
    passwordCommand: text
      .optional()
      .describe('A shell command that prints the password, such as: op read op://team/db/password'),
    databases: z
      .array(text)
      .min(1)
      .optional()
      .describe('The databases of this environment, by their base names.'),
  })
  .describe('A named place with one or more databases.')

const registrySchema = z
  .strictObject({
    environment: text.describe('The environment whose server holds the registry.'),
    database: text.describe('The database that holds the registry.'),
    table: text.describe('The table that holds the registry, such as "database_configs".'),
  })
  .describe('Where the databases of all environments are registered.')

/** The schema of `drydock.jsonc`. */
export const workspaceSchema = z
  .strictObject({
    $schema: z.string().optional().describe('The JSON Schema of this file.'),
    environments: z
      .record(z.string(), environmentSchema)
      .describe('The environments by name. Names are letters, digits, ".", "_" and "-".'),
    registry: registrySchema.optional(),
    branches: z
      .record(z.string(), text)
      .optional()
      .describe(
        'Which environment is current on which git branch; "*" in a branch stands for any text. Default: { "main": "prod", "*": "test" }.',
      ),
    repository: text
      .optional()
      .describe(
        'Another git repository, whose branch decides which environment is current: a folder, such as "${env:ALGO_DIR}".',
      ),
    ledger: z
      .enum(['target', 'workspace'])
      .optional()
      .describe(
        'Where runs and before-images are kept: in the changed database itself (default), or in the workspace folder where that cannot be.',
      ),
  })
  .describe('Drydock: the environments of a workspace and how they are protected.')

export type WorkspaceFile = z.infer<typeof workspaceSchema>
