/** Everything that makes a MySQL or MariaDB database again but its rows. */
import type { MysqlObject } from '../../inventory/mysql/mysqlObject'
import { isWord, textOfTokens, tokensOf } from '../../inventory/mysql/tokens'
import { grantSteps } from './grantSteps'
import type { LeftOut, Recreation, RecreationStep } from './step'
import { tableSteps } from './tableSteps'
import { viewSteps } from './viewSteps'

/**
 * Steps in the order in which they can be run in an empty database called `target`. Statements may name the first database:
 * in bodies of routines, triggers and events. Next values of sequences are rows. An event begins to run
 * as soon as it is made: `disabledEvent` is the same without that.
 */
export function recreationSteps(objects: readonly MysqlObject[], target: string): Recreation {
  const of = (...kinds: readonly MysqlObject['kind'][]) =>
    objects.filter(({ kind, statements }) => kinds.includes(kind) && statements.length > 0)
  const relations = new Set(
    objects.filter(({ kind }) => RELATIONS.includes(kind)).map(({ name }) => name),
  )
  const tables = of('table').map(tableSteps)
  const partOf = (...parts: readonly RecreationStep['part'][]) =>
    inMergeOrder(tables.flat()).filter(({ part }) => parts.includes(part))
  return {
    steps: [
      ...of('database').map(databaseStep),
      ...of('sequence').flatMap((object) => plainSteps(object, 'before rows')),
      ...partOf('object'),
      ...partOf('keys'),
      ...partOf('foreign key'),
      ...of('function', 'procedure', 'package').flatMap((object) => plainSteps(object)),
      ...viewSteps(of('view'), relations),
      // In the order in which they run: each is added as the last of its time.
      ...of('trigger').flatMap((object) => plainSteps(object)),
      ...of('event').flatMap((object) => plainSteps(object)),
      ...of('database')
        .map(databaseStep)
        .map((step) => ({ ...step, phase: 'after rows' as const })),
      ...objects.flatMap((object) => grantSteps(object, target)),
    ],
    leftOut: objects.flatMap(leftOut),
  }
}

const RELATIONS: readonly MysqlObject['kind'][] = ['table', 'sequence', 'view']

function leftOut({ kind, name, unreadable }: MysqlObject): readonly LeftOut[] {
  return unreadable.map((reason) => ({ object: { kind, name }, reason }))
}

/** The same once more at the end: routines change the collation while they are made. */
function databaseStep({ statements }: MysqlObject): RecreationStep {
  const statement = (statements[0]?.text ?? '').replace(/^CREATE/, 'ALTER')
  const object = { kind: 'database', name: '' } as const
  return { object, part: 'object', settings: {}, statement, phase: 'before rows' }
}

function plainSteps(
  { kind, name, statements }: MysqlObject,
  phase: RecreationStep['phase'] = 'after rows',
): readonly RecreationStep[] {
  return statements.map(({ text, ...settings }) => ({
    ...{ object: { kind, name }, part: 'object', settings, statement: text, phase },
  }))
}

/** A merge comes after the tables that it merges. */
function inMergeOrder(steps: readonly RecreationStep[]): readonly RecreationStep[] {
  const isMerge = ({ statement }: RecreationStep) => /\n\)[^\n]* UNION=\(/.test(statement)
  return [...steps.filter((step) => !isMerge(step)), ...steps.filter(isMerge)]
}

/** The statement of an event that waits until somebody enables it. */
export function disabledEvent(statement: string): string {
  const tokens = tokensOf(statement)
  const body = tokens.findIndex((token) => isWord(token, 'do'))
  const at = tokens.findIndex((token, index) => index < body && isWord(token, 'enable'))
  return textOfTokens(
    tokens.map((token, index) => (index === at ? { ...token, text: 'DISABLE' } : token)),
  )
}
