/** How far a source was read: the latest moment of a change that its records name. */
import { ExactNumber, memberAt, parseExactJson, type ExactJson } from '../../record/exactJson'
import { compareCursorValues, readCursorValue, type CursorValue } from './cursorValue'

/** As it is kept while a reading goes on. */
export interface WatermarkState {
  readonly greatest?: string
  readonly leftOut?: string
  readonly fault?: string
}

export class Watermark {
  private greatest: CursorValue | undefined
  /** The earliest of records that were left out, because the reading had them twice. */
  private leftOut: CursorValue | undefined
  private unreadable: string | undefined
  private undatedRecords = 0
  private readonly path: readonly string[]

  constructor(
    private readonly field: string,
    { greatest, leftOut, fault }: WatermarkState = {},
  ) {
    this.path = field.split('.')
    this.greatest = greatest === undefined ? undefined : readCursorValue(greatest)
    this.leftOut = leftOut === undefined ? undefined : readCursorValue(leftOut)
    this.unreadable = fault
  }

  /** Why there is none, in a sentence. */
  get fault(): string | undefined {
    return this.unreadable
  }

  /** How many records do not say when they changed. */
  get undated(): number {
    return this.undatedRecords
  }

  get state(): WatermarkState {
    return {
      ...(this.greatest && { greatest: this.greatest.text }),
      ...(this.leftOut && { leftOut: this.leftOut.text }),
      ...(this.unreadable !== undefined && { fault: this.unreadable }),
    }
  }

  /** Where the next reading begins: what was left out is read again. Undefined where it has to read all. */
  get reached(): string | undefined {
    const { greatest, leftOut } = this
    if (greatest === undefined || this.unreadable !== undefined) return undefined
    const isBehind = leftOut !== undefined && compareCursorValues(leftOut, greatest) < 0
    return (isBehind ? leftOut : greatest).text
  }

  /** Records that are in bronze. */
  add(records: readonly { readonly json: string }[]): void {
    for (const { json } of records) {
      const value = this.valueOf(json)
      if (value !== undefined && (this.greatest === undefined || isLater(value, this.greatest)))
        this.greatest = value
    }
  }

  /** A version of a record that is not in bronze, because another one came before it. */
  leaveOut(json: string): void {
    const value = this.valueOf(json)
    if (value !== undefined && (this.leftOut === undefined || isLater(this.leftOut, value)))
      this.leftOut = value
  }

  private valueOf(json: string): CursorValue | undefined {
    if (this.unreadable !== undefined) return undefined
    const found = memberAt(parseExactJson(json), this.path)
    if (found === undefined || found === null || found === '') {
      this.undatedRecords++
      return undefined
    }
    const text = textOf(found)
    const value = text === undefined ? undefined : readCursorValue(text)
    const known = this.greatest ?? this.leftOut
    if (value === undefined)
      this.unreadable = `"${this.field}" is ${text === undefined ? 'no text and no number' : JSON.stringify(text)}, which is no number and no moment of ISO 8601`
    else if (known !== undefined && known.form !== value.form)
      this.unreadable = `"${this.field}" is ${JSON.stringify(value.text)} in one record and ${JSON.stringify(known.text)} in another, which cannot be compared`
    return this.unreadable === undefined ? value : undefined
  }
}

function textOf(value: ExactJson): string | undefined {
  if (typeof value === 'string') return value
  return value instanceof ExactNumber ? value.text : undefined
}

function isLater(a: CursorValue, b: CursorValue): boolean {
  return compareCursorValues(a, b) > 0
}
