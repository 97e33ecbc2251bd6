/** Pages that have numbers, or begin after so many records. */
import { ShapeFault } from './answerJson'
import type { PageRead, Pager, Step } from './pager'
import type { PagingFile } from './pagingSchema'
import { readPath, showPath } from './pathSchema'
import { sizeParameter } from './sizeParameter'

type NumberPaging = Extract<PagingFile, { by: 'page' | 'offset' }>

export function numberPager(paging: NumberPaging): Pager {
  const isLast = lastPageRule(paging)
  const first = paging.by === 'page' ? (paging.start ?? 1) : 0
  return {
    first: String(first),
    byNumber: true,
    parameters: (at) => ({
      ...sizeParameter(paging.size),
      [paging.parameter]: at ?? String(first),
    }),
    next(page): Step | undefined {
      const verdict = isLast(page)
      if (verdict === 'last') return undefined
      // By what came and not by what was asked for: a service may give fewer records a page than it is asked for.
      const step = paging.by === 'page' ? 1 : page.count
      return { at: String(Number(page.at) + step), doubtful: verdict === 'perhaps' }
    },
  }
}

type Verdict = 'last' | 'more' | 'perhaps'

function lastPageRule({ size, total }: NumberPaging): (page: PageRead) => Verdict {
  if (total !== undefined) return (page) => lastByTotal(page, total)
  if (size === undefined) return ({ count }) => (count === 0 ? 'last' : 'more')
  return shortPageRule(size.value)
}

function lastByTotal(
  { answered, count, total: read }: PageRead,
  path: NonNullable<NumberPaging['total']>,
): Verdict {
  const written = answered.json.scalar(readPath(path))
  if (written === undefined || !/^\d{1,15}$/.test(written))
    throw new ShapeFault(`there is no whole number at ${showPath(path)}`)
  return count === 0 || read >= Number(written) ? 'last' : 'more'
}

/**
 * A page with fewer records than were asked for is the last one, unless no page was ever full: then the service may give no
 * more a page whatever it is asked for, and only an empty page is the end.
 */
function shortPageRule(size: number): (page: PageRead) => Verdict {
  let hasBeenFull = false
  return ({ count }) => {
    if (count === 0) return 'last'
    if (count >= size) {
      hasBeenFull = true
      return 'more'
    }
    return hasBeenFull ? 'last' : 'perhaps'
  }
}
