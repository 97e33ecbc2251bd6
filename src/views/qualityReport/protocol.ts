/**
 * What the Quality Report's page and the extension say to each other: the page says what its reader wants, the extension sends
 * what there is to see. Plain data, and nothing else is shared between the two sides.
 */

export interface CellView {
  /** Null is a database's own null. */
  readonly text: string | null
  /** Of 1: drawn as a bar beside the text. */
  readonly share?: number
}

/** Sentences and a table. */
export interface SectionView {
  readonly id: string
  readonly title: string
  readonly notes: readonly string[]
  readonly columns: readonly { readonly title: string; readonly numeric?: true }[]
  readonly rows: readonly (readonly CellView[])[]
}

/** What a chart draws; the section of the same name has it as a table. */
export interface ChartView {
  readonly labels: readonly string[]
  /** Null where there is nothing to draw. */
  readonly values: readonly (number | null)[]
}

export interface ReportView {
  readonly title: string
  /** The pipeline's file. */
  readonly definition: string
  readonly sections: readonly SectionView[]
  readonly scores: ChartView
  readonly trend: ChartView
  /** What can be asked about. */
  readonly fields: readonly string[]
  /** Keys of the rows of the section `worst`, in its order. */
  readonly worst: readonly string[]
}

/** The answer to why a value is what it is. */
export type WhyView =
  | { readonly kind: 'asking' }
  | { readonly kind: 'found'; readonly state: string; readonly section: SectionView }
  | { readonly kind: 'failed'; readonly message: string }

export type ReportState =
  | { readonly status: 'reading' }
  | { readonly status: 'unavailable'; readonly message: string }
  | {
      readonly status: 'ready'
      readonly report: ReportView
      readonly why: WhyView | null
      /** It is being read again. */
      readonly busy: boolean
      /** Why the last thing that was asked for did not happen. */
      readonly notice: string | null
    }

export type ExportFormat = 'html' | 'markdown'

export type AppMessage =
  /** The page is there and can be shown something. */
  | { readonly kind: 'ready' }
  | { readonly kind: 'refresh' }
  | { readonly kind: 'openDefinition' }
  | { readonly kind: 'export'; readonly format: ExportFormat }
  | { readonly kind: 'why'; readonly key: string; readonly field: string }

export interface HostMessage {
  readonly kind: 'state'
  readonly state: ReportState
}

/** What survives a reload of the window. */
export interface SavedState {
  readonly version: 1
  readonly folder: string
  readonly path: string
}
