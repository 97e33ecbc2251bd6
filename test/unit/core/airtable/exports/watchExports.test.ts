import { deepEqual, equal, ok, rejects } from 'node:assert/strict'
import {
  appendFileSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import {
  watchWithSystem,
  type WatchFolder,
} from '../../../../../src/core/airtable/exports/folderEvents'
import { isSameFile } from '../../../../../src/core/airtable/exports/exportFile'
import type { ExportSet } from '../../../../../src/core/airtable/exports/exportSets'
import { watchExports } from '../../../../../src/core/airtable/exports/watchExports'
import { realClock } from '../../../../../src/core/source/records/network/clock'
import { temporaryFolder } from '../../../../helpers/temporary'
import { fastClock, startWatch, type Watching } from './watching'

/** Milliseconds; nobody here pauses that long. */
const QUIET = 300
const WANTED = [{ table: 'Prints' }, { table: 'Editions' }]

/** As on a folder of the network: nobody is told of anything. */
const silent: WatchFolder = () => ({ close: () => undefined })

describe('the watch of a folder', () => {
  let folder: string
  let watching: Watching | undefined

  beforeEach(() => {
    folder = temporaryFolder('watched')
  })
  afterEach(async () => {
    await watching?.end()
    watching = undefined
  })

  const write = (name: string, text = 'Name\nOne') => writeFileSync(join(folder, name), text)
  const start = (more: Partial<Parameters<typeof startWatch>[0]> = {}) =>
    (watching = startWatch({ folder, wanted: WANTED, clock: fastClock, ...more }))

  for (const [how, watchFolder] of [
    ['the system tells of events', watchWithSystem],
    ['the system tells of nothing', silent],
  ] as const)
    it(`gives a file that is written in twenty chunks once, when it is complete, where ${how}`, async () => {
      write('Editions-All Records.csv')
      const path = join(folder, 'Prints-Grid view.csv')
      const chunks = Array.from({ length: 20 }, (_, index) => `\n${index},"a ""b""\n${index}"`)
      const { given, set } = start({ watchFolder, quietMs: QUIET, clock: realClock })
      writeFileSync(path, '\ufeffId,Text')
      for (const chunk of chunks) {
        await sleep(15)
        // Cut within a cell.
        appendFileSync(path, chunk.slice(0, 7))
        await sleep(15)
        appendFileSync(path, chunk.slice(7))
        equal(given.length, 0)
      }
      const written = Date.now()
      const { files, stale, at } = await set(1)
      ok(at - written < 2000, `${at - written} ms`)
      deepEqual(stale, [])
      deepEqual(
        files.map(({ table, view, size }) => [table, view, size]),
        [
          ['Prints', 'Grid view', readFileSync(path).length],
          ['Editions', 'All Records', 8],
        ],
      )
    })

  it('waits for the end of a quoted cell, however long that takes', async () => {
    const { given, set, until, waiting } = start({ wanted: [{ table: 'Prints' }] })
    write('Prints-A.csv', 'Name\n"One')
    await until(() => waiting()[0]?.kind === 'openQuote')
    equal(given.length, 0)
    appendFileSync(join(folder, 'Prints-A.csv'), '"')
    await set(1)
    deepEqual(waiting(), [])
  })

  it('waits while a browser downloads under another name, and for its placeholder', async () => {
    const { given, set, until, waiting } = start({ wanted: [{ table: 'Prints' }] })
    write('Prints-A.csv.part')
    write('Prints-A.csv', '')
    await until(() => waiting()[0]?.kind === 'downloading')
    rmSync(join(folder, 'Prints-A.csv'))
    await until(() => waiting()[0]?.kind === 'noFile')
    equal(given.length, 0)
    renameSync(join(folder, 'Prints-A.csv.part'), join(folder, 'Prints-A.csv'))
    equal((await set(1)).files[0]?.name, 'Prints-A.csv')
  })

  it('gives the next set when all are new, and takes none for new that was touched', async () => {
    write('Prints-A.csv')
    write('Editions-A.csv')
    const { given, set, until, waiting } = start()
    await set(1)
    for (const name of ['Prints-A.csv', 'Editions-A.csv'])
      utimesSync(join(folder, name), new Date(), new Date(Date.now() + 5000))
    await sleep(300)
    equal(given.length, 1)
    write('Prints-A (1).csv')
    utimesSync(join(folder, 'Prints-A (1).csv'), new Date(), new Date(Date.now() + 9000))
    // The other one was written at about the same time.
    const { files, stale } = await set(2)
    deepEqual([files.map(({ name }) => name), stale], [['Prints-A (1).csv', 'Editions-A.csv'], []])
    truncateSync(join(folder, 'Editions-A.csv'), 4)
    await until(() => waiting()[0]?.kind === 'notAnew')
    deepEqual(
      waiting().map(({ table }) => table),
      ['Prints'],
    )
  })

  it('gives what is there when the others do not come, and says which', async () => {
    write('Prints-A.csv')
    write('Editions-A.csv')
    const { set } = start({ setWindowMs: 3000 })
    await set(1)
    write('Prints-A.csv', 'Name\nTwo')
    const written = Date.now()
    const { stale, at } = await set(2)
    deepEqual(stale, ['Editions'])
    ok(at - written >= 300, `${at - written} ms`)
  })

  it('goes on when the folder comes late, and goes, and comes again', async () => {
    rmSync(folder, { recursive: true })
    const { given, set, until, waiting } = start({ wanted: [{ table: 'Prints' }] })
    await until(() => waiting()[0]?.kind === 'noFolder')
    mkdirSync(folder)
    write('Prints-A.csv')
    await set(1)
    rmSync(folder, { recursive: true })
    await until(() => waiting()[0]?.kind === 'noFolder')
    mkdirSync(folder)
    write('Prints-A.csv', 'Name\nTwo')
    await set(2)
    equal(given.length, 2)
  })

  it('gives one set at a time, and what came meanwhile as one', async () => {
    let isBusy = false
    const seen: string[] = []
    const onSet = async ({ files }: ExportSet) => {
      equal(isBusy, false)
      isBusy = true
      seen.push(...files.map(({ path }) => readFileSync(path, 'utf8')))
      await sleep(250)
      isBusy = false
      throw new Error(`no ${seen.length}`)
    }
    write('Prints-A.csv', 'Name\n1')
    const { set, errors, until } = start({ wanted: [{ table: 'Prints' }], onSet })
    await set(1)
    write('Prints-A.csv', 'Name\n2')
    await sleep(100)
    write('Prints-A.csv', 'Name\n3')
    await set(2)
    await until(() => errors.length === 2)
    deepEqual(errors.map(String), ['Error: no 1', 'Error: no 2'])
    deepEqual(seen, ['Name\n1', 'Name\n3'])
  })

  it('hands on files that know when they are replaced', async () => {
    write('Prints-A.csv')
    const { files } = await start({ wanted: [{ table: 'Prints' }] }).set(1)
    const [file] = files
    ok(file !== undefined)
    equal(await isSameFile(file), true)
    write('new.csv')
    renameSync(join(folder, 'new.csv'), file.path)
    equal(await isSameFile(file), false)
  })

  it('leaves nothing behind, and waits for the set that is being dealt with', async () => {
    const timers = () =>
      process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length
    // Mocha starts its own after the first wait.
    await sleep(1)
    const before = timers()
    let [open, isDone] = [0, false]
    const watchFolder: WatchFolder = (path, onEvent) => {
      const watcher = watchWithSystem(path, onEvent)
      open++
      return { close: () => (watcher.close(), open--) }
    }
    const onSet = async () => {
      await sleep(300)
      isDone = true
    }
    write('Prints-A.csv')
    const one = startWatch({
      folder,
      wanted: [{ table: 'Prints' }],
      quietMs: 0,
      watchFolder,
      onSet,
    })
    await one.set(1)
    equal(open, 1)
    equal(isDone, false)
    await one.end()
    deepEqual([open, isDone, timers()], [0, true, before])
  })

  it('ends with what its caller did not expect either', async () => {
    write('Prints-A.csv')
    const fail = () => {
      throw new Error('fails too')
    }
    const { signal } = new AbortController()
    const wanted = [{ table: 'Prints' }]
    const options = { folder, wanted, quietMs: 0, signal, onSet: fail, onError: fail }
    await rejects(watchExports(options), /fails too/)
  })
})
