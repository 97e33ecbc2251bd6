/** All mutations. */
import { codeMutations } from './codeMutations'
import type { MutationGroup } from './mutation'
import { otherMutations } from './otherMutations'
import { tableMutations } from './tableMutations'
import { typeMutations } from './typeMutations'

export const mutationGroups: readonly MutationGroup[] = [
  ...tableMutations,
  ...codeMutations,
  ...typeMutations,
  ...otherMutations,
]
