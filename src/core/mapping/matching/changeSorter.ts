/** Changes in the order of the key by which their rows go, whatever the order is in which they are found. */
import { decodeCopyField, encodeCopyRow } from '../../database/copyText'
import type { KeyOrder } from '../../database/dialect'
import type { Column } from '../../database/table'
import { rowOp, type Change, type PlanItem, type RowOp } from '../../plan/plan'
import { LineFile } from '../../source/lineFile'
import { LineReader } from '../../source/lineReader'
import { sortLines, type SortMemory } from '../../source/sortLines'
import { assertNever } from '../../util/assertNever'

export class ChangeSorter {
  private readonly order: readonly KeyOrder[]
  private readonly names: readonly string[]

  private readonly file: LineFile

  /** `key` are the columns by which the rows go. */
  constructor(
    private readonly folder: string,
    private readonly memory: SortMemory,
    key: readonly Column[],
  ) {
    this.file = new LineFile(folder)
    // Rows that the database will number have no key yet: the last field keeps them in an order.
    this.order = ['text', ...orderOf(key), 'text']
    this.names = key.map(({ name }) => name)
  }

  /** Undefined where the change is in memory: then the next one can be added at once. */
  add(change: Change): Promise<void> | undefined {
    const key = this.names.map((name) => change.key[name] ?? null)
    const line = encodeCopyRow([rankOf(rowOp(change)), ...key, JSON.stringify(change)])
    return this.file.add(line.slice(0, -1))
  }

  /** Deletes come first and inserts last. */
  async *sorted(): AsyncGenerator<PlanItem> {
    const lines = await sortLines(this.file.read(), this.order, this.folder, this.memory)
    const reader = new LineReader(lines)
    while (reader.step() || (await reader.fill())) {
      const line = reader.buffer.toString('utf8', reader.start, reader.end)
      const text = decodeCopyField(line.slice(line.lastIndexOf('\t') + 1)) ?? ''
      yield { kind: 'change', change: JSON.parse(text) as Change }
    }
  }
}

/** Integers by their value, everything else by the bytes of its text. */
export function orderOf(key: readonly Column[]): readonly KeyOrder[] {
  return key.map(({ family }) => (family === 'integer' ? 'integer' : 'text'))
}

/** What goes makes room under unique keys for what changes and comes. */
function rankOf(op: RowOp): string {
  switch (op) {
    case 'delete':
      return '0'
    case 'update':
      return '1'
    case 'insert':
      return '2'
    default:
      return assertNever(op)
  }
}
