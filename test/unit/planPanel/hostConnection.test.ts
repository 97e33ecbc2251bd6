import assert from 'node:assert/strict'
import { CancelledError, HostConnection } from '../../../src/views/plan/app/hostConnection'
import type { AppMessage, HostMessage, PlanState } from '../../../src/views/plan/protocol'

function setUp() {
  const sent: AppMessage[] = []
  const states: PlanState[] = []
  let receive: (message: HostMessage) => void = () => undefined
  const port = {
    postMessage: (message: AppMessage) => sent.push(message),
    onMessage: (listener: (message: HostMessage) => void) => (receive = listener),
  }
  const connection = new HostConnection(port, (state) => states.push(state))
  return { connection, sent, states, receive: (message: HostMessage) => receive(message) }
}

const gone: PlanState = { status: 'unavailable', message: 'gone', mend: null }

describe('connection of the page to the extension', () => {
  it('gives each request its own answer, in whatever order they come', async () => {
    const { connection, receive } = setUp()
    const first = connection.request('load', null)
    const second = connection.request('openDiff', { ordinal: 3 })
    receive({ kind: 'response', id: 2, result: null })
    receive({ kind: 'response', id: 1, result: gone })
    assert.deepEqual(await first, gone)
    assert.equal(await second, null)
  })

  it('rejects with the message of a failure', async () => {
    const { connection, receive } = setUp()
    const request = connection.request('load', null)
    receive({ kind: 'failure', id: 1, message: 'the core stopped' })
    await assert.rejects(request, { message: 'the core stopped' })
  })

  it('tells the extension to stop when a request is given up, and takes no late answer', async () => {
    const { connection, sent, receive } = setUp()
    const abort = new AbortController()
    const request = connection.request('load', null, abort.signal)
    abort.abort()
    await assert.rejects(request, CancelledError)
    assert.deepEqual(sent.at(-1), { kind: 'cancel', id: 1 })
    receive({ kind: 'response', id: 1, result: gone })
  })

  it('sends nothing for a request that was given up before', async () => {
    const { connection, sent } = setUp()
    await assert.rejects(connection.request('load', null, AbortSignal.abort()), CancelledError)
    assert.deepEqual(sent, [])
  })

  it('passes on news of the plan', () => {
    const { states, receive } = setUp()
    receive({ kind: 'state', state: gone })
    assert.deepEqual(states, [gone])
  })
})
