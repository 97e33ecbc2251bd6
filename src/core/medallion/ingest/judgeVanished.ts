/** Records that a complete reading no longer had: marked as gone, unless there are so many that the reading is in doubt. */
import type { Pipeline, Source } from '../definition/pipeline'
import type { IngestLog } from './ingestLog'
import type { RecordWriter } from './writeRecords'

/** So few are never in doubt. */
const FEW = 50
const DOUBTFUL_SHARE = 0.1

/** Says whether nothing is left in doubt. */
export async function judgeVanished(
  writer: RecordWriter,
  source: Source,
  log: IngestLog,
  { pipeline, options }: Judging,
): Promise<boolean> {
  if (!writer.knowsWhatVanished || source.vanished === 'keep') return true
  const { vanished, present } = await writer.countVanished()
  if (vanished === 0) return true
  const unreadable = writer.unreadableRecords
  const doubt = doubtOfVanished({ vanished, present, unreadable }, { pipeline, options })
  if (doubt === undefined) await writer.markVanished()
  else log.warn(doubt)
  return doubt === undefined
}

/** Why records that a complete reading did not have are not marked as gone; undefined where they are. */
export function doubtOfVanished(
  {
    vanished,
    present,
    unreadable,
  }: Readonly<Record<'vanished' | 'present' | 'unreadable', number>>,
  { pipeline, options }: Judging,
): string | undefined {
  if (vanished === 0 || options.acceptVanished === true) return undefined
  if (unreadable > 0)
    return `${vanished} of ${present} records were not found, but ${unreadable} could not be read and may be among them; none is marked as gone unless it is asked for (--accept-vanished)`
  const most = pipeline.silver?.quality.gates.maximumVanished ?? DOUBTFUL_SHARE
  if (vanished > FEW && vanished > most * present)
    return `${vanished} of ${present} records are no longer in the source; that many are not marked as gone unless it is asked for (--accept-vanished)`
  return undefined
}

interface Judging {
  readonly pipeline: Pipeline
  readonly options: { readonly acceptVanished?: boolean | undefined }
}
