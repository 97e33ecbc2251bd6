/** The pages of a service, one after the other. */
import { DatabaseOperationError } from '../../../util/errors'
import { sha256 } from '../../../util/hash'
import { readRecordText } from '../recordText'
import type { SourceContext, SourceItem, SourcePage, SourceState } from '../source'
import { ShapeFault } from './answerJson'
import { ask, NO_SUCH_PAGE, type Asking, type Reply } from './ask'
import { conditionsOf, mayAskForChanges, questionOf, stateOf } from './conditions'
import type { HttpFile } from './httpSchema'
import { pagerOf, type Pager } from './pager'
import { readPath, showPath } from './pathSchema'
import { pageAddress, ownAddress } from './pageAddress'
import { firstPosition, readPosition, writePosition, type Position } from './position'

/** A full last page does not say that it is the last one. */
const GIVE_TOTAL = 'say in "paging" where the answer has the "total" of records'

export class PageReader {
  /** Known once all pages were read. */
  state: SourceState = { facts: {} }
  private readonly pager: Pager
  private readonly visited = new Set<string>()
  /** Of the last page that had records. */
  private lastHash = ''

  constructor(
    private readonly options: HttpFile,
    private readonly context: SourceContext,
    private readonly asking: Asking,
  ) {
    this.pager = pagerOf(options.paging ?? { by: 'none' })
  }

  async *pages(): AsyncGenerator<SourcePage> {
    const { checkpoint } = this.context
    let position: Position | undefined =
      checkpoint === undefined ? firstPosition(this.pager.first) : readPosition(checkpoint)
    while (position !== undefined) {
      this.refuseLoop(position)
      const reply = await this.ask(position)
      if (reply.kind === 'unchanged') return
      const items = this.itemsOf(reply, position)
      // A service may give its last page again where there is none.
      if (this.isRepeated(items, position)) return
      const next = this.positionAfter(reply, items.length, position)
      yield this.pageOf(items, next)
      position = next
    }
  }

  private async ask(position: Position): Promise<Reply> {
    const { options, context, asking, pager } = this
    const isWhole = mayAskForChanges(options, context)
    const question = questionOf(options, asking.request)
    const conditions = isWhole ? conditionsOf(context.previous, question) : undefined
    const reply = await ask(asking, {
      address: pageAddress(position.at, pager, asking.request),
      ...(conditions && { conditions }),
      ...(position.doubtful && { missing: NO_SUCH_PAGE }),
      mendMissing: pager.byNumber && position.page > 1 ? GIVE_TOTAL : undefined,
    })
    if (reply.kind === 'unchanged') this.state = { unchanged: true, facts: context.previous ?? {} }
    if (reply.kind === 'json' && isWhole)
      this.state = stateOf(reply.headers, question, asking.request)
    return reply
  }

  private itemsOf(reply: Reply, { page }: Position): readonly SourceItem[] {
    if (reply.kind !== 'json') return []
    const { records = [], paging } = this.options
    const place = paging === undefined || paging.by === 'none' ? '' : `page ${page}, `
    const missing = records.length === 0 ? 'is no list' : `has no list at ${showPath(records)}`
    return this.shaped(page, `${missing}: `, '"records"', () =>
      Array.from(reply.json.elements(readPath(records)), (bytes, index) =>
        this.masked(readRecordText(bytes, `${place}record ${index + 1}`)),
      ),
    )
  }

  /** A service may send back what it was sent, and what cannot be read is shown. */
  private masked(item: SourceItem): SourceItem {
    return 'raw' in item ? { ...item, raw: this.asking.request.secrets.mask(item.raw) } : item
  }

  private positionAfter(reply: Reply, count: number, position: Position): Position | undefined {
    if (reply.kind !== 'json') return undefined
    const { page, at } = position
    const read = position.read + count
    const missing = 'does not say how to go on: '
    const step = this.shaped(page, missing, '"paging"', () =>
      this.pager.next({ answered: reply, count, total: read, at }),
    )
    if (step === undefined) return undefined
    const { request } = this.asking
    const next = this.pager.byAddress ? ownAddress(step.at, reply.address, request) : step.at
    return { page: page + 1, read, at: next, ...(step.doubtful && { doubtful: true }) }
  }

  private pageOf(items: readonly SourceItem[], next: Position | undefined): SourcePage {
    if (next === undefined) return { items }
    // Numbers of pages mean others once records have gone: what slips through then, no later reading of changes would find.
    if (this.pager.byNumber === true && this.options.since !== undefined) return { items }
    const checkpoint = writePosition(next, this.asking.request.secrets)
    return { items, ...(checkpoint !== undefined && { checkpoint }) }
  }

  private refuseLoop({ at, page }: Position): void {
    if (at === undefined) return
    const place = sha256(at)
    if (this.visited.has(place))
      throw this.loop(`leads from page ${page - 1} back to a page that was read before`)
    this.visited.add(place)
  }

  /** Throws where the service gives the same page for ever. */
  private isRepeated(items: readonly SourceItem[], { page, doubtful }: Position): boolean {
    if (items.length === 0 || this.pager.byNumber !== true) return false
    const hash = sha256(
      JSON.stringify(items.map((item) => ('json' in item ? item.json : item.raw))),
    )
    const isRepeated = hash === this.lastHash
    this.lastHash = hash
    if (isRepeated && doubtful !== true)
      throw this.loop(`gives the same records on page ${page} as on the page before`)
    return isRepeated
  }

  private loop(what: string): DatabaseOperationError {
    const message = `"${this.asking.request.description}" ${what}`
    const mend = 'check "paging" against what the service documents'
    return new DatabaseOperationError('source-paging-loop', message, { mend })
  }

  private shaped<T>(page: number, what: string, key: string, read: () => T): T {
    try {
      return read()
    } catch (error) {
      if (!(error instanceof ShapeFault)) throw error
      const { description, secrets } = this.asking.request
      const place = page === 1 ? '' : ` (page ${page})`
      const message = `"${description}"${place} ${what}${secrets.mask(error.message)}`
      const mend = `check ${key} against what the service gives`
      throw new DatabaseOperationError('source-changed-shape', message, { mend })
    }
  }
}
