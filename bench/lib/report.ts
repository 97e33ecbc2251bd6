/** What a benchmark's section has found, as text and as values. */
import type { Samples } from './measure'
import type { Section } from './section'

const WIDTH = 58

type Told = Pick<Section, 'name' | 'ratios' | 'figures'>

export function ratiosOf(section: Told, samples: Samples): Readonly<Record<string, number>> {
  const measured = (section.ratios ?? []).filter(({ of, to }) => samples.has(of) && samples.has(to))
  return Object.fromEntries(measured.map(({ name, of, to }) => [name, samples.ratio(of, to)]))
}

export function figuresOf(section: Told, samples: Samples): Readonly<Record<string, number>> {
  const measured = (section.figures ?? []).filter(({ sample }) => samples.has(sample))
  return Object.fromEntries(
    measured.map(({ name, sample, unit }) => [`${name} (${unit})`, samples.median(sample)]),
  )
}

/** Ratios with their aims, figures, and the milliseconds that the ratios were made of. */
export function describeSection(section: Told, samples: Samples): string {
  const { ratios = [], figures = [] } = section
  const ratioOf = ratiosOf(section, samples)
  const timed = new Set(
    ratios.flatMap(({ of, to }) => [of, to]).filter((name) => samples.has(name)),
  )
  return [
    `${section.name}:`,
    ...[...timed].map((name) => {
      const range = `(${samples.range(name)})`
      return line(name, `${samples.median(name).toFixed(0)} ms`, range)
    }),
    ...ratios.flatMap(({ name, aim }) => {
      const ratio = ratioOf[name]
      return ratio === undefined ? [] : [line(name, ratio.toFixed(2), aim)]
    }),
    ...figures.flatMap(({ name, sample, unit, aim }) =>
      samples.has(sample) ? [line(name, `${samples.median(sample).toFixed(0)} ${unit}`, aim)] : [],
    ),
  ].join('\n')
}

function line(name: string, value: string, aside = ''): string {
  return `  ${name.padEnd(WIDTH)} ${value.padStart(10)}  ${aside}`.trimEnd()
}
