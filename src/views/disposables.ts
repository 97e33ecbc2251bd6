/** Everything disposable goes into one list at birth. */

interface Disposable {
  dispose(): unknown
}

/** A list of things to dispose. One that arrives after the list was disposed is disposed at once. */
export class Disposables {
  #items: Disposable[] = []
  #disposed = false

  add<T extends Disposable>(item: T): T {
    if (this.#disposed) item.dispose()
    else this.#items.push(item)
    return item
  }

  dispose(): void {
    this.#disposed = true
    for (const item of this.#items.splice(0).reverse()) item.dispose()
  }
}
