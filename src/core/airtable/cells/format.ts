/**
 * How the cells of a column are written in an export. Each field of a base has its own way, and no file says which: it is
 * declared in the definition, and what a whole column proves is proposed.
 */

/** What may stand between thousands. */
export const GROUPINGS = [',', '.', ' ', '\u00a0', '\u202f', "'", '’'] as const

export type Grouping = (typeof GROUPINGS)[number]

/** What may stand before the fraction. */
export const DECIMAL_MARKS = ['.', ','] as const

export type DecimalMark = (typeof DECIMAL_MARKS)[number]

export interface NumberParts {
  /** How many digits follow the point, where all numbers have the same. Default: as many as the cell has. */
  readonly decimals?: number | undefined
  /** Default: thousands are not grouped. It is another one than `decimal`. */
  readonly grouping?: Grouping | undefined
  /** Default: a point. */
  readonly decimal?: DecimalMark | undefined
}

/**
 * How negative amounts are written: as these would be for five dollars, wherever the symbol of the currency stands. After the
 * number, the first two are the same.
 */
export const NEGATIVES = ['-$5', '$-5', '($5)', '$(5)', '$5-'] as const

export type Negative = (typeof NEGATIVES)[number]

/** What may stand between an amount and its symbol. */
export const SPACES = [' ', '\u00a0', '\u202f'] as const

export type Space = (typeof SPACES)[number]

export const DURATION_FORMATS = [
  'h:mm',
  'h:mm:ss',
  'h:mm:ss.S',
  'h:mm:ss.SS',
  'h:mm:ss.SSS',
] as const

export type DurationFormat = (typeof DURATION_FORMATS)[number]

/** `D` and `M` are without zeros before them, `DD` and `MM` have two digits, `MMMM` is the English name. */
export const DATE_FORMATS = [
  ...(['D/M/YYYY', 'M/D/YYYY', 'YYYY-MM-DD'] as const),
  ...(['MMMM D, YYYY', 'D MMMM YYYY'] as const),
  ...(['D.M.YYYY', 'D-M-YYYY', 'M-D-YYYY', 'YYYY/M/D'] as const),
] as const

export type DateFormat = (typeof DATE_FORMATS)[number]

/** `iso` is what formulas give for moments: `2025-10-19T11:40:00.000Z`. */
export const TIME_FORMATS = ['24h', '12h', 'iso'] as const

export type TimeFormat = (typeof TIME_FORMATS)[number]

export interface CurrencyFormat extends NumberParts {
  readonly type: 'currency'
  /** Any text: `$`, `DKK`, `kr.`. */
  readonly symbol: string
  /** Default: before the number. */
  readonly place?: 'before' | 'after' | undefined
  /** Default: nothing is between them. */
  readonly space?: Space | undefined
  /** Default: all ways are read, and `-$5` is written. */
  readonly negative?: Negative | undefined
}

export interface DateTimeFormat {
  readonly type: 'dateTime'
  /** How the day is written. Default: YYYY-MM-DD, which `iso` has always. */
  readonly format?: DateFormat | undefined
  readonly time: TimeFormat
  /** Whether seconds are written. `iso` has them always. */
  readonly seconds?: boolean | undefined
  /** Whether hours before ten are written with two digits. `iso` has them so always; all are read. */
  readonly padded?: boolean | undefined
}

export type CellFormat =
  | { readonly type: 'text' }
  | ({ readonly type: 'number' } & NumberParts)
  | CurrencyFormat
  /** Its values are percentage points, as many as the export has. */
  | ({ readonly type: 'percent' } & NumberParts)
  | { readonly type: 'duration'; readonly format: DurationFormat }
  | { readonly type: 'rating' }
  | { readonly type: 'checkbox' }
  | { readonly type: 'date'; readonly format: DateFormat }
  | DateTimeFormat
  /** A list of texts. */
  | { readonly type: 'choices' }
  | { readonly type: 'attachments' }
  | { readonly type: 'autonumber' }

export type CellType = CellFormat['type']

/** Cells of formulas that have no value. In a column of text they are texts like others. */
export const FORMULA_ERRORS = [
  ...['#ERROR!', '#ERROR', '#NAN!', '#NAN', '#REF!', '#VALUE!', '#NUM!', '#DIV/0!'],
  ...['NaN', 'Infinity', '-Infinity'],
] as const

const ERRORS: ReadonlySet<string> = new Set(FORMULA_ERRORS)
const LONGEST_ERROR = Math.max(...FORMULA_ERRORS.map((error) => error.length))

export function isFormulaError(cell: string): boolean {
  // Long cells would be hashed for nothing.
  return cell.length <= LONGEST_ERROR && ERRORS.has(cell)
}
