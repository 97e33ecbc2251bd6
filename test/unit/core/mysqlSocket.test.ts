import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer, type AddressInfo, type Socket } from 'node:net'
import { LiteralRows } from '../../../src/core/database/dialects/mysql/literalRows'
import {
  lendPieces,
  openSocket,
  stopLending,
} from '../../../src/core/database/dialects/mysql/socket'

describe('the socket of a MySQL connection', () => {
  const server = createServer()
  let peer: Socket
  let socket: Socket

  before(async () => {
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    const accepted = once(server, 'connection')
    socket = openSocket('127.0.0.1', (server.address() as AddressInfo).port)
    ;[peer] = (await accepted) as [Socket]
  })

  after(() => {
    socket.destroy()
    peer.destroy()
    server.close()
  })

  async function sent(text: string): Promise<Buffer> {
    const arrived = once(socket, 'data')
    peer.write(text)
    return ((await arrived) as [Buffer])[0]
  }

  it('gives pieces that stay what they are', async () => {
    const first = await sent('first')
    const second = await sent('other')
    assert.deepEqual([first.toString(), second.toString()], ['first', 'other'])
  })

  it('lends the same memory again where that is wanted', async () => {
    lendPieces(socket)
    const first = await sent('first')
    assert.equal(first.toString(), 'first')
    const second = await sent('other')
    assert.equal(first.toString(), 'other')
    assert.equal(second.buffer, first.buffer)
    stopLending(socket)
    assert.notEqual((await sent('third')).buffer, first.buffer)
  })

  it('gives nothing while it is paused, and all of it afterwards', async () => {
    socket.pause()
    let arrived = ''
    socket.on('data', (piece: Buffer) => (arrived += piece.toString()))
    peer.write('x'.repeat(200_000))
    await new Promise((resolve) => setTimeout(resolve, 50))
    assert.equal(arrived, '')
    socket.resume()
    while (arrived.length < 200_000) await once(socket, 'data')
    assert.equal(arrived, 'x'.repeat(200_000))
  })
})

describe('rows that are relayed from MySQL', () => {
  it('are put into memory that was given back', () => {
    const rows = new LiteralRows()
    rows.begin([{ type: 3, characterSet: 63 }])
    const row = Buffer.from([1, 0x37])
    const taken = () => {
      rows.add(row, 0, row.length)
      return rows.take()
    }
    const [first, second] = [taken(), taken()]
    assert.notEqual(first.buffer, second.buffer)
    rows.giveBack(first)
    taken()
    const next = taken()
    assert.equal(next.buffer, first.buffer)
    assert.equal(next.toString(), ',(7)\n')
    assert.equal(second.toString(), ',(7)\n')
  })
})
