/** The names of a table's records, as links to them are written. */

/** Several records have the name: a link by it is to nobody in particular. */
const AMBIGUOUS = Symbol('ambiguous')

export type FoundName = { readonly rowId: string } | 'ambiguous' | undefined

export class NameIndex {
  private readonly names = new Map<string, string | typeof AMBIGUOUS>()

  /** A record without a name is linked to by nobody. */
  add(name: string, rowId: string): void {
    if (name === '') return
    const known = this.names.get(name)
    this.names.set(name, known === undefined || known === rowId ? rowId : AMBIGUOUS)
  }

  /** A record turns out to be another row's. */
  replace(name: string, from: string, to: string): void {
    if (this.names.get(name) === from) this.names.set(name, to)
  }

  find(name: string): FoundName {
    const found = this.names.get(name)
    if (found === undefined) return undefined
    return found === AMBIGUOUS ? 'ambiguous' : { rowId: found }
  }

  has(name: string): boolean {
    return this.names.has(name)
  }
}
