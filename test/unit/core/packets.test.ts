import assert from 'node:assert/strict'
import fc from 'fast-check'
import { Packets } from '../../../src/core/database/dialects/mysql/packets'
import { chunked, chunking } from './byteStreams'

/** The longest payload of one packet. */
const FULL = 0xffffff

function packet(payload: Buffer, sequence: number): Buffer {
  const head = Buffer.alloc(4)
  head.writeUIntLE(payload.length, 0, 3)
  head[3] = sequence
  return Buffer.concat([head, payload])
}

/** A payload as the protocol sends it: in as many packets as it takes, the last of which is not full. */
function packets(payload: Buffer): Buffer {
  const parts: Buffer[] = []
  for (let at = 0; at <= payload.length; at += FULL)
    parts.push(packet(payload.subarray(at, at + FULL), parts.length % 256))
  return Buffer.concat(parts)
}

async function read(chunks: AsyncIterable<Buffer>): Promise<readonly Buffer[]> {
  const reader = new Packets()
  const found: Buffer[] = []
  for await (const chunk of chunks) {
    reader.add(chunk)
    while (reader.step()) found.push(Buffer.from(reader.buffer.subarray(reader.start, reader.end)))
  }
  assert.equal(reader.takeRest().length, reader.whole().length)
  return found
}

describe('packets of the MySQL protocol', () => {
  it('are found wherever the bytes are cut', async () => {
    const payloads = fc.array(fc.uint8Array({ minLength: 1, maxLength: 80 }), { minLength: 1 })
    await fc.assert(
      fc.asyncProperty(payloads, chunking, async (all, lengths) => {
        const bytes = Buffer.concat(all.map((payload) => packets(Buffer.from(payload))))
        const found = await read(chunked(bytes, lengths))
        assert.deepEqual(
          found,
          all.map((payload) => Buffer.from(payload)),
        )
      }),
    )
  })

  for (const [what, length] of [
    ['one byte less than a packet takes', FULL - 1],
    ['what a packet takes', FULL],
    ['more than two packets take', 2 * FULL + 5],
  ] as const)
    it(`are one where a row has ${what}`, async () => {
      const payload = Buffer.alloc(length, 'row ')
      const bytes = Buffer.concat([packets(payload), packets(Buffer.from('next'))])
      const [first, second, ...others] = await read(chunked(bytes, [65_536]))
      assert.ok(first?.equals(payload))
      assert.deepEqual([second?.toString(), others], ['next', []])
    })

  it('are read from memory that is used again for the next bytes', () => {
    const reader = new Packets()
    const bytes = packet(Buffer.alloc(300, 'row'), 1)
    const memory = new Set<ArrayBufferLike>()
    const lent = Buffer.alloc(2 * bytes.length)
    for (let round = 0; round < 5000; round++) {
      // A packet and a half, and then the other half: something is always left.
      lent.set(Buffer.concat([bytes, bytes.subarray(0, 150)]))
      reader.add(lent.subarray(0, bytes.length + 150))
      assert.ok(reader.step() && !reader.step())
      lent.fill(0)
      reader.add(bytes.subarray(150))
      assert.ok(reader.step())
      assert.ok(reader.whole().equals(bytes))
      memory.add(reader.buffer.buffer)
    }
    assert.equal(memory.size, 1)
  })

  it('give back what is left from the current one on', () => {
    const reader = new Packets()
    const [one, two] = [packet(Buffer.from('one'), 3), packet(Buffer.from('two'), 4)]
    reader.add(Buffer.concat([one, two.subarray(0, 2)]))
    reader.add(two.subarray(2))
    assert.equal(reader.step(), true)
    assert.deepEqual(reader.whole(), one)
    assert.deepEqual(reader.takeRest(), Buffer.concat([one, two]))
  })
})
