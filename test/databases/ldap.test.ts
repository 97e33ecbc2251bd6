import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { setTimeout as sleep } from 'node:timers/promises'
import { pathToFileURL } from 'node:url'
import { AbortedError } from '../../src/core/util/errors'
import { ldapOn } from '../../src/core/source/records/ldap'
import { ldapSchema } from '../../src/core/source/records/ldap/ldapSchema'
import { realClock } from '../../src/core/source/records/network/clock'
import { isUnreadable } from '../../src/core/source/records/source'
import type { SourceContext, SourceItem } from '../../src/core/source/records/source'
import { hasSlapd, startSlapd, SUFFIX, type Slapd } from '../helpers/slapd'
import { AUTHORITY, certificates } from '../helpers/tlsServers'

const COUNT = 1200
const PHOTO = Buffer.from([0xff, 0xd8, 0x00, 0x01])

function person(name: string, lines: readonly string[] = []): string {
  const dn = Buffer.from(`cn=${name},ou=people,${SUFFIX}`).toString('base64')
  const cn = Buffer.from(name).toString('base64')
  const head = [`dn:: ${dn}`, 'objectClass: inetOrgPerson', 'objectClass: posixAccount']
  const account = ['uidNumber: 1', 'gidNumber: 1', 'homeDirectory: /']
  return [...head, `cn:: ${cn}`, 'sn: x', 'uid: u', ...account, ...lines, '', ''].join('\n')
}

function tree(): string {
  const people = Array.from({ length: COUNT - 2 }, (_, index) => person(`p${index}`))
  return [
    `dn: ou=people,${SUFFIX}\nobjectClass: organizationalUnit\nou: people\n\n`,
    ...people,
    person('Zoë Ångström 测试', [
      'mail: z@example.com',
      'mail: a@example.com',
      'telephoneNumber: 12345678901234567890',
      `jpegPhoto:: ${PHOTO.toString('base64')}`,
      `description:: ${Buffer.from('größer\n"x"').toString('base64')}`,
    ]),
    person('one mail', ['mail: only@example.com', `userPassword:: ${PHOTO.toString('base64')}`]),
    `dn: ou=elsewhere,${SUFFIX}\nobjectClass: referral\nobjectClass: extensibleObject\n`,
    'ou: elsewhere\nref: ldap://other.example.com/ou=elsewhere\n\n',
  ].join('')
}

interface Reading {
  readonly items: readonly SourceItem[]
  readonly sizes: readonly number[]
  readonly warnings: readonly string[]
  readonly error: (Error & { readonly code?: string; readonly mend?: string }) | undefined
}

describe('records of a directory', function () {
  let server: Slapd
  before(async () => {
    assert.ok(hasSlapd(), 'slapd is not installed')
    const rights = [
      'access to attrs=userPassword by anonymous auth by * none',
      'access to * by * read',
    ]
    const settings = [...rights, 'sizelimit unlimited']
    server = await startSlapd({ ldif: tree(), settings, tls: certificates() })
  })
  after(() => server.kill())

  const people = { base: `ou=people,${SUFFIX}`, scope: 'one' }

  async function read(
    definition: object,
    context: Partial<SourceContext> = {},
    onPage: (count: number) => unknown = () => undefined,
  ): Promise<Reading> {
    const warnings: string[] = []
    const items: SourceItem[] = []
    const sizes: number[] = []
    let error: Reading['error']
    try {
      const options = ldapSchema.parse({ type: 'ldap', url: server.url, ...definition })
      // Waits are a tenth of what they are for people.
      const clock = {
        ...realClock,
        sleep: (ms: number, signal?: AbortSignal) => realClock.sleep(ms / 10, signal),
      }
      const source = await ldapOn(clock).open(options, {
        path: (written) => written,
        fill: (text) =>
          Promise.resolve(text === '${secret:WRONG}' ? 'wr0ng-password' : server.root.password),
        withReadSession: () => Promise.reject(new Error('there are no environments here')),
        warn: (message) => warnings.push(message),
        ...context,
      })
      for await (const page of source.pages()) {
        items.push(...page.items)
        sizes.push(page.items.length)
        await onPage(sizes.length)
      }
    } catch (thrown) {
      error = thrown as Error
    }
    return { items, sizes, warnings, error }
  }

  const bind = () => ({ dn: server.root.dn, password: '${secret:ROOT}' })
  const records = ({ items }: Reading) =>
    items.map((item) => (isUnreadable(item) ? item.code : (JSON.parse(item.json) as object)))

  it('are all there, page by page', async () => {
    const reading = await read({ ...people, attributes: ['cn'], pageSize: 500 })
    assert.equal(reading.error, undefined)
    assert.deepEqual(reading.sizes, [500, 500, 200])
    assert.equal(new Set(reading.items.map(({ locator }) => locator)).size, COUNT)
    const exact = await read({ ...people, attributes: ['cn'], pageSize: 400 })
    assert.deepEqual([exact.error, exact.items.length], [undefined, COUNT])
  })

  it('are texts, lists and bytes', async () => {
    const filter = '(mail=*)'
    const attributes = ['MAIL', 'cn', 'jpegPhoto', 'description', 'telephoneNumber']
    const reading = await read({ ...people, filter, attributes })
    assert.deepEqual(records(reading), [
      {
        dn: `cn=Zoë Ångström 测试,ou=people,${SUFFIX}`,
        cn: 'Zoë Ångström 测试',
        MAIL: ['a@example.com', 'z@example.com'],
        telephoneNumber: '12345678901234567890',
        jpegPhoto: PHOTO.toString('base64'),
        description: 'größer\n"x"',
      },
      { dn: `cn=one mail,ou=people,${SUFFIX}`, cn: 'one mail', MAIL: 'only@example.com' },
    ])
  })

  it('have lists where the definition says so, however many values there are', async () => {
    const reading = await read({
      ...people,
      filter: '(|(cn=one mail)(cn=p1))',
      attributes: ['mail'],
      lists: ['mail'],
    })
    assert.deepEqual(records(reading), [
      { dn: `cn=p1,ou=people,${SUFFIX}`, mail: [] },
      { dn: `cn=one mail,ou=people,${SUFFIX}`, mail: ['only@example.com'] },
    ])
  })

  it('whose bytes are no text cannot be read, unless the definition says that they are bytes', async () => {
    const definition = {
      ...people,
      filter: '(cn=one mail)',
      attributes: ['userPassword'],
      bind: bind(),
    }
    const [item] = (await read(definition)).items
    assert.ok(item !== undefined && isUnreadable(item))
    assert.equal(item.code, 'encoding')
    assert.match(item.message, /"userPassword" is no UTF-8; name it in "binary"/)
    const asBytes = await read({ ...definition, binary: ['userpassword'] })
    assert.deepEqual(records(asBytes), [
      { dn: item.locator, userPassword: PHOTO.toString('base64') },
    ])
  })

  it('are those that changed since', async () => {
    const since = { attribute: 'modifyTimestamp' }
    const before = await read({ ...people, since }, { since: '20000101000000Z' })
    assert.equal(before.items.length, COUNT)
    const later = await read({ ...people, since }, { since: '29990101000000Z' })
    assert.deepEqual([later.error, later.items.length], [undefined, 0])
    const odd = await read({ ...people, since: { attribute: 'cn' } }, { since: '*)(cn=*' })
    assert.ok(odd.items.length < COUNT || odd.error !== undefined)
  })

  it('of another directory are not followed, and it is said', async () => {
    const reading = await read({ base: SUFFIX, filter: '(cn=p1)' })
    assert.equal(reading.items.length, 1)
    assert.equal(reading.warnings.length, 1)
    assert.match(reading.warnings[0] ?? '', /names "ldap:\/\/other\.example\.com\/.*it is not read/)
  })

  it('are never fewer than there are without an error', async () => {
    const limited = await startSlapd({
      ldif: tree(),
      settings: ['sizelimit size=600 size.prtotal=600'],
    })
    try {
      const { error, items } = await read({ ...people, url: limited.url, attributes: ['cn'] })
      assert.equal(error?.code, 'source-incomplete')
      assert.ok(items.length < COUNT)
    } finally {
      await limited.kill()
    }
  })

  it('are read on when the server was gone, each once', async () => {
    const other = await startSlapd({ ldif: tree(), settings: ['sizelimit unlimited'] })
    try {
      const reading = await read(
        { ...people, url: other.url, pageSize: 300 },
        {},
        async (count) => {
          if (count !== 2) return
          await other.kill()
          setTimeout(() => void other.start(), 100)
        },
      )
      assert.equal(reading.error, undefined)
      assert.equal(reading.items.length, COUNT)
      assert.equal(new Set(reading.items.map(({ locator }) => locator)).size, COUNT)
      assert.match(reading.warnings.join('\n'), /before attempt 2 of 8/)
    } finally {
      await sleep(50)
      await other.kill()
    }
  })

  it('of a server that stays away end with an error', async () => {
    const other = await startSlapd({ ldif: tree(), settings: ['sizelimit unlimited'] })
    const retry = { attempts: 3, first: 0.1 }
    const reading = await read({ ...people, url: other.url, retry }, {}, () => other.kill())
    assert.equal(reading.error?.code, 'source-unavailable')
    assert.equal(reading.warnings.length, 2)
    assert.equal(reading.items.length, 500)
  })

  it('are left at once when nobody wants them', async () => {
    const controller = new AbortController()
    const { error } = await read(people, { signal: controller.signal }, () => controller.abort())
    assert.ok(error instanceof AbortedError)
  })

  const wrong: readonly (readonly [string, () => object, string, RegExp])[] = [
    [
      'a wrong password',
      () => ({ ...people, bind: { ...bind(), password: '${secret:WRONG}' } }),
      'source-refused',
      /answered 49 \(invalid credentials\)/,
    ],
    [
      'a base that is not there',
      () => ({ base: `ou=none,${SUFFIX}` }),
      'source-refused',
      /answered 32/,
    ],
    ['a base that is no name', () => ({ base: 'people' }), 'source-refused', /answered 34/],
    ['a wrong filter', () => ({ ...people, filter: '(cn=p1' }), 'usage', /"filter" cannot be read/],
    ['a path', () => ({ ...people, url: `${server.url}/${SUFFIX}` }), 'usage', /more than a host/],
    [
      'a certificate of nobody',
      () => ({ ...people, url: server.secureUrl }),
      'source-untrusted',
      /not trusted/,
    ],
    [
      'the same in STARTTLS',
      () => ({ ...people, startTls: true, bind: bind() }),
      'source-untrusted',
      /not trusted/,
    ],
  ]
  for (const [name, definition, code, message] of wrong)
    it(`with ${name} are refused`, async () => {
      const { error, warnings } = await read(definition())
      assert.equal(error?.code, code, String(error?.stack))
      assert.match(error.message, message)
      const shown = [
        error.stack,
        error.message,
        error.mend,
        String(error.cause),
        ...warnings,
      ].join()
      for (const secret of ['wr0ng-password', server.root.password])
        assert.ok(!shown.includes(secret))
    })

  for (const way of ['startTls', 'tls'] as const)
    it(`come encrypted by ${way} where the certificate is trusted`, () => {
      const url = (way === 'tls' ? server.secureUrl : server.url).replace('127.0.0.1', 'localhost')
      const definition = {
        ...{ type: 'ldap', url, ...people, filter: '(cn=p1)', attributes: ['cn'], bind: bind() },
        ...(way === 'startTls' && { startTls: true }),
      }
      const file = pathToFileURL('src/core/source/records/ldap.ts').href
      const program = `
        const module = await import(${JSON.stringify(file)})
        const { ldap } = module.default ?? module
        const fill = (text) => Promise.resolve(text.startsWith('$') ? process.env.ROOT : text)
        const source = await ldap.open(${JSON.stringify(definition)}, { fill, warn: console.log })
        for await (const { items } of source.pages()) console.log(JSON.stringify(items))`
      const { stdout, stderr } = spawnSync(
        process.execPath,
        ['--import=tsx', '--input-type=module', '-e', program],
        {
          encoding: 'utf8',
          env: { ...process.env, NODE_EXTRA_CA_CERTS: AUTHORITY, ROOT: server.root.password },
        },
      )
      assert.match(stdout, /"cn\\":\\"p1\\"/, stderr)
    })
})
