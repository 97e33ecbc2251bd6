/** A pg_dump for one database: a program that is installed, or the one in WebAssembly that comes with Drydock. */
export interface DumpProgram {
  /** Name and version for people: `pg_dump 18.4`, `pg_dump 18.3 (WebAssembly)`. */
  readonly by: string
  /** What it writes about its database. Throws `DatabaseError` with its first message, or `AbortedError`. */
  dump(options: DumpProgramOptions): Promise<Uint8Array>
}

export interface DumpProgramOptions {
  /** What to dump, as pg_dump's own arguments; how to connect is not in them. */
  readonly args: readonly string[]
  readonly signal: AbortSignal
}
