/** The programs that a sync is measured against, from Debian's packages. */
import { existsSync } from 'node:fs'
import { installSystemPackages } from '../../scripts/lib/prepare.mjs'

const PEERS = [
  ['pgloader', '/usr/bin/pgloader'],
  ['csvkit', '/usr/bin/csvsql'],
  ['python3-psycopg2', '/usr/lib/python3/dist-packages/psycopg2'],
] as const

/** Where they cannot be had, the bench goes on without them. Results are what goes to stdout. */
export async function installPeers(): Promise<void> {
  const log = console.log
  console.log = console.error
  try {
    await installSystemPackages(
      PEERS.map(([name, file]) => ({
        name,
        purpose: 'the benchmark’s peers',
        installed: () => existsSync(file),
      })),
    )
  } catch (error) {
    console.error(String(error).split('\n', 1)[0])
  } finally {
    console.log = log
  }
}
