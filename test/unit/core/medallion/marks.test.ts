import { equal } from 'node:assert/strict'
import { inWords, marked } from '../../../../src/core/medallion/report/marks'

describe('signs of a log', () => {
  it('become words, and nothing else does', () => {
    equal(inWords(marked('new', 'crm A1')), 'new: crm A1')
    equal(inWords(marked('skipped', 'unchanged')), 'skipped: unchanged')
    equal(inWords(marked('warning', '3 of 4')), 'warning: 3 of 4')
    for (const line of ['crm 🆕 A1', 'Progress: 10 processed', '', '🆕']) equal(inWords(line), line)
  })
})
