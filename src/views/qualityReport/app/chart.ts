import { LitElement } from 'lit'
import { property } from 'lit/decorators.js'
import uPlot from 'uplot'
import type { ChartView } from '../protocol'
import { chartColours, onThemeChange, type ChartColours } from './theme'

export type ChartKind = 'bars' | 'line'

const HEIGHT = 200
const NARROWEST = 120
/** Steps between two labels. */
const WHOLE = Array.from({ length: 10 }, (_, power) =>
  [1, 2, 5].map((step) => step * 10 ** power),
).flat()

/** A drawing of what a table beside it says: to a screen reader it is one picture with a name. */
export class QualityChart extends LitElement {
  @property({ attribute: false }) chart: ChartView = { labels: [], values: [] }
  @property({ attribute: false }) kind: ChartKind = 'bars'

  private drawing: uPlot | undefined
  private forgetTheme: (() => void) | undefined
  private readonly resized = new ResizeObserver(() => this.resize())

  protected override createRenderRoot(): HTMLElement {
    return this
  }

  override connectedCallback(): void {
    super.connectedCallback()
    this.forgetTheme = onThemeChange(() => this.draw())
    this.resized.observe(this)
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback()
    this.forgetTheme?.()
    this.resized.disconnect()
    this.drawing?.destroy()
    this.drawing = undefined
  }

  protected override updated(): void {
    this.draw()
  }

  private resize(): void {
    this.drawing?.setSize({ width: this.room(), height: HEIGHT })
  }

  private room(): number {
    return Math.max(NARROWEST, this.clientWidth)
  }

  private draw(): void {
    this.drawing?.destroy()
    const { labels, values } = this.chart
    const options = optionsOf(this.kind, labels, chartColours(), getComputedStyle(this))
    const places = labels.map((_, index) => index)
    this.drawing = new uPlot(
      { ...options, width: this.room(), height: HEIGHT },
      [places, [...values]],
      this,
    )
  }
}

function optionsOf(
  kind: ChartKind,
  labels: readonly string[],
  { text, line, mark }: ChartColours,
  { fontFamily }: CSSStyleDeclaration,
): Omit<uPlot.Options, 'width' | 'height'> {
  const axis = { stroke: text, font: `12px ${fontFamily}`, ticks: { stroke: line, width: 1 } }
  const ends: uPlot.Range.MinMax = [-0.5, Math.max(0.5, labels.length - 0.5)]
  return {
    cursor: { show: false },
    legend: { show: false },
    padding: [8, 16, 0, 0],
    scales: {
      x: { time: false, range: ends },
      y: { range: (_, least, greatest) => rangeOf(kind, least, greatest) },
    },
    axes: [
      {
        ...axis,
        grid: { show: false },
        // A label has room, and stands at a place that there is.
        space: kind === 'bars' ? 60 : 130,
        incrs: WHOLE,
        values: (_, splits) => splits.map((place) => labels[place] ?? ''),
      },
      {
        ...axis,
        size: 64,
        grid: { stroke: line, width: 1 },
        // Half an entity is none.
        ...(kind === 'bars' && { incrs: WHOLE }),
      },
    ],
    series: [{}, seriesOf(kind, mark)],
  }
}

function seriesOf(kind: ChartKind, mark: string): uPlot.Series {
  if (kind === 'line')
    return { stroke: mark, width: 2, spanGaps: true, points: { show: true, size: 7, fill: mark } }
  const paths = uPlot.paths.bars?.({ size: [0.7, 48] })
  return { stroke: mark, fill: mark, width: 0, points: { show: false }, ...(paths && { paths }) }
}

/** Bars begin at nothing; a line shows where it moves, within what a score can be. */
function rangeOf(
  kind: ChartKind,
  least: number | null,
  greatest: number | null,
): uPlot.Range.MinMax {
  if (kind === 'bars') return [0, Math.max(1, (greatest ?? 1) * 1.05)]
  return [Math.max(0, (least ?? 0) - 0.05), Math.min(1, (greatest ?? 1) + 0.05)]
}
