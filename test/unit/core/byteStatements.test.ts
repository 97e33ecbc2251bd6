import assert from 'node:assert/strict'
import { packetsOf } from '../../../src/core/database/dialects/mysql/byteStatements'
import { Packets } from '../../../src/core/database/dialects/mysql/packets'

const FULL = 0xffffff
const QUERY = Buffer.from([3])

describe('a statement that is bytes', () => {
  for (const length of [0, 1, FULL - 2, FULL - 1, FULL, 2 * FULL - 2, 2 * FULL - 1, 2 * FULL])
    it(`of ${length} is as many packets as it takes`, () => {
      const statement = Buffer.alloc(length, 'insert into `t` values ')
      const packets = packetsOf(statement)
      assert.equal(packets.length, Math.floor((1 + length) / FULL) + 1)
      const reader = new Packets()
      for (const [index, packet] of packets.entries()) {
        assert.equal(packet[0]?.[3], index)
        for (const bytes of packet) reader.add(bytes)
      }
      assert.ok(reader.step())
      const sent = reader.buffer.subarray(reader.start, reader.end)
      assert.ok(sent.equals(Buffer.concat([QUERY, statement])))
      assert.equal(reader.step(), false)
    })

  it('begins with its command, and is not copied', () => {
    const statement = Buffer.from('do 1')
    const [[head, rest] = []] = packetsOf(statement)
    assert.deepEqual(head, Buffer.from([5, 0, 0, 0, 3]))
    assert.equal(rest?.buffer, statement.buffer)
  })
})
