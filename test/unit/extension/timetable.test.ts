import { deepEqual, equal } from 'node:assert/strict'
import { dueEntries, timeToLook } from '../../../src/commands/schedule/timetable'

const MINUTE = 60_000
const NOW = Date.parse('2026-11-23T06:00:00Z')
const at = (path: string, minutes: number) => ({ folder: '/w', path, due: NOW + minutes * MINUTE })

describe('the timetable of schedules', () => {
  it('says when to look again: at the next due time, and at least once an hour', () => {
    equal(timeToLook([], NOW), undefined)
    equal(timeToLook([at('a', 30), at('b', 5)], NOW), 5 * MINUTE)
    equal(timeToLook([at('a', 60 * 24 * 40)], NOW), 60 * MINUTE)
    equal(timeToLook([at('a', -3)], NOW), 0)
  })

  it('runs what is due, and what went by while the machine slept it only reports', () => {
    const [now, late, missed, later] = [
      at('now', 0),
      at('late', -1),
      at('missed', -2),
      at('later', 1),
    ]
    deepEqual(dueEntries([now, late, missed, later], NOW), { due: [now, late], missed: [missed] })
    deepEqual(dueEntries([], NOW), { due: [], missed: [] })
  })
})
