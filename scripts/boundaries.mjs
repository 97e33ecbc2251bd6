/**
 * Who may import whom, in one table. ESLint shows a breach in the editor and the tidy test proves that every
 * row of the table still matches files: a law that guards nothing is a breach too.
 */

/** The rooms of src/core in the order in which they build on each other. Rooms of one line do not know each other. */
export const CORE_ROOMS = [
  ['util'],
  ['queryLog'],
  ['database'],
  ['schema', 'source', 'schedule'],
  ['workspace'],
  ['plan'],
  ['ledger'],
  ['apply'],
  ['undo', 'decide'],
  ['mapping', 'tableRows', 'environment', 'medallion', 'airtable'],
  ['operations'],
]

/**
 * The rooms around the core and what each may import of them. `core types` are what core/index.ts exports, as
 * types; `core values` are its functions and classes too. Files directly in src/ are rooms of their own.
 * @type {Readonly<Record<string, readonly string[]>>}
 */
export const OUTER_ROOMS = {
  'contributions.ts': ['core types'],
  'library.ts': ['core values'],
  cli: ['core values'],
  coreHost: ['core values'],
  views: ['contributions.ts', 'coreHost', 'core types'],
  commands: ['contributions.ts', 'coreHost', 'core types', 'views'],
  'extension.ts': ['contributions.ts', 'coreHost', 'core types', 'views', 'commands'],
}

/** Rooms that run outside the editor. */
export const WITHOUT_EDITOR = ['core', 'cli', 'library.ts']

/**
 * @typedef {object} Import
 * @property {string} from the importing file, relative to the repository, with forward slashes
 * @property {string} specifier as written
 * @property {boolean} typeOnly
 */

/**
 * Why an import is not allowed; undefined where it is.
 * @param {Import} one
 * @returns {string | undefined}
 */
export function breach(one) {
  const { from, specifier } = one
  const room = roomOf(from)
  if (room === undefined) return `"${from}" lies in no room of scripts/boundaries.mjs`
  if (room.app !== undefined) return appBreach(one, room.app)
  if (specifier === 'vscode')
    return WITHOUT_EDITOR.includes(room.name) ? `"${room.name}" runs without the editor` : undefined
  if (!specifier.startsWith('.')) return undefined
  const target = resolve(from, specifier)
  const goal = roomOf(target)
  if (goal === undefined) return `"${specifier}" leads out of src`
  if (goal.app !== undefined) return `"${goal.app}/app" is browser code with a bundle of its own`
  if (room.name === 'core')
    return goal.name === 'core' ? coreBreach(from, target) : leavesCore(goal.name)
  if (goal.name === room.name) return undefined
  return outerBreach(one, { room: room.name, goal: goal.name, target })
}

/**
 * @typedef {object} Room
 * @property {string} name a folder of src, or a file directly in it
 * @property {string} [app] the panel's folder, for files of its browser code
 */

/** @param {string} file @returns {Room | undefined} */
function roomOf(file) {
  const [src, first, ...rest] = file.split('/')
  if (src !== 'src' || first === undefined) return undefined
  const name = rest.length === 0 && !first.endsWith('.ts') ? `${first}.ts` : first
  if (name !== 'core' && OUTER_ROOMS[name] === undefined) return undefined
  const app = rest.indexOf('app')
  if (name === 'views' && app > 0)
    return { name, app: ['src', first, ...rest.slice(0, app)].join('/') }
  return { name }
}

/** @param {Import} one @param {string} panel */
function appBreach({ from, specifier }, panel) {
  if (specifier === 'vscode' || specifier.startsWith('node:'))
    return 'a panel’s app runs in a browser'
  if (!specifier.startsWith('.')) return undefined
  const target = resolve(from, specifier)
  const allowed = target.startsWith(`${panel}/app/`) || target === `${panel}/protocol`
  return allowed
    ? undefined
    : `a panel’s app imports its own files, "../protocol" and libraries only`
}

/** @param {string} goal */
function leavesCore(goal) {
  return `core knows nothing of "${goal}"`
}

/** @param {string} from @param {string} target */
function coreBreach(from, target) {
  // core/index.ts shows what the core has and is for others.
  if (from === 'src/core/index.ts') return undefined
  if (/^src\/core(\/index)?$/.test(target)) return 'core/index.ts is for those outside of core'
  const [own, other] = [coreRoom(from), coreRoom(target)]
  if (own === other) return undefined
  const [ownRank, otherRank] = [rank(own), rank(other)]
  if (ownRank < 0) return `"core/${own}" has no place in the order of rooms`
  if (otherRank < 0) return `"core/${other}" has no place in the order of rooms`
  if (otherRank < ownRank) return undefined
  return `"core/${own}" comes before "core/${other}" or stands beside it`
}

/** @param {string} file */
function coreRoom(file) {
  return file.split('/')[2] ?? ''
}

/** @param {string} room */
function rank(room) {
  return CORE_ROOMS.findIndex((rooms) => rooms.includes(room))
}

/**
 * @param {Import} one
 * @param {{ room: string, goal: string, target: string }} ends
 */
function outerBreach({ typeOnly }, { room, goal, target }) {
  const allowed = OUTER_ROOMS[room] ?? []
  if (goal !== 'core')
    return allowed.includes(goal) ? undefined : `"${room}" may not import "${goal}"`
  if (!/^src\/core(\/index)?$/.test(target)) return 'the core is what core/index.ts exports'
  if (allowed.includes('core values')) return undefined
  if (!allowed.includes('core types')) return `"${room}" may not import the core`
  return typeOnly
    ? undefined
    : `"${room}" has the core's types only; its work is done through coreHost`
}

/** @param {string} from @param {string} specifier */
function resolve(from, specifier) {
  const path = from.split('/').slice(0, -1)
  for (const part of specifier.split('/')) {
    if (part === '..') path.pop()
    else if (part !== '.') path.push(part)
  }
  return path.join('/').replace(/\.(ts|js|mjs)$/, '')
}
