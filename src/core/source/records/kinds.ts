/** The kinds of sources that there are. A new one is a file of this folder and a line here. */
import { queryKind } from './query'

export const SOURCE_KINDS = [queryKind] as const
