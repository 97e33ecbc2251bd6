import { deepEqual, equal } from 'node:assert/strict'
import { plainJson } from '../../../../../src/core/medallion/store/plainJson'

describe('JSON without escapes that nothing needs', () => {
  for (const [title, json, plain] of [
    ['letters', String.raw`{"\u00e9":"\u00E9"}`, '{"é":"é"}'],
    ['pairs', String.raw`["\ud83d\ude00","\uD83D\uDE00\ud83d\ude00"]`, '["😀","😀😀"]'],
    [
      'what needs one',
      String.raw`["\u0022\u005c\u0000\u001f"]`,
      String.raw`["\u0022\u005c\u0000\u001f"]`,
    ],
    ['escaped backslashes', String.raw`["\\u00e9\\\u00e9"]`, String.raw`["\\u00e9\\é"]`],
    [
      'halves',
      String.raw`["\ud83d","\ude00","\u0041\ude00","\ud83d\u0041"]`,
      String.raw`["\ud83d","\ude00","A\ude00","\ud83dA"]`,
    ],
    ['other escapes', String.raw`["\n\/\"\u00e9"]`, String.raw`["\n\/\"é"]`],
    ['numbers', String.raw`{"a":1.50e2,"b":"\u00df"}`, '{"a":1.50e2,"b":"ß"}'],
  ] as const)
    it(title, () => {
      equal(plainJson(json), plain)
      deepEqual(JSON.parse(plainJson(json)), JSON.parse(json))
    })
})
