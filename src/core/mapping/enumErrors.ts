/** MySQL keeps an enum's value that it did not know as an empty text that is no label, and takes none back. */
import type { Table } from '../database/table'
import type { PlanItem } from '../plan/plan'
import type { MergeCounts } from './mergeCounts'
import type { ResolvedMapping } from './resolveMapping'

/** Counts the changes that undo cannot take back because of such a value, and passes all items on. */
export function countEnumErrors(
  items: AsyncGenerator<PlanItem>,
  { sourceTable, targetTable }: ResolvedMapping,
  counts: MergeCounts,
): AsyncGenerator<PlanItem> {
  const [forth, back] = [enumsOf(targetTable), enumsOf(sourceTable)]
  return forth.length + back.length === 0 ? items : counting(items, { forth, back }, counts)
}

async function* counting(
  items: AsyncGenerator<PlanItem>,
  names: { readonly forth: readonly string[]; readonly back: readonly string[] },
  counts: MergeCounts,
): AsyncGenerator<PlanItem> {
  for await (const item of items) {
    if (item.kind === 'change') {
      const { before } = item.change
      const changed = item.back === true ? names.back : names.forth
      if (changed.some((name) => before[name] === '')) counts.enumErrors++
    }
    yield item
  }
}

function enumsOf({ columns }: Table): readonly string[] {
  return columns
    .filter(({ family, labels }) => family === 'enum' && labels?.includes('') === false)
    .map(({ name }) => name)
}
