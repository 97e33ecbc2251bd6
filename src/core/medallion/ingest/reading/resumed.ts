/** A source that is to go on where an earlier reading broke off, or begins again where it cannot. */
import type { RecordSource, SourcePage } from '../../../source/records/source'
import { DatabaseOperationError, UsageError } from '../../../util/errors'

export interface ResumeOptions {
  /** Opens the source at its beginning. */
  readonly again: () => Promise<RecordSource>
  /** It turned out that it cannot go on there, for this reason. */
  readonly begunAnew: (reason: string) => void
}

/** Places in a source may have gone by now: what leads to them is often kept for an hour only. */
export function resumed(first: RecordSource, { again, begunAnew }: ResumeOptions): RecordSource {
  let current = first
  async function* pages(): AsyncGenerator<SourcePage> {
    let hasBegun = false
    try {
      for await (const page of first.pages()) {
        hasBegun = true
        yield page
      }
      return
    } catch (error) {
      if (hasBegun || !isAboutPlace(error)) throw error
      begunAnew(error.message)
    }
    current = await again()
    yield* current.pages()
  }
  return {
    description: first.description,
    pages,
    state: () => current.state?.() ?? { facts: {} },
    ...(first.givesUndated && { givesUndated: true }),
  }
}

/** A source that cannot be reached cannot be reached elsewhere, either. */
function isAboutPlace(error: unknown): error is Error {
  if (error instanceof UsageError) return true
  return (
    error instanceof DatabaseOperationError && error.code.startsWith('source-') && !error.transient
  )
}
