import assert from 'node:assert/strict'
import { ldapOn } from '../../../../../src/core/source/records/ldap'
import { ldapSchema } from '../../../../../src/core/source/records/ldap/ldapSchema'
import { isUnreadable, type SourceItem } from '../../../../../src/core/source/records/source'
import { quickClock, testContext } from './httpService'
import { startOddDirectory, type OddAnswer } from './oddDirectory'

interface Reading {
  readonly records: readonly unknown[]
  readonly warnings: readonly string[]
  readonly asked: readonly string[]
  readonly error: (Error & { readonly code?: string }) | undefined
}

async function read(answers: readonly OddAnswer[], definition: object = {}): Promise<Reading> {
  const directory = await startOddDirectory(answers)
  const warnings: string[] = []
  const items: SourceItem[] = []
  let error: Reading['error']
  try {
    const options = ldapSchema.parse({
      ...{ type: 'ldap', url: directory.url, base: 'o=x', timeout: 0.2, ...definition },
    })
    const source = await ldapOn(quickClock()).open(options, testContext(warnings))
    for await (const page of source.pages()) items.push(...page.items)
  } catch (thrown) {
    error = thrown as Error
  } finally {
    await directory.close()
  }
  const records = items.map((item) =>
    isUnreadable(item) ? item.code : (JSON.parse(item.json) as unknown),
  )
  return { records, warnings, error, asked: directory.asked }
}

const ONE = { 'cn=1': { cn: ['1'] } }
const TWO = { 'cn=2': { cn: ['2'] } }
const both = [
  { dn: 'cn=1', cn: '1' },
  { dn: 'cn=2', cn: '2' },
]

describe('records of an unusual directory', () => {
  it('go on after a page without entries', async () => {
    const reading = await read([
      { cookie: 'a' },
      { entries: ONE, cookie: 'b' },
      { cookie: 'c' },
      { entries: TWO },
    ])
    assert.deepEqual([reading.error, reading.records], [undefined, both])
    assert.deepEqual(reading.asked, ['o=x||', 'o=x||a', 'o=x||b', 'o=x||c'])
  })

  const failures: readonly (readonly [OddAnswer, RegExp])[] = [
    [
      { status: 51, message: 'later' },
      /answered 51 \(busy\): later, waiting 750 ms before attempt 2 of 8/,
    ],
    [{ status: 52 }, /answered 52 \(unavailable\), waiting/],
    [{ does: 'hang' }, /said nothing for 0\.2 s/],
    [{ does: 'close' }, /closed the connection/],
    [{ does: 'garbage' }, /cannot be read/],
  ]
  for (const [failure, warning] of failures)
    it(`begin again after ${JSON.stringify(failure)}, and come once`, async () => {
      const first = { entries: ONE, cookie: 'a' }
      const reading = await read([failure, first, failure, first, { entries: { ...ONE, ...TWO } }])
      assert.deepEqual([reading.error, reading.records], [undefined, both])
      assert.equal(reading.warnings.length, 2)
      assert.match(reading.warnings[0] ?? '', warning)
      assert.deepEqual(reading.asked, ['o=x||', 'o=x||', 'o=x||a', 'o=x||', 'o=x||a'])
    })

  it('that always breaks off at the same place is given up', async () => {
    const round: readonly OddAnswer[] = [{ entries: ONE, cookie: 'a' }, { does: 'close' }]
    const answers = Array.from({ length: 10 }, () => round).flat()
    const reading = await read(answers, { retry: { attempts: 3 } })
    assert.equal(reading.error?.code, 'source-unavailable')
    assert.deepEqual(reading.records, [both[0]])
  })

  it('have all values of attributes that come in ranges', async () => {
    const reading = await read([
      { entries: { 'cn=g': { cn: ['g'], member: [], 'member;range=0-1': ['d', 'b'] } } },
      { entries: { 'cn=g': { 'member;range=2-3': ['a', 'e'] } } },
      { entries: { 'cn=g': { 'member;range=4-*': ['c'] } } },
    ])
    assert.equal(reading.error, undefined)
    assert.deepEqual(reading.records, [{ dn: 'cn=g', cn: 'g', member: ['a', 'b', 'c', 'd', 'e'] }])
    assert.deepEqual(reading.asked.slice(1), ['cn=g|member;range=2-*|', 'cn=g|member;range=4-*|'])
  })

  it('whose ranges break off are an error', async () => {
    const reading = await read([
      { entries: { 'cn=g': { 'member;range=0-1': ['d', 'b'] } } },
      { entries: { 'cn=g': {} } },
    ])
    assert.equal(reading.error?.code, 'source-incomplete')
  })

  it('that may not all be read are an error', async () => {
    const reading = await read([{ entries: ONE, status: 4, cookie: 'a' }])
    assert.equal(reading.error?.code, 'source-incomplete')
  })

  it('are not asked for without a password, or with one in plain text', async () => {
    const literal = { bind: { dn: 'cn=a', password: 'hunter2' } }
    assert.equal((await read([], literal)).error?.name, 'ZodError')
    const url = { url: 'ldap://cn=a:hunter2@host' }
    assert.equal((await read([], url)).error?.name, 'ZodError')
  })
})
