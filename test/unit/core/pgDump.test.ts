/** How pg_dump is found, started, fed and understood. */
import { deepEqual, equal, match } from 'node:assert/strict'
import { chmodSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import * as fc from 'fast-check'
import type { ServerEndpoint } from '../../../src/core/database/endpoint'
import {
  newSharedRing,
  RingReader,
  RingWriter,
} from '../../../src/core/database/dialects/postgres/pgDump/byteRing'
import { chooseProgram } from '../../../src/core/database/dialects/postgres/pgDump/chooseProgram'
import { dumpError } from '../../../src/core/database/dialects/postgres/pgDump/failure'
import { findPrograms } from '../../../src/core/database/dialects/postgres/pgDump/findPrograms'
import { StartupFilter } from '../../../src/core/database/dialects/postgres/pgDump/greeting'
import { libpqSettings } from '../../../src/core/database/dialects/postgres/pgDump/libpqSettings'
import { MessageFollower } from '../../../src/core/database/dialects/postgres/pgDump/messageFollower'
import { temporaryFolder } from '../../helpers/temporary'

const ENDPOINT: ServerEndpoint = {
  engine: 'postgres',
  host: 'db.example',
  port: 5432,
  user: 'us er',
  password: 'pass=word',
  database: 'postgres://x/y',
  parameters: {},
}

describe('a ring of bytes between threads', () => {
  it('gives what was put in, in order, also where its counters run over', () => {
    const sizes = fc.array(fc.integer({ min: 0, max: 700_000 }), { minLength: 1, maxLength: 12 })
    fc.assert(
      fc.property(sizes, sizes, fc.constantFrom(0, 0x7fff_ff00, -1000), (writes, reads, start) => {
        const shared = newSharedRing()
        new Int32Array(shared.counters).fill(start, 0, 2)
        const writer = new RingWriter(shared)
        let calls = 0
        const reader = new RingReader(shared, () => (calls += 1))
        let [written, read, refusals] = [0, 0, 0]
        for (let turn = 0; turn < Math.max(writes.length, reads.length); turn++) {
          const chunk = bytes(written, writes[turn] ?? 0)
          const taken = writer.write(chunk)
          if (taken < chunk.length) refusals += 1
          written += taken
          if (written === read) continue
          const into = new Uint8Array(reads[turn] ?? 1)
          if (into.length === 0) continue
          const count = reader.read(into)
          equal(bytes(read, count).equals(into.subarray(0, count)), true)
          read += count
        }
        equal(calls <= refusals, true)
        writer.close()
        const rest = new Uint8Array(1 << 20)
        if (written > read) equal(reader.read(rest), written - read)
        equal(reader.read(rest), 0)
      }),
      { numRuns: 60 },
    )
  })
})

const PATTERN = Buffer.from(Array.from({ length: 251 + (1 << 20) }, (_, index) => index % 251))

const bytes = (from: number, count: number) => PATTERN.subarray(from % 251, (from % 251) + count)

describe('the message of a client that asks to be let in', () => {
  it('is taken out, however it is cut', () => {
    const message = Buffer.from('\0\0\0\x0cabcdefghREST AND MORE', 'latin1')
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: message.length })), (cuts) => {
        const filter = new StartupFilter()
        const places = [0, ...cuts.sort((a, b) => a - b), message.length]
        const passed = places.map((place, index) =>
          filter.pass(message.subarray(place, places[index + 1] ?? message.length)),
        )
        equal(Buffer.concat(passed).toString(), 'REST AND MORE')
      }),
    )
  })
})

describe('what a server says', () => {
  const message = fc.tuple(fc.constantFrom('D', 'Z', 'C'), fc.integer({ min: 0, max: 300 }))

  it('is its whole answer only where the message that ends one is whole', () => {
    fc.assert(
      fc.property(fc.array(message), fc.integer({ min: 1, max: 400 }), (messages, size) => {
        const parts = messages.map(([type, length]) => {
          const head = Buffer.from(`${type}\0\0\0\0`)
          head.writeInt32BE(length + 4, 1)
          return Buffer.concat([head, Buffer.alloc(length, 'Z')])
        })
        const answers = new Set<number>()
        let total = 0
        for (const part of parts) {
          total += part.length
          if (part[0] === 0x5a) answers.add(total)
        }
        const all = Buffer.concat(parts)
        const follower = new MessageFollower()
        for (let at = 0; at < all.length; at += size) {
          follower.follow(all.subarray(at, at + size))
          equal(follower.isAnswered, answers.has(Math.min(at + size, all.length)))
        }
      }),
    )
  })
})

describe('what pg_dump says when it gives up', () => {
  const cases: readonly (readonly [messages: string, kind: string, message: string])[] = [
    [
      'pg_dump: error: connection to server at "h" (::1), port 5 failed: FATAL:  no such thing\nmore',
      'connection',
      'cannot reach h:5/d: connection to server at "h" (::1), port 5 failed: FATAL:  no such thing (pg_dump 18.4)',
    ],
    [
      '\r\npg_dump.exe: warning: beware\r\npg_dump.exe: error: query failed: ERROR:  nein\r\npg_dump.exe: detail: Query was: SELECT 1\r\n',
      'statement',
      'h:5/d: query failed: ERROR:  nein (pg_dump 18.4)',
    ],
    [
      'pg_dump: error: query failed: ERROR:  Anweisung\npg_dump: detail: Query was: LOCK TABLE public.a, public.b IN ACCESS SHARE MODE',
      'transient',
      'h:5/d: query failed: ERROR:  Anweisung (pg_dump 18.4)',
    ],
    [
      'pg_dump: error: query failed: ERROR:  permission denied for table a\npg_dump: detail: Query was: LOCK TABLE public.a IN ACCESS SHARE MODE',
      'permission',
      'h:5/d: query failed: ERROR:  permission denied for table a (pg_dump 18.4)',
    ],
    [
      'pg_dump: error: query failed: SSL SYSCALL error: EOF detected',
      'connection',
      'cannot reach h:5/d: query failed: SSL SYSCALL error: EOF detected (pg_dump 18.4)',
    ],
    ['out of memory', 'statement', 'h:5/d: out of memory (pg_dump 18.4)'],
    ['', 'statement', 'h:5/d: pg_dump ended with SIGKILL (pg_dump 18.4)'],
  ]
  for (const [messages, kind, message] of cases)
    it(`is an error of kind ${kind}: ${JSON.stringify(messages.slice(0, 60))}`, () => {
      const otherwise = 'pg_dump ended with SIGKILL'
      const error = dumpError({ by: 'pg_dump 18.4', where: 'h:5/d', messages, otherwise })
      deepEqual([error.kind, error.message], [kind, message])
    })

  it('is about the connection where that was lost', () => {
    const facts = { by: 'pg_dump', where: 'h', messages: 'pg_dump: error: huh', otherwise: '' }
    equal(dumpError({ ...facts, isCutOff: true }).kind, 'connection')
  })
})

describe('the environment of an installed pg_dump', () => {
  const settings = (parameters: ServerEndpoint['parameters'] = {}, host = ENDPOINT.host) =>
    libpqSettings({ ...ENDPOINT, host, parameters }, '/bin/pg_dump')

  it('says how to connect and nothing else', () => {
    process.env['PGOPTIONS'] = '-c work_mem=1'
    process.env['DRYDOCK_SECRET'] = 'secret'
    try {
      const { PGHOST, PGPORT, PGUSER, PGPASSWORD, PGDATABASE, ...others } = settings() ?? {}
      deepEqual(
        [PGHOST, PGPORT, PGUSER, PGPASSWORD, PGDATABASE],
        ['db.example', '5432', 'us er', 'pass=word', 'postgres://x/y'],
      )
      equal('PGOPTIONS' in others || 'DRYDOCK_SECRET' in others, false)
      deepEqual([others['LC_ALL'], others['PGTZ']], ['C', 'UTC'])
    } finally {
      delete process.env['PGOPTIONS']
      delete process.env['DRYDOCK_SECRET']
    }
  })

  it('names no certificates but those of the URL', () => {
    const { PGSSLMODE, PGSSLROOTCERT, PGSSLCERT, PGSSLKEY } = settings({ sslmode: 'require' }) ?? {}
    equal(PGSSLMODE, 'require')
    for (const file of [PGSSLROOTCERT, PGSSLCERT, PGSSLKEY]) match(file ?? '', /pg_dump.nothing$/)
    const strict = settings({ sslmode: 'require', sslrootcert: '/ca.crt' }) ?? {}
    deepEqual([strict['PGSSLMODE'], strict['PGSSLROOTCERT']], ['verify-ca', '/ca.crt'])
    equal(settings({ sslmode: 'verify-full' }, '/run/postgresql')?.['PGSSLMODE'], 'disable')
  })

  it('is none where certificates would be judged by other rules', () => {
    equal(settings({ sslmode: 'verify-full', sslrootcert: 'system' }), undefined)
    equal(settings({ sslcert: 'a', sslkey: 'b' }), undefined)
  })
})

/** A program in a folder of its own that says that it is this. */
function programWhichSays(text: string): string {
  const folder = temporaryFolder('program')
  const file = join(folder, 'pg_dump')
  writeFileSync(file, `#!/bin/sh\necho '${text}'\n`)
  chmodSync(file, 0o755)
  return folder
}

describe('the pg_dump that is taken', function () {
  // Scripts stand for programs, and only a shell runs them.
  if (process.platform === 'win32') return

  const chosen = async (serverVersion: number, ...versions: readonly string[]) => {
    const folders = versions.map((version) => programWhichSays(`pg_dump (PostgreSQL) ${version}`))
    const installed = findPrograms(
      Promise.resolve([...folders, '/nowhere', programWhichSays('hello'), ...folders]),
    )
    return (await chooseProgram(ENDPOINT, serverVersion, installed)).by
  }

  it('is the newest that is installed, if it is not older than the server', async () => {
    equal(await chosen(150018, '15.18', '9.6.24', '18.4 (Debian 18.4-1)'), 'pg_dump 18.4')
    equal(await chosen(180004, '17.9', '18.10', '18.9'), 'pg_dump 18.10')
    equal(await chosen(190000, '19beta1', '18.4'), 'pg_dump 19beta1')
  })

  it('is the one in WebAssembly where that is not so', async () => {
    match(await chosen(180004, '15.18', '17.9'), /WebAssembly/)
    match(await chosen(140000), /WebAssembly/)
  })
})
