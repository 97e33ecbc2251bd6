/** Children that are fetched when a node is first opened. */
import { failedNode, loadingNode } from './messageNodes'
import type { NodeChanged, TreeNode } from './nodeTree'

export class LazyChildren {
  #nodes: readonly TreeNode[] | undefined
  /** Tells the answer that is awaited from one that a reset has made stale. */
  #request = 0
  #loading = false

  constructor(
    private readonly id: string,
    private readonly load: () => Promise<readonly TreeNode[]>,
    private readonly changed: () => void,
  ) {}

  /** What there is, which is "Loading…" at first. */
  get(): readonly TreeNode[] {
    if (this.#nodes !== undefined) return this.#nodes
    if (!this.#loading) void this.reload()
    return [loadingNode(this.id)]
  }

  /** What has been fetched, without fetching. */
  get loaded(): readonly TreeNode[] {
    return this.#nodes ?? []
  }

  /** Fetches anew; what is shown stays until the answer is there. */
  readonly reload = async (): Promise<void> => {
    this.#loading = true
    const request = ++this.#request
    const nodes = await this.#fetch()
    if (request !== this.#request) return
    this.#loading = false
    this.#nodes = nodes
    this.changed()
  }

  /** Forgets what was fetched; it is fetched again when somebody looks. */
  reset(): void {
    this.#request++
    this.#loading = false
    this.#nodes = undefined
    this.changed()
  }

  async #fetch(): Promise<readonly TreeNode[]> {
    try {
      return await this.load()
    } catch (error) {
      return [failedNode(this.id, error, this.retry)]
    }
  }

  private readonly retry = (): void => this.reset()
}

/** Children that belong to a node of a tree. */
export function lazyChildrenOf(
  node: () => TreeNode | undefined,
  id: string,
  load: () => Promise<readonly TreeNode[]>,
  changed: NodeChanged,
): LazyChildren {
  return new LazyChildren(id, load, () => changed(node()))
}
