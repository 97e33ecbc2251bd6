import assert from 'node:assert/strict'
import { appendFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { jsonProblem } from '../../../../../src/core/source/records/files/jsonProblem'
import { ndjson } from '../../../../../src/core/source/records/ndjson'
import {
  isUnreadable,
  NotAlignedError,
  type RecordSource,
  type SourceItem,
} from '../../../../../src/core/source/records/source'
import { temporaryFolder } from '../../../../helpers/temporary'
import { collect, contextOf, itemsOf, readLarge, shown, writeSource } from './readSource'

describe('NDJSON files', () => {
  for (const [name, content, expected] of [
    ['no bytes', '', []],
    ['a mark only', '\ufeff', []],
    ['no final newline', '{"a":1}\n{"a":2}', ['{"a":1}', '{"a":2}']],
    ['a mark, blank lines and CRLF', '\ufeff{}\r\n\n \t\r\n {"a":1} \r\n', ['{}', '{"a":1}']],
    [
      'numbers with all their digits',
      '{"a":1.0,"b":9007199254740993,"c":1e400,"d":-0}',
      ['{"a":1.0,"b":9007199254740993,"c":1e400,"d":-0}'],
    ],
    ['white space and order as written', '{ "b" : 1,\t"a":[ ] }', ['{ "b" : 1,\t"a":[ ] }']],
    ['a key twice', '{"a":1,"a":2}', ['{"a":1,"a":2}']],
    ['names that objects have', '{"__proto__":1}', ['{"__proto__":1}']],
    [
      'escapes that databases hold',
      '{"a":"\\ud834\\udd1e\\\\u0000"}',
      ['{"a":"\\ud834\\udd1e\\\\u0000"}'],
    ],
    ['NUL as an escape', '{"a":"\\u0000"}\n{}', ['encoding file.ndjson:1 {"a":"\\u0000"}', '{}']],
    ['half a character as an escape', '{"\\ud834":1}', ['encoding file.ndjson:1 {"\\ud834":1}']],
    [
      'what is no object',
      '1\n[{}]\nnull\n"x"\n{}',
      [
        'object file.ndjson:1 1',
        'object file.ndjson:2 [{}]',
        'object file.ndjson:3 null',
        'object file.ndjson:4 "x"',
        '{}',
      ],
    ],
    [
      'what is no JSON',
      '{"a":1\n{a:1}\n{}',
      ['json file.ndjson:1 {"a":1', 'json file.ndjson:2 {a:1}', '{}'],
    ],
    [
      'bytes that are no UTF-8',
      Buffer.concat([Buffer.from('{"a":"'), Buffer.of(0xff), Buffer.from('"}\n{}')]),
      ['encoding file.ndjson:1 {"a":"\ufffd"}', '{}'],
    ],
  ] as const)
    it(`have ${name}`, async () => {
      const source = await openNdjson(writeSource('file.ndjson', content))
      assert.deepEqual((await itemsOf(source)).map(shown), expected)
    })

  it('say where a line is no JSON, and what is wrong there', async () => {
    const lines = [
      '{"a" 1}',
      '  {"a":1,}',
      '{"a":tru}',
      '{"a":"\t"}',
      '{"a":"\\x"}',
      '{"a":[1',
      '{} x',
    ]
    const items = await itemsOf(await openNdjson(writeSource('file.ndjson', lines.join('\n'))))
    assert.deepEqual(messagesOf(items), [
      'line 1, column 6: a colon is expected',
      'line 2, column 10: a name in double quotes is expected',
      'line 3, column 6: a value is expected',
      'line 4, column 7: a control character in a string is not escaped',
      'line 5, column 7: a backslash in a string begins no escape',
      'line 6, column 8: the text ends where a comma or the end of the object or array is expected',
      'line 7, column 4: the text goes on behind its end',
    ])
  })

  it('are JSON exactly where JSON.parse takes them', () => {
    const token = fc.constantFrom(
      ...'{ } [ ] , : "a" "\\u00e9" "\\x" 1 -0 01 1. 1e5 true nul \t'.split(' '),
    )
    const text = fc.oneof(
      fc.array(token).map((tokens) => tokens.join('')),
      fc.json(),
    )
    fc.assert(
      fc.property(text, (one) => assert.equal(jsonProblem(one) === undefined, isJson(one))),
      { numRuns: 3000 },
    )
  })

  it('are refused in UTF-16', async () => {
    const path = writeSource('file.ndjson', Buffer.from('\ufeff{}', 'utf16le'))
    await assert.rejects(openNdjson(path), {
      name: 'UsageError',
      message: /is written in utf-16le/,
    })
  })

  it('are read in ranges of whole lines', async () => {
    const lines = Array.from({ length: 40_000 }, (_, index) => `{"id":${index},"text":"é"}\n`)
    const path = writeSource('file.ndjson', lines.join(''))
    const source = await openNdjson(path)
    const { file } = source
    assert.ok(file !== undefined)
    const blocks = await collect(file.blocks(file.body))
    assert.ok(blocks.length > 2)
    let line = 1
    for (const block of blocks) {
      const range = { start: block.start, end: block.start + block.length, line }
      assert.deepEqual(await collect(file.blocks(range)), [block])
      await assert.rejects(collect(file.blocks({ ...range, end: range.end - 1 })), NotAlignedError)
      line += block.lines
    }
    assert.equal(line, lines.length + 1)
    assert.deepEqual(
      blocks.flatMap(({ items }) => items),
      await itemsOf(source),
    )
  })

  it('are not kept in memory', async () => {
    const path = join(temporaryFolder('large'), 'large.ndjson')
    writeFileSync(path, '')
    const part = Array.from(
      { length: 1000 },
      (_, id) => `{"id":${id},"text":"${'x'.repeat(500)}"}\n`,
    )
    for (let count = 0; count < 100; count++) appendFileSync(path, part.join(''))
    assert.deepEqual(await readLarge(await openNdjson(path)), { count: 100_000, isFlat: true })
  })
})

function openNdjson(path: string): Promise<RecordSource> {
  return ndjson.open({ type: 'ndjson', path }, contextOf())
}

function messagesOf(items: readonly SourceItem[]): readonly string[] {
  return items.map((item) => (isUnreadable(item) ? item.message : ''))
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}
