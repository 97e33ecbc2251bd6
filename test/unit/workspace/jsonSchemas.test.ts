import { equal, ok } from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { jsonSchemas } from '../../../scripts/generate-schemas'

const folder = join(import.meta.dirname, '../../../schemas')

describe('the published JSON Schemas', () => {
  it('are those of the schemas that read the files', async () => {
    for (const [name, text] of Object.entries(await jsonSchemas()))
      equal(readFileSync(join(folder, name), 'utf8'), text, `run "npm run build": ${name} is old`)
  })

  it('describe every key', async () => {
    for (const text of Object.values(await jsonSchemas())) {
      const undescribed = keysWithoutDescription(JSON.parse(text))
      ok(undescribed.length === 0, undescribed.join(', '))
    }
  })
})

function keysWithoutDescription(schema: unknown, path = ''): readonly string[] {
  if (typeof schema !== 'object' || schema === null) return []
  return Object.entries(schema).flatMap(([key, value]: [string, unknown]) => {
    const own =
      key === 'properties'
        ? Object.entries(value as Record<string, object>)
            .filter(([, property]) => !('description' in property))
            .map(([name]) => `${path}/${name}`)
        : []
    return [...own, ...keysWithoutDescription(value, `${path}/${key}`)]
  })
}
