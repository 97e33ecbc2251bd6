/** A stream of what work puts out that lives in a callback, such as one that borrows a session. */

/** Thrown inside of the work when nobody wants more of it. */
class NoLongerWanted extends Error {
  override readonly name = 'NoLongerWanted'
}

/**
 * The items that `work` puts, one at a time: `put` settles when its item was taken and the next one is wanted. The stream ends
 * when the work does, or throws what it throws; a stream that is left early ends the work at its next `put`.
 */
export async function* produced<T>(
  work: (put: (item: T) => Promise<void>) => Promise<void>,
): AsyncGenerator<T> {
  let offer: (item: { readonly value: T } | undefined) => void = () => undefined
  let want: (wanted: boolean) => void = () => undefined
  let offered = new Promise<{ readonly value: T } | undefined>((resolve) => (offer = resolve))
  const put = async (value: T): Promise<void> => {
    const wanted = new Promise<boolean>((resolve) => (want = resolve))
    offer({ value })
    if (!(await wanted)) throw new NoLongerWanted()
  }
  let failure: { readonly error: unknown } | undefined
  const ended = work(put).then(
    () => offer(undefined),
    (error: unknown) => {
      if (!(error instanceof NoLongerWanted)) failure = { error }
      offer(undefined)
    },
  )
  try {
    for (let item = await offered; item !== undefined; item = await offered) {
      offered = new Promise((resolve) => (offer = resolve))
      yield item.value
      want(true)
    }
  } finally {
    want(false)
    await ended
  }
  if (failure !== undefined) throw failure.error
}
