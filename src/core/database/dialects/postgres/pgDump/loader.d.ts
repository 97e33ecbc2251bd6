/** The loader that Emscripten made for pg_dump; `esbuild.js` takes it out of its package. */
declare module 'pg_dump/loader' {
  export interface PgDump {
    readonly HEAPU8: Uint8Array
    readonly ENV: Record<string, string>
    readonly FS: { readFile(path: string): Uint8Array }
    /** Makes a function that the program can call: `iii` takes and gives integers. */
    addFunction(callback: (address: number, length: number) => number, signature: 'iii'): number
    /** Sets what stands for the socket's `recv` and `send`. */
    _pgl_set_rw_cbs(read: number, write: number): void
    callMain(args: string[]): number
  }

  export interface PgDumpOptions {
    /** Its name in its messages. */
    readonly thisProgram: string
    locateFile(name: string): string
    print(line: string): void
    printErr(line: string): void
    onExit(status: number): void
  }

  const load: (options: PgDumpOptions) => Promise<PgDump>
  export { load as default }
}
