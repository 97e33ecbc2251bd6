/** Applying 10 % of the rows with checks, journal and undo, against the same updates by other means. */
import { sampleApply } from './core'
import { startDelayProxy } from './delayProxy'
import { updateMariaDbRowByRow } from './mariadb'
import type { Samples } from './measure'
import { createWorkspace, type Pair } from './pair'
import { DIFFERING, type Ratio, type Section } from './section'
import { updateRowByRow, updateStaged } from './updates'

/** Milliseconds of a packet on its way. */
const ONE_WAY = 5
/** Rows of the loops, which are scaled up to all: here, and over a network. */
const ROWS = 5000
const FAR_ROWS = 300

type Loop = (pair: Pair, rows: number) => Promise<number>

export const applying: Section = {
  name: 'applying',
  async prepare({ bundle, rows, postgres, pair }) {
    const tenth = await pair('tenth')
    return {
      async measure(samples) {
        samples.add('staged', await updateStaged(tenth))
        await sampleApply(samples, 'apply', bundle, tenth)
        const server = { port: postgres.port, loop: updateRowByRow, bundle }
        await measureLoops(samples, '', server, tenth, rows / tenth.every)
      },
    }
  },
  ratios: [
    { name: 'staged / apply: share of its rate', of: 'staged', to: 'apply', aim: '≥ 0.65' },
    ...loopRatios(''),
  ],
  figures: [
    { name: 'memory of apply above idle', sample: 'apply memory', unit: 'MB', aim: '≤ 110' },
  ],
}

export const applyingMariaDb: Section = {
  name: 'mariadb applying',
  async prepare({ bundle, rows, mariadb, mariadbItems }) {
    const server = await mariadb()
    if (server === undefined) return undefined
    const [source, target] = [await mariadbItems('source'), await mariadbItems('tenth')]
    const pair = createWorkspace('mariadb', { source, target }, DIFFERING.tenth)
    const loop: Loop = (to, wanted) =>
      updateMariaDbRowByRow(source, to.target, { every: to.every, rows: wanted })
    return {
      async measure(samples) {
        await sampleApply(samples, 'mariadb apply', bundle, pair)
        const place = { port: server.port, loop, bundle }
        await measureLoops(samples, 'mariadb ', place, pair, rows / pair.every)
      },
    }
  },
  ratios: loopRatios('mariadb '),
}

interface Place {
  readonly port: number
  readonly loop: Loop
  readonly bundle: string
}

/** Of `changes` rows in all; apply and loop once more with the target behind a network. */
async function measureLoops(
  samples: Samples,
  prefix: string,
  { port, loop, bundle }: Place,
  pair: Pair,
  changes: number,
): Promise<void> {
  samples.add(`${prefix}loop`, (await loop(pair, Math.min(ROWS, changes))) * changes)
  const proxy = await startDelayProxy(port, ONE_WAY)
  try {
    const far = createWorkspace('far', { ...pair, target: proxy.through(pair.target) }, pair.every)
    samples.add(`${prefix}far loop`, (await loop(far, Math.min(FAR_ROWS, changes))) * changes)
    await sampleApply(samples, `${prefix}far apply`, bundle, far)
  } finally {
    await proxy.close()
  }
}

function loopRatios(prefix: string): readonly Ratio[] {
  const [apply, loop] = [`${prefix}apply`, `${prefix}loop`]
  const [farApply, farLoop] = [`${prefix}far apply`, `${prefix}far loop`]
  const network = `at ${2 * ONE_WAY} ms a round trip`
  return [
    { name: `${prefix}row loop / apply`, of: loop, to: apply, aim: '≥ 10' },
    { name: `${prefix}row loop / apply ${network}`, of: farLoop, to: farApply, aim: '≥ 100' },
  ]
}
