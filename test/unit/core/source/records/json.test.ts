import assert from 'node:assert/strict'
import { appendFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { ByteWindow } from '../../../../../src/core/source/records/files/byteWindow'
import { JsonCursor } from '../../../../../src/core/source/records/files/jsonCursor'
import { JsonMembers } from '../../../../../src/core/source/records/files/jsonMembers'
import { json, type JsonFile } from '../../../../../src/core/source/records/json'
import type { RecordSource, SourceItem } from '../../../../../src/core/source/records/source'
import { temporaryFolder } from '../../../../helpers/temporary'
import { chunkedFeed, contextOf, itemsOf, readLarge, shown, writeSource } from './readSource'

type Options = Omit<JsonFile, 'type' | 'path'>

describe('JSON documents', () => {
  const cases: readonly (readonly [string, string | Uint8Array, Options, readonly string[]])[] = [
    ['an array without records', ' [ ] ', {}, []],
    [
      'records as they are written',
      '\ufeff[{"a":1.0},\n { "b" : [1,{}] }]',
      {},
      ['{"a":1.0}', '{ "b" : [1,{}] }'],
    ],
    ['marks within texts', '[{"a":"]}\\"[{,"}]', {}, ['{"a":"]}\\"[{,"}']],
    [
      'records in a member',
      '{"x":{"y":[9]},"data":{"n":1,"items":[{"a":1}],"m":"]"},"z":[]}',
      { records: 'data.items' },
      ['{"a":1}'],
    ],
    [
      'records in a member with points',
      '{"data.v1":[{"a":1}]}',
      { records: ['data.v1'] },
      ['{"a":1}'],
    ],
    ['a member whose name is written with escapes', '{"\\u0061":[{}]}', { records: 'a' }, ['{}']],
    [
      'members with their keys',
      '{"ZRH":{"n":1},\n"A\\"": {} ,"b":{ "c":2}}',
      { keyField: 'code' },
      ['{"code":"ZRH","n":1}', '{"code":"A\\""}', '{"code":"b", "c":2}'],
    ],
    [
      'members with the name of the key',
      '{"a":{"code":1},"__proto__":{}}',
      { keyField: 'code' },
      ['object file.json:1 {"code":1}', '{"code":"__proto__"}'],
    ],
    [
      'a key that databases cannot hold',
      '{"\\u0000":{}}',
      { keyField: 'code' },
      ['encoding file.json:1 {"code":"\\u0000"}'],
    ],
    [
      'what is no object',
      '[1,"x",[{}],null,true,{}]',
      {},
      [
        'object file.json:1 1',
        'object file.json:1, record 2 "x"',
        'object file.json:1, record 3 [{}]',
        'object file.json:1, record 4 null',
        'object file.json:1, record 5 true',
        '{}',
      ],
    ],
    [
      'what is no JSON',
      '[{a:1},\n{"a":01},\nundefined,\n{}]',
      {},
      ['json file.json:1 {a:1}', 'json file.json:2 {"a":01}', 'json file.json:3 undefined', '{}'],
    ],
    [
      'bytes that are no UTF-8',
      Buffer.concat([Buffer.from('[{"a":"'), Buffer.of(0xff), Buffer.from('"},{}]')]),
      {},
      ['encoding file.json:1 {"a":"\ufffd"}', '{}'],
    ],
  ]
  for (const [name, content, options, expected] of cases)
    it(`have ${name}`, async () => {
      const items = await itemsOf(await openJson(content, options))
      assert.deepEqual(items.map(shown), expected)
    })

  it('tell lines, and the number of a record where lines do not', async () => {
    const items = await itemsOf(await openJson('[\n{"a":\n1}, {},\n\n{}]', {}))
    assert.deepEqual(
      items.map(({ locator }) => locator),
      ['file.json:2', 'file.json:3', 'file.json:5'],
    )
  })

  for (const [name, content, message, options] of [
    ['within a record', '[{"a":1},{"a":2', /:1: half a document/, {}],
    ['within a text', '[{"a":1},{"a":"2}]', /:1: half a document/, {}],
    ['behind a record', '[{"a":1}\n', /:2: half a document/, {}],
    ['behind a comma', '[{"a":1},', /:1: half a document/, {}],
    ['behind the records', '{"d":[{"a":1}]', /:1: half a document/, { records: 'd' }],
  ] as const)
    it(`that are cut short ${name} give what is whole, then say so`, async () => {
      assert.deepEqual(await readUntilError(content, options, message), ['{"a":1}'])
    })

  for (const [name, content, message] of [
    ['a comma too few', '[{"a":1} {}]', /:1: a comma or the end of the records is expected/],
    ['a comma too many', '[{"a":1},\n]', /:2: a record is expected/],
    ['something behind the end', '[{"a":1}]\n[]', /:2: the document goes on behind its end/],
  ] as const)
    it(`with ${name} give what comes before, then say so`, async () => {
      assert.deepEqual(await readUntilError(content, {}, message), ['{"a":1}'])
    })

  it('are refused where the records are not there', async () => {
    const content = '{"data":{"items":[],"next":1},"list":{"a":{}}}'
    for (const [options, message, mend] of [
      [{ records: 'data.item' }, /^"data" of .*file\.json has no "item"$/, /did you mean "items"/],
      [{ records: 'dat' }, /file\.json has no "dat"$/, /did you mean "data"/],
      [{ records: 'zzz' }, /has no "zzz"$/, /known: data, list/],
      [
        { records: 'data.items.x' },
        /^"data\.items" of .* is an array, which has no "x"$/,
        /records/,
      ],
      [
        { records: 'data.next' },
        /^"data\.next" of .* is no array or object of records$/,
        /records/,
      ],
      [{}, /is an object, not an array of records$/, /Members: "data", "list"$/],
      [{ records: 'list' }, /^"list" is an object/, /"keyField"/],
      [{ records: 'data.items', keyField: 'k' }, /is an array, whose records have no keys/, /out/],
    ] as const)
      await assert.rejects(openJson(content, options), { name: 'UsageError', message, mend })
    await assert.rejects(openJson(' ', {}), { name: 'UsageError', message: /is empty/ })
    await assert.rejects(openJson('{"a":1', { records: 'b' }), { code: 'source-broken' })
    await assert.rejects(openJson('{"a" 1}', { records: 'b' }), { message: /a colon is expected/ })
    await assert.rejects(openJson(Buffer.from('\ufeff[]', 'utf16le'), {}), { name: 'UsageError' })
  })

  it('are read the same however their bytes arrive', async () => {
    const documents = fc.array(fc.dictionary(fc.string(), fc.jsonValue()), { maxLength: 6 })
    await fc.assert(
      fc.asyncProperty(
        documents,
        fc.integer({ min: 1, max: 9 }),
        fc.nat(3),
        async (rows, size, indent) => {
          const bytes = Buffer.from(JSON.stringify(rows, null, indent))
          const cursor = new JsonCursor(new ByteWindow(chunkedFeed(bytes, size)), {
            offset: 0,
            line: 1,
          })
          const members = new JsonMembers(cursor, { name: 'x', keyField: undefined, depth: 0 })
          const items: string[] = []
          await cursor.peek()
          for (let item = await members.next(); item !== undefined; item = await members.next())
            items.push(valueOf(item))
          assert.deepEqual(
            items,
            rows.map((row) => JSON.stringify(row)),
          )
        },
      ),
      { numRuns: 300 },
    )
  })

  it('are not kept in memory, what comes before the records neither', async () => {
    const path = join(temporaryFolder('large'), 'large.json')
    const record = `{"text":"${'x'.repeat(500)}"}`
    const part = `${record},`.repeat(1000)
    writeFileSync(path, '{"other":[')
    for (let count = 0; count < 100; count++) appendFileSync(path, part)
    appendFileSync(path, '0],"records":[')
    for (let count = 0; count < 100; count++) appendFileSync(path, part)
    appendFileSync(path, `${record}]}`)
    const source = await json.open({ type: 'json', path, records: 'records' }, contextOf())
    assert.deepEqual(await readLarge(source), { count: 100_001, isFlat: true })
  })
})

function openJson(content: string | Uint8Array, options: Options): Promise<RecordSource> {
  const path = writeSource('file.json', content)
  return json.open({ type: 'json', path, ...options }, contextOf())
}

async function readUntilError(
  content: string,
  options: Options,
  message: RegExp,
): Promise<readonly string[]> {
  const items: SourceItem[] = []
  const source = await openJson(content, options)
  await assert.rejects(
    async () => {
      for await (const page of source.pages()) items.push(...page.items)
    },
    { code: 'source-broken', message },
  )
  return items.map(shown)
}

function valueOf(item: SourceItem): string {
  // fast-check makes half characters, too: they are told of and not taken.
  const text = 'json' in item ? item.json : item.raw
  return JSON.stringify(JSON.parse(text))
}
