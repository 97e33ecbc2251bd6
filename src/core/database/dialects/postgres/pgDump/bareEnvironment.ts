/** What programs need of the environment to start at all. */

export type Variables = Readonly<Record<string, string>>

/** Where programs, their libraries and the user's own settings are. Nothing else: no secret, and no other server's address. */
const INHERITED = [
  ...['PATH', 'HOME', 'LD_LIBRARY_PATH', 'DYLD_LIBRARY_PATH'],
  ...['SYSTEMROOT', 'APPDATA', 'USERPROFILE'],
]

/** With it, programs speak English. */
export function bareEnvironment(): Variables {
  const known = INHERITED.map((name) => [name, process.env[name]] as const)
  const set = known.filter((one): one is [string, string] => one[1] !== undefined)
  return { ...Object.fromEntries(set), LC_ALL: 'C' }
}
