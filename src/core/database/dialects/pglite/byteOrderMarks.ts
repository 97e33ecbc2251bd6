/**
 * A text that begins with U+FEFF is another text than the one without it. PGlite reads values with decoders that take
 * it for a byte order mark and drop it.
 */

/** Makes every decoder that is made in this thread from now on keep a leading U+FEFF. */
export function keepByteOrderMarks(): void {
  const Decoder = globalThis.TextDecoder
  globalThis.TextDecoder = class extends Decoder {
    constructor(...[label, options]: ConstructorParameters<typeof Decoder>) {
      super(label, { ...options, ignoreBOM: true })
    }
  }
}
