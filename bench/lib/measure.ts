/** Timing for benchmarks: several runs, medians, ratios. Machines are noisy, so only ratios are compared. */

export interface BenchOptions {
  readonly rows: number
  readonly runs: number
  readonly json: boolean
  /** What the names of the wanted parts have in them; empty for all. */
  readonly only: string
}

/** `--rows N`, `--runs N`, `--only TEXT` and `--format json`. */
export function readOptions(
  argv: readonly string[],
  defaults: { rows: number; runs: number },
): BenchOptions {
  const value = (name: string) => {
    const index = argv.indexOf(name)
    return index < 0 ? undefined : argv[index + 1]
  }
  return {
    rows: Number(value('--rows') ?? defaults.rows),
    runs: Number(value('--runs') ?? defaults.runs),
    json: value('--format') === 'json',
    only: value('--only') ?? '',
  }
}

export async function time(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now()
  await work()
  return performance.now() - started
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted.length >> 1
  const upper = sorted[middle] ?? NaN
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? NaN) + upper) / 2
}

/** Collects one number a run by name. */
export class Samples {
  private readonly values = new Map<string, number[]>()

  add(name: string, value: number): void {
    const known = this.values.get(name)
    if (known === undefined) this.values.set(name, [value])
    else known.push(value)
  }

  /** Of the last run. */
  last(name: string): number {
    return this.values.get(name)?.at(-1) ?? NaN
  }

  has(name: string): boolean {
    return this.values.has(name)
  }

  median(name: string): number {
    return median(this.values.get(name) ?? [])
  }

  /** The median of the ratios of the same run, which noise that lasts longer than a run does not touch. */
  ratio(name: string, to: string): number {
    const divisors = this.values.get(to) ?? []
    return median((this.values.get(name) ?? []).map((value, run) => value / (divisors[run] ?? NaN)))
  }

  range(name: string): string {
    const values = this.values.get(name) ?? []
    return `${Math.min(...values).toFixed(0)}–${Math.max(...values).toFixed(0)}`
  }
}
