import assert from 'node:assert/strict'
import type { RecordCounts } from '../../../src/core/index'
import { askedFor, describeSources } from '../../../src/commands/pipeline/texts'
import { describeRecords, describeRun } from '../../../src/views/runs/describeRun'
import { formatRun } from '../../../src/views/runs/runText'
import { describeQuality, describeResult } from '../../../src/views/quality/words'
import { run } from './samples'

const records: RecordCounts = {
  ...{ processed: 32530, created: 32527, updated: 0, skipped: 0, deleted: 0, errors: 3 },
}
const ingested = run({
  ...{ kind: 'ingest', planId: 'ingest 3ce2', title: 'vendor: ieee → bronze', records },
  definition: 'vendors.pipeline.jsonc',
  counts: { total: 32530, applied: 32527, drifted: 0, failed: 3 },
})

describe('words about pipelines', () => {
  it('count records, and leave out what is rare and did not happen', () => {
    assert.equal(describeRun(ingested), '32,527 new, 0 changed, 3 errors · 1.2 s · sandbox')
    const rerun = { ...records, created: 0, skipped: 32527, deleted: 2, errors: 1 }
    assert.equal(describeRecords(rerun), '0 new, 0 changed, 2 gone, 32,527 skipped, 1 error')
  })

  it('summarise a run in its document, with signs or in words', () => {
    const rows = { applied: [], drifted: [], failed: [] }
    const log = [{ at: '2026-01-02T03:04:05.000Z', level: 'info', message: '🆕 a' }] as const
    const text = formatRun({ run: ingested, log, rows })
    assert.ok(!/plan {2}|Applied|Failed/.test(text), text)
    assert.ok(
      text.includes(`
📊 Summary
  Duration: 1.2 s
  Total Processed: 32,530
  ├─ New Records: 32,527
  ├─ Updated Records: 0
  ├─ Vanished Records: 0
  └─ Skipped (Unchanged): 0
  Quality Issues: 0
  Errors: 3
  To read those in quarantine again: drydock ingest vendors.pipeline.jsonc --replay r1

Log (1)
`),
      text,
    )
    const plain = formatRun({ run: ingested, log: [], rows, words: true })
    assert.match(plain, /\nSummary\n {2}Duration: .*\n.*\n {4}New Records: 32,527\n/)
  })

  it('ask for what is written, and name the tables that are made first', () => {
    const asked = askedFor(
      { kind: 'ingest', title: '', question: 'Ingest ieee into', answer: 'Ingest', note: 'Note.' },
      { folder: '/w', path: 'vendors.pipeline.jsonc' },
      { environment: 'sandbox', protection: 'open', address: 'db:1/x', creates: ['bronze.raw'] },
    )
    assert.deepEqual(asked, {
      question: 'Ingest ieee into sandbox?',
      detail: 'vendors.pipeline.jsonc, at db:1/x.\nMakes bronze.raw first.\nNote.',
      answer: 'Ingest',
    })
  })

  it('sum sources up, and tell which ones failed', () => {
    const one = { source: 'ieee', run: ingested, records }
    assert.equal(
      describeSources({ sources: [one], failed: [] }),
      'ieee: 32,527 new, 0 changed, 3 errors',
    )
    assert.equal(
      describeSources({
        sources: [one, { ...one, source: 'nmap' }],
        failed: [{ source: 'wireshark', message: 'no such file' }],
      }),
      '2 sources: 65,054 new, 0 changed, 6 errors; wireshark failed: no such file',
    )
  })

  it('say how many entities a rule finds', () => {
    const result = { flag: 'name_mismatch', weight: '0.05', checked: 52410, failed: 1234 }
    assert.equal(describeResult(result), 'name_mismatch: 1,234 of 52,410 entities (2.4 %)')
    assert.match(describeResult({ ...result, failed: 1 }), /1 of 52,410 entities \(< 0\.1 %\)$/)
    assert.match(describeResult({ ...result, failed: 0 }), /0 of 52,410 entities$/)
    const informing = { ...result, flag: 'no_room', weight: '0' }
    assert.equal(describeQuality([result, informing]), '1 of 2 rules failed')
    assert.equal(describeQuality([informing]), '1 rule passed')
    assert.equal(describeQuality([]), 'nothing was transformed yet')
  })
})
