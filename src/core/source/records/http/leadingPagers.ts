/** Pages of which each leads to the next one. */
import { findLink } from './linkHeader'
import type { Pager } from './pager'
import type { PagingFile } from './pagingSchema'
import { readPath } from './pathSchema'
import { sizeParameter } from './sizeParameter'

export function cursorPager(paging: Extract<PagingFile, { by: 'cursor' }>): Pager {
  const path = readPath(paging.next)
  return {
    parameters: (at) => ({
      ...sizeParameter(paging.size),
      ...(at !== undefined && { [paging.parameter]: at }),
    }),
    next({ answered }) {
      const at = answered.json.scalar(path)
      return at === undefined ? undefined : { at }
    },
  }
}

export function linkPager({ next, size }: Extract<PagingFile, { by: 'link' }>): Pager {
  return {
    byAddress: true,
    // The address of a later page says all that there is to say.
    parameters: (at) => (at === undefined ? sizeParameter(size) : {}),
    next({ answered: { json, headers } }) {
      const at =
        next === undefined ? findLink(headers.get('link'), 'next') : json.scalar(readPath(next))
      return at === undefined ? undefined : { at }
    },
  }
}
