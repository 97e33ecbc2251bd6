/** Ways to connect, of which a server may take another one than the first. */

/** Tries them in their order, until one is not refused for what it is. Throws what the last one did. */
export async function connectByFirst<P, C>(
  protections: readonly [P, ...(readonly P[])],
  connect: (protection: P) => Promise<C>,
  wantsAnother: (error: unknown) => boolean,
): Promise<C> {
  const [first, next, ...others] = protections
  try {
    return await connect(first)
  } catch (error) {
    if (next === undefined || !wantsAnother(error)) throw error
    return connectByFirst([next, ...others], connect, wantsAnother)
  }
}
