import assert from 'node:assert/strict'
import { isDefinition, rootLine } from '../../../src/views/definitions/definitionFiles'
import { findLiteralPassword } from '../../../src/views/definitions/literalPassword'

describe('definition files', () => {
  it('are known by their names', () => {
    for (const path of ['/w/drydock.jsonc', '/w/a/fab-order.mapping.jsonc'])
      assert.equal(isDefinition(path), true, path)
    for (const path of ['/w/not-drydock.jsonc', '/w/tsconfig.json', '/w/mapping.jsonc'])
      assert.equal(isDefinition(path), false, path)
  })

  it('have their CodeLens above the outermost brace, below comments', () => {
    assert.equal(rootLine('{}'), 0)
    assert.equal(rootLine('// one\n// { two\n\n{ "a": 1 }'), 3)
    assert.equal(rootLine('/* {\n{ */ {\n}'), 1)
    assert.equal(rootLine('// nothing else'), 0)
    assert.equal(rootLine(''), 0)
  })
})

describe('a password in plain text', () => {
  it('is found on its line and gets the name of its environment', () => {
    const text = '{ "environments": {\n  "prod": {\n    "password": "se\\"cret"\n} } }'
    checkPassword(text, 'password"', {
      value: 'se"cret',
      secret: 'prod',
      fixed: '{ "environments": {\n  "prod": {\n    "password": "${secret:prod}"\n} } }',
    })
  })

  it('is found in a URL', () => {
    const text =
      '{ "environments": {\n"1st": { "url": "postgres://ada:se%40cret@db:5432/jobs" } } }'
    checkPassword(text, '"url"', {
      value: 'se@cret',
      secret: '_1st',
      fixed:
        '{ "environments": {\n"1st": { "url": "postgres://ada:${secret:_1st}@db:5432/jobs" } } }',
    })
  })

  it('is none where a placeholder stands, or nothing at all', () => {
    for (const line of [
      '"password": "${secret:prod}"',
      '"password": ""',
      '"url": "postgres://ada@db/jobs"',
      '"url": "postgres://ada:${env:PASSWORD}@db/jobs"',
      '"url": "postgres://db:5432/jobs"',
    ])
      assert.equal(findLiteralPassword(`{ "a": { ${line} } }`, 10), undefined, line)
  })
})

function checkPassword(
  text: string,
  at: string,
  expected: { readonly value: string; readonly secret: string; readonly fixed: string },
): void {
  const found = findLiteralPassword(text, text.indexOf(at))
  assert.ok(found !== undefined)
  assert.equal(found.value, expected.value)
  assert.equal(found.secret, expected.secret)
  assert.equal(
    text.slice(0, found.start) + found.replacement + text.slice(found.end),
    expected.fixed,
  )
}
