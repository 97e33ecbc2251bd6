/**
 * The house's law. Every check first proves that it looks at something: a folder that was renamed must not
 * leave a law behind that guards nothing.
 */
import assert from 'node:assert/strict'
import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { CORE_ROOMS, OUTER_ROOMS, WITHOUT_EDITOR, breach } from '../../scripts/boundaries.mjs'
import { root } from '../../scripts/lib/run.mjs'
import { importsOf } from './imports'

const MAX_LINES = 400

const sources = typeScriptFiles('src')
const imports = sources.flatMap(importsOf)

describe('the rooms of src', () => {
  for (const room of CORE_ROOMS.flat())
    it(`has files in core/${room}`, () => assertFiles(within(`src/core/${room}/`)))

  for (const room of Object.keys(OUTER_ROOMS))
    it(`has files in ${room}`, () => assertFiles(filesOf(room)))

  it('import only what their place in the order allows', () => {
    assert.ok(imports.length > 100, 'imports were found')
    const breaches = imports.flatMap((one) => {
      const reason = breach(one)
      return reason === undefined ? [] : [`${one.from} imports "${one.specifier}": ${reason}`]
    })
    assert.deepEqual(breaches, [])
  })

  it('include the editor’s API only where an editor is', () => {
    const users = imports.filter(({ specifier }) => specifier === 'vscode')
    assert.ok(users.length > 0, 'the extension imports vscode')
    for (const room of WITHOUT_EDITOR) assertFiles(filesOf(room))
  })
})

describe('the files of src', () => {
  it(`are no longer than ${MAX_LINES} lines`, () => {
    assertFiles(sources)
    assert.deepEqual(
      sources.filter((file) => lines(file) > MAX_LINES),
      [],
    )
  })

  it('have one index.ts: what the core exports', () => {
    const indexes = sources.filter((file) => /(^|\/)index\.tsx?$/.test(file))
    assert.deepEqual(indexes, ['src/core/index.ts'])
  })

  it('have a panel app for every panel protocol', () => {
    const protocols = sources.filter((file) => /^src\/views\/[^/]+\/protocol\.ts$/.test(file))
    assertFiles(protocols)
    for (const protocol of protocols) assertFiles(within(protocol.replace('protocol.ts', 'app/')))
  })
})

describe('the table of rooms', () => {
  const cases: readonly [from: string, specifier: string, typeOnly: boolean, allowed: boolean][] = [
    ['src/core/plan/plan.ts', '../schema/table', true, true],
    ['src/core/plan/plan.ts', '../apply/applier', false, false],
    ['src/core/schema/table.ts', '../source/rows', true, false],
    ['src/core/plan/plan.ts', 'vscode', true, false],
    ['src/core/plan/plan.ts', '../../views/format', false, false],
    ['src/core/plan/plan.ts', '../index', true, false],
    ['src/core/novel/thing.ts', '../plan/plan', true, false],
    ['src/novel/thing.ts', '../core/index', true, false],
    ['src/cli/main.ts', '../core/index', false, true],
    ['src/cli/main.ts', '../core/plan/plan', true, false],
    ['src/cli/main.ts', '../views/format', false, false],
    ['src/views/plan/panel.ts', '../../core/index', true, true],
    ['src/views/plan/panel.ts', '../../core/index', false, false],
    ['src/views/plan/panel.ts', '../../commands/apply', false, false],
    ['src/views/plan/panel.ts', './app/grid', true, false],
    ['src/views/plan/app/grid/rows.ts', '../../protocol', true, true],
    ['src/views/plan/app/main.ts', 'lit', false, true],
    ['src/views/plan/app/main.ts', '../context', true, false],
    ['src/views/plan/app/main.ts', 'node:path', false, false],
    ['src/commands/apply.ts', '../views/plan/panel', false, true],
  ]
  for (const [from, specifier, typeOnly, allowed] of cases)
    it(`${allowed ? 'allows' : 'refuses'} ${typeOnly ? 'types of ' : ''}${specifier} in ${from}`, () =>
      assert.equal(breach({ from, specifier, typeOnly }) === undefined, allowed))
})

function typeScriptFiles(folder: string): readonly string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.tsx?$/.test(file))
    .map((file) => `${folder}/${file.replaceAll('\\', '/')}`)
    .sort()
}

/** A room outside of the core is a folder of src, or a file directly in it. */
function filesOf(room: string): readonly string[] {
  return room.endsWith('.ts') ? sources.filter((f) => f === `src/${room}`) : within(`src/${room}/`)
}

function within(folder: string): readonly string[] {
  return sources.filter((file) => file.startsWith(folder))
}

function assertFiles(files: readonly string[]): void {
  assert.ok(files.length > 0, 'there are files that the rule is about')
}

function lines(file: string): number {
  return readFileSync(join(root, file), 'utf8').trimEnd().split('\n').length
}
