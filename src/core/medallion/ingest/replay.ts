/** Records that a run could not use, read once more: from the quarantine instead of their source. */
import type { Session } from '../../database/session'
import { readQuarantine, resolveQuarantined, type KeptRecord } from '../../ledger/quarantine'
import type { RecordSource, SourceItem } from '../../source/records/source'

/** Records of one page. */
const PAGE = 1000

/** What a run has kept of one source, as a source: each record is where it was. */
export function quarantineSource(session: Session, runId: string, source: string): RecordSource {
  return {
    description: `what run ${runId} could not use`,
    async *pages() {
      for await (const kept of keptRecords(session, runId, source)) {
        const items = kept.flatMap(itemOf)
        if (items.length > 0) yield { items }
      }
    },
  }
}

/** What was no record is not one now: only its source can mend it. */
function itemOf({ raw, locator }: KeptRecord): readonly SourceItem[] {
  return raw !== null && isObject(raw) ? [{ json: raw, locator }] : []
}

function isObject(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value)
  } catch {
    return false
  }
}

async function* keptRecords(
  session: Session,
  runId: string,
  source: string,
): AsyncGenerator<readonly KeptRecord[]> {
  let after = '0'
  for (;;) {
    const kept = await readQuarantine(session, runId, { after, limit: PAGE })
    const last = kept.at(-1)
    if (last === undefined) return
    after = last.line
    yield kept.filter((one) => one.stage === 'ingest' && one.source === source)
  }
}

/** Marks the records that were used now: those that `replayed` has not kept again. Gives their number. */
export async function resolveReplayed(
  session: Session,
  {
    runId,
    source,
    replayed,
  }: { readonly runId: string; readonly source: string; readonly replayed: string },
): Promise<number> {
  const again = new Set<string>()
  for await (const kept of keptRecords(session, replayed, source))
    for (const { locator } of kept) again.add(locator)
  let resolved = 0
  for await (const kept of keptRecords(session, runId, source)) {
    const used = kept.filter((one) => itemOf(one).length > 0 && !again.has(one.locator))
    const lines = used.map(({ line }) => line)
    await session.transaction('write', () => resolveQuarantined(session, runId, lines, replayed))
    resolved += lines.length
  }
  return resolved
}
