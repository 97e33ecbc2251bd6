/** Which delimiter a file seems to have. */
import type { ByteWindow } from './byteWindow'
import { CsvScanner } from './csvScanner'
import { csvSyntax, type CsvOptions } from './csvSyntax'

/** In the order in which they are taken where the file does not say. */
const CANDIDATES = [',', ';', '\t', '|']
const ROWS_TO_LOOK_AT = 100

/**
 * The delimiter by which most of the first rows have as many fields as the first one, and more than one. `window` holds the start
 * of the file.
 */
export function detectDelimiter(
  window: ByteWindow,
  options: Omit<CsvOptions, 'delimiter'>,
  columns: number | undefined,
): string {
  let best = { delimiter: ',', share: 0, fields: 1 }
  for (const delimiter of CANDIDATES) {
    if (options.quote === delimiter || options.comment?.startsWith(delimiter) === true) continue
    const counts = countFields(window, { ...options, delimiter })
    const fields = columns ?? counts[0] ?? 1
    const share = fields < 2 ? 0 : counts.filter((count) => count === fields).length / counts.length
    if (share > best.share || (share === best.share && fields > best.fields))
      best = { delimiter, share, fields }
  }
  return best.delimiter
}

/** How many fields each of the first rows has. A row that is not complete counts only where it is the first one. */
function countFields(window: ByteWindow, options: CsvOptions): readonly number[] {
  const scanner = new CsvScanner(csvSyntax(options))
  const counts: number[] = []
  let at = window.start
  while (at < window.end && counts.length < ROWS_TO_LOOK_AT) {
    const ending = counts.length === 0 || window.isLast ? 'file' : 'open'
    const scanned = scanner.scan(window.bytes, at, window.end, ending)
    if (scanned === 'more') break
    if (scanned === 'record') counts.push(scanner.count)
    if (scanned === 'broken') counts.push(0)
    at =
      scanned === 'broken' ? scanner.nextLine(window.bytes, at, window.end, 'file') : scanner.next
  }
  return counts
}
