import { equal } from 'node:assert/strict'
import fc from 'fast-check'
import { compile, sql } from '../../src/core/database/sql'
import { digestIn, postgresDigest, rowDigest } from '../../src/core/ledger/rowDigest'
import type { Row } from '../../src/core/util/value'
import { describeEngines, manySessions } from '../helpers/engines'

const text = fc.option(fc.string({ unit: 'grapheme' }), { nil: null })

describeEngines(
  'digests of rows',
  (engine) => {
    it('are the same here and there', async () => {
      const { url } = await engine.createDatabase()
      const check = async (texts: (string | null)[]) => {
        const { sql: query, parameters } = compile(
          sql`select (${postgresDigest(texts.map((one) => sql`${one}`))})::text as after`,
          'postgres',
        )
        const [row] = await engine.query(url, query, parameters as (string | null)[])
        equal(digestIn(JSON.parse(row?.['after'] ?? '{}') as Row), rowDigest(texts))
      }
      await fc.assert(fc.asyncProperty(fc.array(text, { minLength: 1, maxLength: 12 }), check), {
        numRuns: 60,
        examples: [
          [[null]],
          [['']],
          [['', null]],
          [[null, '']],
          [['a', 'b']],
          [['ab', '']],
          [['😀é']],
        ],
      })
    })
  },
  { languages: ['postgres'], where: manySessions },
)
