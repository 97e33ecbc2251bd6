import assert from 'node:assert/strict'
import fc from 'fast-check'
import { alikeJson } from '../../../../src/core/medallion/record/alikeJson'
import { parseExactJson } from '../../../../src/core/medallion/record/exactJson'

describe('a record in the form of another one', () => {
  it('has its members in the order of the model, and is written as that is', () => {
    const stored =
      '{"b": {"y": 1.0, "x": 12345678901234567890}, "old": null, "a": [{"q": 1, "p": 2}]}'
    assert.equal(
      alikeJson(stored, '{"a":[{"p":3,"q":1}],"b":{"x":1,"y":1},"c":0}'),
      '{"a":[{"p":2,"q":1}],"b":{"x":12345678901234567890,"y":1.0},"old":null}',
    )
    assert.equal(alikeJson(stored, '{"a": 1, "b": 2}').slice(0, 24), '{"a": [{"q": 1, "p": 2}]')
  })

  it('is the same record, and the model itself where it is the same as that', () => {
    const members = fc.dictionary(fc.string(), fc.jsonValue())
    fc.assert(
      fc.property(members, members, (record, model) => {
        const alike = alikeJson(JSON.stringify(record), JSON.stringify(model))
        assert.deepEqual(parseExactJson(alike), parseExactJson(JSON.stringify(record)))
        const reversed = Object.fromEntries(Object.entries(model).reverse())
        assert.equal(
          alikeJson(JSON.stringify(reversed), JSON.stringify(model)),
          JSON.stringify(model),
        )
      }),
    )
  })
})
