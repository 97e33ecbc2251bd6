import { deepEqual, equal, match } from 'node:assert/strict'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { runCli, startCli } from '../../helpers/cli'
import { describeEngines, isNewest, manySessions } from '../../helpers/engines'
import { workspaceFolder } from '../../helpers/temporary'
import { exportText } from './syncSite'

const SYNC = {
  target: { environment: 'studio' },
  exports: 'exports',
  tables: {
    Prints: {
      table: 'prints',
      identity: 'Name',
      columns: {
        Name: { type: 'text', column: 'name' },
        Copies: { type: 'number', column: 'copies' },
      },
    },
  },
}

/** A server that keeps the bodies that it is sent. */
async function listen() {
  const bodies: string[] = []
  const server = createServer((request, response) => {
    let body = ''
    request.on('data', (chunk: Buffer) => (body += chunk.toString()))
    request.on('end', () => {
      bodies.push(body)
      response.end()
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return { url: `http://127.0.0.1:${port}/secret-path`, bodies, close: () => server.close() }
}

async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 300; tries++) {
    if (await holds()) return
    await sleep(100)
  }
  throw new Error('it never came to be so')
}

describeEngines(
  'watching for exports on the command line',
  (engine) => {
    it('syncs those that are complete, and tells of it', async () => {
      const { url } = await engine.createDatabase()
      const folder = workspaceFolder({
        'drydock.jsonc': { environments: { studio: { url: '${env:URL}' } } },
        '.env': `URL='${url}'\n`,
        'it.airtable.jsonc': SYNC,
      })
      mkdirSync(join(folder, 'exports'))
      equal(
        (await runCli(['schema', 'ensure', 'it.airtable.jsonc', '--yes'], { cwd: folder })).code,
        0,
      )
      const listener = await listen()
      const told = join(folder, 'told.json')
      const args = ['--notify-url', listener.url, '--notify-command', `cat >> "${told}"`]
      const watch = startCli(['airtable', 'watch', 'it.airtable.jsonc', '--yes', ...args], {
        cwd: folder,
      })
      const write = (name: string, copies: string) =>
        writeFileSync(
          join(folder, 'exports', name),
          exportText([
            ['Name', 'Copies'],
            ['Bridge', copies],
          ]),
        )
      after(() => {
        watch.process.kill()
        listener.close()
      })
      const copies = async () =>
        (await engine.query(url, 'select copies from prints'))[0]?.['copies']
      // As browsers do it: what is not complete has another name.
      write('Prints-Grid view.csv.crdownload', '25')
      renameSync(
        join(folder, 'exports/Prints-Grid view.csv.crdownload'),
        join(folder, 'exports/Prints-Grid view.csv'),
      )
      await until(async () => (await copies()) === '25')
      write('Prints-Grid view.csv', '26')
      await until(async () => (await copies()) === '26')
      await until(() => listener.bodies.length === 2)
      watch.process.kill('SIGINT')
      const { stdout } = await watch.result
      match(stdout, /1 new, 0 changed.*\n.*0 new, 1 changed/)
      const facts = listener.bodies.map(
        (body) => JSON.parse(body) as Readonly<Record<string, unknown>>,
      )
      deepEqual(
        facts.map(({ status, definition }) => [status, definition]),
        [
          ['changed', 'it.airtable.jsonc'],
          ['changed', 'it.airtable.jsonc'],
        ],
      )
      equal(readFileSync(told, 'utf8').trim().split('\n').length, 2)
    })
  },
  { where: (engine) => manySessions(engine) && isNewest(engine) },
)
