/** Versions that would be inserted, as items of a plan: with the version that each comes after. */
import type { Session } from '../../../database/session'
import type { Change, PlanItem } from '../../../plan/plan'
import { alikeJson } from '../../record/alikeJson'
import type { PipelinePlace } from '../../store/foreignRuns'
import type { Compared } from './compareVersions'
import { readVersions } from './latestRecords'

type NewVersion = Extract<Compared, { readonly is: 'new' | 'changed' }>

/** Records whose old versions are read together. */
const AT_ONCE = 500
/** Characters of records that are in memory at once. */
const CHARACTERS = 4 << 20

export interface ItemsOptions {
  readonly source: string
  /** `schema.name` of bronze. */
  readonly table: string
  /** Numbers of ingestions by their ids. */
  readonly ingestions: ReadonlyMap<string, string>
}

export class ChangeItems {
  private waiting: NewVersion[] = []
  private characters = 0
  private readonly idsOfRuns: ReadonlyMap<string, string>

  constructor(
    private readonly session: Session,
    private readonly place: PipelinePlace,
    private readonly options: ItemsOptions,
  ) {
    this.idsOfRuns = new Map([...options.ingestions].map(([id, seq]) => [seq, id]))
  }

  /** True where so many wait that they should be taken. */
  add(version: NewVersion): boolean {
    this.waiting.push(version)
    this.characters += version.record.json.length
    return this.waiting.length >= AT_ONCE || this.characters >= CHARACTERS
  }

  async take(): Promise<readonly PlanItem[]> {
    const versions = this.waiting
    this.waiting = []
    this.characters = 0
    const old = await readVersions(
      this.session,
      this.place,
      this.options.source,
      versions.flatMap(({ is, record: { id }, known }) => {
        const ingestionRunId = this.idsOfRuns.get(known?.seq ?? '')
        return is === 'new' || ingestionRunId === undefined ? [] : [{ id, ingestionRunId }]
      }),
    )
    return versions.map((one) => ({
      kind: 'change',
      change: this.changeOf(one, old.get(one.record.id)),
    }))
  }

  private changeOf({ record, known }: NewVersion, old: string | undefined): Change {
    const { id, json, hash, locator } = record
    return {
      ...{ op: 'insert', table: this.options.table, key: { external_id: id } },
      before: old === undefined ? {} : { raw_data: alikeJson(old, json) },
      after: { raw_data: json },
      version: { known: known?.hash ?? null, hash, locator },
    }
  }
}
