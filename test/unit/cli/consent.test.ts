import { deepEqual, equal, rejects } from 'node:assert/strict'
import { obtainConsent, type ConsentOptions } from '../../../src/cli/consent'
import { UsageError, type ApplyRequirement, type Protection } from '../../../src/core/index'
import { errorOf } from '../workspace/helpers'

function requirement(protection: Protection, reason?: string): ApplyRequirement {
  return { environment: 'staging', protection, ...(reason === undefined ? {} : { reason }) }
}

/** What becomes of it with this answer, and the question that was asked. */
async function decide(
  protection: Protection,
  options: ConsentOptions,
  answer?: string,
): Promise<readonly unknown[]> {
  const questions: string[] = []
  const ask = (question: string) => {
    questions.push(question)
    return Promise.resolve(answer ?? '')
  }
  const terminal = answer === undefined ? undefined : ask
  try {
    const consent = await obtainConsent(
      [{ what: 'apply 2 changes', requirement: requirement(protection) }],
      options,
      terminal,
    )
    return [consent ?? 'declined', ...questions]
  } catch (error) {
    return [error instanceof UsageError ? `usage: ${error.message}` : error]
  }
}

describe('consent to change an open environment', () => {
  it('is asked for on a terminal', async () => {
    for (const answer of ['y', 'Y', ' yes '])
      deepEqual(await decide('open', {}, answer), [{}, 'Apply 2 changes? [y/N] '])
    for (const answer of ['', 'n', 'no', 'yep', 'staging'])
      deepEqual(await decide('open', {}, answer), ['declined', 'Apply 2 changes? [y/N] '])
  })

  it('is --yes where nobody can be asked', async () => {
    deepEqual(await decide('open', { yes: true }), [{}])
    deepEqual(await decide('open', {}), [
      'usage: there is no terminal to ask whether to apply 2 changes; nothing was changed',
    ])
  })
})

describe('consent to change a guarded environment', () => {
  const question = '"staging" is guarded. Type its name to apply 2 changes: '

  it('is its name, typed on a terminal, whatever --yes says', async () => {
    for (const yes of [true, false]) {
      deepEqual(await decide('guarded', { yes }, 'staging'), [{ confirm: ['staging'] }, question])
      for (const answer of ['y', '', 'Staging', 'sandbox'])
        deepEqual(await decide('guarded', { yes }, answer), ['declined', question])
    }
  })

  it('is --yes and --confirm where nobody can be asked', async () => {
    deepEqual(await decide('guarded', { yes: true, confirm: ['staging'] }), [
      { confirm: ['staging'] },
    ])
    deepEqual(await decide('guarded', { yes: true }), [
      'usage: "staging" is guarded; nothing was changed',
    ])
    deepEqual(await decide('guarded', { confirm: ['staging'] }), [
      'usage: there is no terminal to ask whether to apply 2 changes; nothing was changed',
    ])
  })

  it('says why where another environment is the same database', async () => {
    const reason = 'it is the same database as "production"'
    const error = await errorOf(() =>
      obtainConsent(
        [{ what: 'apply', requirement: requirement('guarded', reason) }],
        { yes: true },
        undefined,
      ),
    )
    equal(error.message, `"staging" is guarded: ${reason}; nothing was changed`)
  })
})

describe('--confirm', () => {
  it('that names another environment is wrong, whatever the protection', async () => {
    for (const protection of ['open', 'guarded', 'locked'] as const)
      deepEqual(await decide(protection, { yes: true, confirm: ['stagin'] }, 'staging'), [
        'usage: --confirm names "stagin", but the target is "staging"',
      ])
  })
})

describe('consent to change two ends', () => {
  const intents = [
    { what: 'apply', requirement: requirement('guarded') },
    { what: 'apply', requirement: { environment: 'sandbox', protection: 'guarded' as const } },
  ]

  it('needs the name of each', async () => {
    const both = { yes: true, confirm: ['staging', 'sandbox'] }
    deepEqual(await obtainConsent(intents, both, undefined), { confirm: ['staging', 'sandbox'] })
    await rejects(
      obtainConsent(intents, { yes: true, confirm: ['staging'] }, undefined),
      /"sandbox" is guarded/,
    )
  })

  it('is declined by the second answer, too', async () => {
    const answers = ['staging', 'no']
    const ask = () => Promise.resolve(answers.shift() ?? '')
    deepEqual(await obtainConsent(intents, {}, ask), undefined)
  })
})
