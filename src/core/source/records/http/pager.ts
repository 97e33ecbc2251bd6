/** Where a page is and what comes after it, for each way of paging. */
import type { Answered } from './ask'
import type { PagingFile } from './pagingSchema'
import { cursorPager, linkPager } from './leadingPagers'
import { numberPager } from './numberPager'

/** What an answer says of the page that it is. */
export interface PageRead {
  readonly answered: Answered
  /** Records of this page, and of all pages up to its end. */
  readonly count: number
  readonly total: number
  /** Where it was. */
  readonly at: string | undefined
}

export interface Step {
  /** Where the next page is: a number, a cursor or an address, as text. */
  readonly at: string
  /** The page before may have been the last one: this one need not be there. */
  readonly doubtful?: boolean
}

export interface Pager {
  /** Where the first page is; undefined where nothing has to be said. */
  readonly first?: string
  /** What is set in the query for the page there. */
  parameters(at: string | undefined): Readonly<Record<string, string>>
  /** Whether `at` is an address. */
  readonly byAddress?: boolean
  /** Whether the service can be deaf to the parameter and give the same page for ever. */
  readonly byNumber?: boolean
  /** Undefined at the end. Throws `ShapeFault`. */
  next(page: PageRead): Step | undefined
}

export function pagerOf(paging: PagingFile): Pager {
  switch (paging.by) {
    case 'none':
      return { parameters: () => ({}), next: () => undefined }
    case 'page':
    case 'offset':
      return numberPager(paging)
    case 'cursor':
      return cursorPager(paging)
    case 'link':
      return linkPager(paging)
  }
}
