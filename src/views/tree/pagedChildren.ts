/** Children that come in pages, with "Load more" as the last of them. */
import { formatCount } from '../format'
import { failedNode, LoadMoreNode, loadingNode } from './messageNodes'
import type { TreeNode } from './nodeTree'

export interface Page {
  readonly total: number
  readonly nodes: readonly TreeNode[]
}

const pageSize = 100

export class PagedChildren {
  readonly #nodes: TreeNode[] = []
  #total: number | undefined
  #loading = false
  #trouble: TreeNode | undefined

  constructor(
    private readonly id: string,
    private readonly fetch: (offset: number, limit: number) => Promise<Page>,
    private readonly changed: () => void,
  ) {}

  /** What there is so far; the first call fetches the first page. */
  get(): readonly TreeNode[] {
    if (this.#total === undefined && this.#trouble === undefined) this.#loadMore()
    return [...this.#nodes, ...this.#last()]
  }

  #last(): readonly TreeNode[] {
    if (this.#trouble !== undefined) return [this.#trouble]
    if (this.#loading || this.#total === undefined) return [loadingNode(this.id)]
    const rest = this.#total - this.#nodes.length
    if (rest <= 0) return []
    return [new LoadMoreNode(this.id, `${formatCount(rest)} more`, () => this.#loadMore())]
  }

  #loadMore(): void {
    if (this.#loading) return
    this.#loading = true
    this.#trouble = undefined
    void this.#fetchPage().finally(() => {
      this.#loading = false
      this.changed()
    })
  }

  async #fetchPage(): Promise<void> {
    try {
      const { total, nodes } = await this.fetch(this.#nodes.length, pageSize)
      this.#total = total
      this.#nodes.push(...nodes)
    } catch (error) {
      this.#trouble = failedNode(this.id, error, () => this.#loadMore())
    }
  }
}
