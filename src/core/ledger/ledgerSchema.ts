/** The ledger's tables in the target database, and the right to make them. */
import { isDatabaseError } from '../database/errors'
import { textOf, type Session } from '../database/session'
import { integerLiteral, sql } from '../database/sql'
import { RefusedError } from '../util/errors'
import { LEDGER_VERSION, ledgerSql } from './ledgerSql'

interface LedgerState {
  readonly token: string
  readonly version: number
}

/** The ledger's random token; null when the database has no ledger. Never writes. */
export async function readLedgerToken(session: Session): Promise<string | null> {
  return (await readState(session))?.token ?? null
}

/** The layout of the ledger; 0 where there is none. */
export async function readLedgerVersion(session: Session): Promise<number> {
  return (await readState(session))?.version ?? 0
}

async function readState(
  session: Session,
  what: 'read' | 'use' = 'read',
): Promise<LedgerState | undefined> {
  if (!(await hasLedger(session))) return undefined
  const { ledger, text } = ledgerSql(session)
  const { rows } = await session
    .execute(
      sql`select ${text(sql`token`)} as token, ${text(sql`version`)} as version from ${ledger}`,
    )
    .catch((error: unknown) => {
      throw explainMissingGrant(session, error, what)
    })
  const row = rows[0]
  if (row === undefined) return undefined
  const version = Number(textOf(row, 'version'))
  if (version > LEDGER_VERSION)
    throw new RefusedError(
      'ledger-too-new',
      'the ledger was written by a newer version of Drydock',
      { mend: 'update Drydock' },
    )
  return { token: textOf(row, 'token'), version }
}

export async function hasLedger(session: Session): Promise<boolean> {
  const { rows } = await session.execute(ledgerSql(session).hasLedger)
  return rows[0]?.['present'] === 'true'
}

/** Creates the ledger where there is none or brings it up to date. Refuses, naming the grant, where the role may not. */
export async function ensureLedger(session: Session): Promise<void> {
  if ((await readState(session, 'use'))?.version === LEDGER_VERSION) return
  const { waitForCreation } = ledgerSql(session)
  try {
    await session.transaction('write', async () => {
      if (session.dialect.capabilities.advisoryLocks && waitForCreation !== null)
        await session.execute(waitForCreation)
      await createOrUpgrade(session)
    })
  } catch (error) {
    throw explainMissingGrant(session, error, 'create')
  }
}

async function createOrUpgrade(session: Session): Promise<void> {
  const { createTables, insertToken, upgrades, ledger } = ledgerSql(session)
  // Whoever had the lock before may have done it all.
  const state = await readState(session)
  if (state === undefined) {
    for (const statement of createTables) await session.execute(sql`${sql.raw(statement)}`)
    await session.execute(insertToken(LEDGER_VERSION))
    return
  }
  for (let version = state.version; version < LEDGER_VERSION; version++)
    for (const statement of upgrades[version] ?? [])
      await session.execute(sql`${sql.raw(statement)}`)
  if (state.version < LEDGER_VERSION)
    await session.execute(sql`update ${ledger} set version = ${integerLiteral(LEDGER_VERSION)}`)
}

const DONE = { create: 'created', read: 'read', use: 'used' } as const

function explainMissingGrant(session: Session, error: unknown, what: keyof typeof DONE): unknown {
  if (!isDatabaseError(error, 'permission')) return error
  const grant = ledgerSql(session).grants[what]
  const who = what === 'create' ? 'an administrator' : 'the owner of the ledger'
  return new RefusedError(
    'ledger-not-permitted',
    `the ledger cannot be ${DONE[what]}: ${error.message}`,
    { cause: error, mend: `let ${who} run: ${grant}` },
  )
}
