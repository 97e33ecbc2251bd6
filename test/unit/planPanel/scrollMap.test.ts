import assert from 'node:assert/strict'
import fc from 'fast-check'
import {
  createScrollMap,
  maximumTop,
  scrollOfTop,
  tallestSpacer,
  topOfScroll,
  topToReveal,
  visibleRows,
} from '../../../src/views/plan/app/grid/scrollMap'

const rowHeight = 24

describe('scroll map', () => {
  it('is one to one while the rows fit', () => {
    const map = createScrollMap(1000, rowHeight, 480)
    assert.equal(map.scale, 1)
    assert.equal(map.spacer, 24_000)
    assert.equal(topOfScroll(map, 777), 777)
    assert.equal(scrollOfTop(map, 777), 777)
  })

  it('never asks for a taller element than browsers have', () => {
    const map = createScrollMap(10_000_000, rowHeight, 480)
    assert.equal(map.spacer, tallestSpacer)
    assert.ok(map.scale > 1)
  })

  it('reaches the last row at the end of the scrollbar, however many there are', () => {
    for (const rows of [1, 100, 1_000_000, 10_000_000, 1_000_000_000]) {
      const map = createScrollMap(rows, rowHeight, 480)
      const top = topOfScroll(map, map.spacer - map.viewport)
      assert.ok(Math.abs(top - maximumTop(map)) < 0.01, `${rows} rows`)
      assert.equal(visibleRows(map, top).end, rows)
    }
  })

  it('comes back to the same place from the scrollbar', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 1e9 }),
        fc.integer({ min: 0, max: 2000 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (rows, viewport, part) => {
          const map = createScrollMap(rows, rowHeight, viewport)
          const top = part * maximumTop(map)
          assert.ok(Math.abs(topOfScroll(map, scrollOfTop(map, top)) - top) < 0.01)
        },
      ),
    )
  })

  it('shows the rows in view and the ones asked for on either side, and none that do not exist', () => {
    const map = createScrollMap(100, rowHeight, 240)
    assert.deepEqual(visibleRows(map, 0, 3), { first: 0, end: 13 })
    assert.deepEqual(visibleRows(map, 240, 3), { first: 7, end: 23 })
    assert.deepEqual(visibleRows(map, 250, 0), { first: 10, end: 21 })
    assert.deepEqual(visibleRows(map, maximumTop(map), 3), { first: 87, end: 100 })
    assert.deepEqual(visibleRows(createScrollMap(0, rowHeight, 240), 0, 3), { first: 0, end: 0 })
  })

  it('scrolls as little as brings a row into view', () => {
    const map = createScrollMap(100, rowHeight, 240)
    assert.equal(topToReveal(map, 0, 5), 0)
    assert.equal(topToReveal(map, 0, 10), 24)
    assert.equal(topToReveal(map, 480, 3), 72)
    assert.equal(topToReveal(map, 0, 99), maximumTop(map))
  })
})
