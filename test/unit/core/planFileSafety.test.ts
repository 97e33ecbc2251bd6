import assert from 'node:assert/strict'
import { existsSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { isPlanFile } from '../../../src/core/plan/isPlanFile'
import { openPlanFile } from '../../../src/core/plan/planFile'
import { writePlanFile, type PlanStream } from '../../../src/core/plan/writePlanFile'
import { RefusedError, UsageError } from '../../../src/core/util/errors'
import { temporaryFolder } from '../../helpers/temporary'
import {
  collect,
  change,
  header,
  itemsOf,
  manyChanges,
  notFound,
  streamOf,
  withPlanFile,
  writePlan,
} from './planSamples'

describe('a damaged plan file', () => {
  let good = Buffer.alloc(0)
  let path = ''
  before(async () => {
    path = await writePlan([change('1', 'red', 'blue')], [notFound('2')])
    good = readFileSync(path)
  })

  const refuses = (bytes: Buffer, what: string): Promise<void> => {
    writeFileSync(path, bytes)
    const damaged = (error: unknown) =>
      error instanceof RefusedError && error.code === 'plan-file-damaged'
    return assert.rejects(openPlanFile(path), damaged, what)
  }

  it('is refused whichever byte was changed', async () => {
    for (let index = 0; index < good.length; index++) {
      const original = good[index] ?? 0
      // One bit, and a blank, which readers of numbers like to overlook.
      for (const byte of new Set([original ^ 1, 0x20])) {
        if (byte === original) continue
        const bytes = Buffer.from(good)
        bytes[index] = byte
        await refuses(bytes, `byte ${index} of ${good.length} is ${byte}`)
      }
    }
  })

  it('is refused wherever it was cut or lengthened', async () => {
    for (let length = 0; length < good.length; length++)
      await refuses(good.subarray(0, length), `cut to ${length}`)
    await refuses(Buffer.concat([good, Buffer.from('\n')]), 'a byte more')
    await refuses(Buffer.concat([good, good]), 'twice')
  })

  it('is refused when bytes were taken out of it or put into it', async () => {
    for (let index = 0; index < good.length; index += 7) {
      const [head, tail] = [good.subarray(0, index), good.subarray(index)]
      await refuses(Buffer.concat([head, tail.subarray(1)]), `without byte ${index}`)
      await refuses(Buffer.concat([head, Buffer.from('x'), tail]), `with one more at ${index}`)
    }
  })

  it('is opened again once it is whole', async () => {
    writeFileSync(path, good)
    await withPlanFile(path, async (file) => {
      assert.deepEqual(await collect(file.changes()), [change('1', 'red', 'blue')])
    })
  })
})

describe('writing a plan file', () => {
  it('leaves nothing behind when the planner fails', async () => {
    const folder = join(temporaryFolder('plans'), 'plans')
    async function* failing(): PlanStream {
      const conclusion = yield* streamOf(itemsOf(manyChanges, []))
      if (conclusion.hazards.length > 0) throw new Error('connection lost')
      return conclusion
    }
    const work = writePlanFile({ folder }, header, failing())
    await assert.rejects(work, /connection lost/)
    assert.deepEqual(readdirSync(folder), [])
  })

  it('leaves nothing behind where the file cannot have its name', async () => {
    const folder = temporaryFolder('plans')
    const out = temporaryFolder('taken')
    writeFileSync(join(out, 'inside'), '')
    await assert.rejects(writePlanFile({ folder, out }, header, streamOf([])))
    assert.deepEqual(readdirSync(out), ['inside'])
    assert.deepEqual(
      readdirSync(join(out, '..')).filter((entry) => entry.endsWith('.partial')),
      [],
    )
  })

  it('keeps values from git and from other users', async () => {
    const folder = join(temporaryFolder('workspace'), '.drydock', 'plans')
    const { path } = await writePlanFile({ folder }, header, streamOf([]))
    assert.equal(readFileSync(join(folder, '..', '.gitignore'), 'utf8'), '*\n')
    assert.equal(statSync(path).mode & 0o077, 0)
  })

  it('leaves a .gitignore that is there as it is', async () => {
    const workspace = temporaryFolder('workspace')
    writeFileSync(join(workspace, '.gitignore'), 'own\n')
    await writePlanFile({ folder: join(workspace, 'plans') }, header, streamOf([]))
    assert.equal(readFileSync(join(workspace, '.gitignore'), 'utf8'), 'own\n')
  })

  it('goes to the path that was chosen, and makes no .gitignore there', async () => {
    const folder = temporaryFolder('workspace')
    const out = join(folder, 'new', 'my.plan')
    const { path } = await writePlanFile(
      { folder: join(folder, 'plans'), out },
      header,
      streamOf([]),
    )
    assert.equal(path, out)
    assert.deepEqual(readdirSync(join(folder, 'new')), ['my.plan'])
    assert.equal(existsSync(join(folder, 'plans')), false)
  })
})

describe('a file that is no plan', () => {
  it('is told from one that is', async () => {
    const other = join(temporaryFolder('files'), 'other.plan')
    writeFileSync(other, 'DRYDOCK')
    assert.equal(await isPlanFile(other), false)
    assert.equal(await isPlanFile(join(other, 'missing')), false)
    assert.equal(await isPlanFile(await writePlan([])), true)
    await assert.rejects(openPlanFile(other), { code: 'plan-file-damaged' })
    await assert.rejects(openPlanFile(`${other}.missing`), UsageError)
  })
})
