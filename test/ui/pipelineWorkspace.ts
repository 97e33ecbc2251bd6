import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { createPgliteFolder } from '../../scripts/lib/pgliteTemplate.mjs'
import { temporaryFolder } from '../helpers/temporary'

/** Who is where, as two systems have it. Codes of three people are in both, and one row has none. */
const FILES: Readonly<Record<string, string>> = {
  'drydock.jsonc': `{
  "environments": {
    "sandbox": { "url": "pglite:./databases/sandbox" },
    "staging": { "url": "pglite:./databases/staging", "protection": "guarded" }
  }
}
`,
  'people.pipeline.jsonc': `// Everybody whom one of the systems knows.
{
  "target": { "environment": "sandbox" },
  "entity": "person",
  "sources": {
    "crm": { "type": "csv", "path": "data/crm.csv", "id": "code" },
    "hr": { "type": "ndjson", "path": "data/hr.ndjson", "id": "code" }
  },
  "silver": {
    "table": "people",
    "key": "code",
    "fields": {
      "name": "name",
      "email": { "from": { "crm": "mail" } },
      "room": { "from": { "hr": "room" } }
    }
  },
  "quality": {
    "keyFields": [
      "name",
      "email"
    ],
    "informational": ["room"],
    "rules": {
      "no_company_address": { "when": "email not like '%@example.com'", "weight": 0.1 }
    }
  }
}
`,
  'data/crm.csv': `code,name,mail
A1,Ann,ann@example.com
B2,Bob,
C3,Cid,cid@example.com
D4,Dora,dora@example.com
,Nobody,nobody@example.com
`,
  'data/hr.ndjson': `{"code":"A1","name":"Anna","room":"1.01"}
{"code":"C3","name":"Cid","room":"1.03"}
{"code":"E5","name":"Eve"}
`,
}

/** A workspace with a pipeline of two sources and empty embedded databases. */
export async function createPipelineWorkspace(): Promise<string> {
  const folder = join(temporaryFolder('pipeline'), 'people')
  for (const [name, text] of Object.entries(FILES)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), text)
  }
  for (const name of ['sandbox', 'staging'])
    await createPgliteFolder(join(folder, 'databases', name))
  return folder
}
