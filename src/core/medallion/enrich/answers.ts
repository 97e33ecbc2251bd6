/** What a source says of some records, several of which are asked for at a time. */
import { DatabaseOperationError } from '../../util/errors'
import type { Lookup } from '../../source/records/http/lookup'
import type { SourceItem } from '../../source/records/source'
import type { Wanted } from './wantedRecords'

export interface Answer {
  readonly wanted: Wanted
  /** Undefined where the source has nothing of it. */
  readonly item?: SourceItem | undefined
  /** Why there is no answer. */
  readonly fault?: DatabaseOperationError
}

/**
 * The answers in the order in which they come. At no time are more than `most` records asked for. Who leaves early ends what is
 * under way by the lookup's signal.
 */
export async function* answers(
  wanted: readonly Wanted[],
  lookup: Lookup,
  most: number,
): AsyncGenerator<Answer> {
  const underWay = new Map<string, Promise<Answer>>()
  const first = async () => {
    const answer = await Promise.race(underWay.values())
    underWay.delete(answer.wanted.id)
    return answer
  }
  for (const one of wanted) {
    if (underWay.size >= most) yield await first()
    const asked = askFor(one, lookup)
    // Whoever awaits it is told; until then nobody is.
    asked.catch(() => undefined)
    underWay.set(one.id, asked)
  }
  while (underWay.size > 0) yield await first()
}

async function askFor(wanted: Wanted, lookup: Lookup): Promise<Answer> {
  try {
    return { wanted, item: await lookup.find(wanted.id) }
  } catch (error) {
    if (error instanceof DatabaseOperationError && error.code.startsWith('source-'))
      return { wanted, fault: error }
    throw error
  }
}
