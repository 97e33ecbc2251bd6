import assert from 'node:assert/strict'
import { changeJson } from '../../../src/cli/report/json'
import { dryRunReport } from '../../../src/cli/report/planReport'
import type { Finding } from '../../../src/core/index'
import { change, jobKey, jobsPlan, planFile, textOf } from './fixtures'

const ambiguous: Finding = {
  kind: 'ambiguous',
  side: 'source',
  key: jobKey(7),
  rows: 3,
  message:
    'several rows have "a\tb" by "mail"; not matched: 2 rows of the source (job "7", job "8")',
}

const matched = { ...change(jobKey(1), { fab_order: '1' }, { fab_order: '2' }), matchedBy: 'mail' }

describe('the reports of a mapping with matchers', () => {
  it('say which matcher matched how many rows, and which of them changes', async () => {
    const plan = jobsPlan({
      changes: 1,
      summary: {
        totalSource: 9,
        totalTarget: 8,
        matched: 6,
        notFound: 1,
        updated: 1,
        errors: 2,
        ambiguous: 2,
        targetAmbiguous: 1,
        matchedBy: { key: 4, mail: 2 },
        fieldUpdates: { fab_order: 1 },
      },
    })
    const text = await textOf(dryRunReport(planFile(plan, [matched], [ambiguous]), { examples: 5 }))
    const lines = text.split('\n')
    const at = lines.indexOf('  Matched: 6')
    assert.deepEqual(lines.slice(at + 1, at + 3), ['    by key: 4', '    by mail: 2'])
    assert.ok(lines.includes('  Ambiguous: 2'))
    assert.ok(lines.includes('  Ambiguous in Sandbox: 1'))
    assert.ok(lines.includes('Ambiguous Matches (1):'))
    assert.ok(
      lines.includes(
        '  - several rows have "a\\tb" by "mail"; not matched: 2 rows of the source (job "7", job "8")',
      ),
    )
    assert.ok(lines.some((line) => /\[DRY RUN\] Job .*: fab_order 1 → 2 \(by mail\)$/.test(line)))
  })

  it('say it of each change in JSON, and nothing where there are none', () => {
    assert.equal(JSON.parse(changeJson(matched, 0)).matchedBy, 'mail')
    const { matchedBy: _, ...plain } = matched
    const asked = { ...plain, conflict: { fields: { stage: { source: 'a', target: 'b' } } } }
    const { change, undecided } = JSON.parse(changeJson(asked, 7)) as Record<string, unknown>
    assert.deepEqual([change, undecided], [7, ['stage']])
    assert.ok(!changeJson(plain, 0).includes('matchedBy'))
  })
})
