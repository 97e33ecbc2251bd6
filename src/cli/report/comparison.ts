/** How two environments differ, as text. */
import type { ComparedDatabase, ComparedEnvironments, ObjectDifference } from '../../core/index'
import { countOf, heading } from './layout'
import { visible } from './visible'

const SIGNS: Readonly<Record<ObjectDifference['change'], string>> = {
  added: '+',
  removed: '-',
  changed: '~',
}

export function comparisonLines(
  { first, second, databases }: ComparedEnvironments,
  { definitions }: { readonly definitions: boolean },
): readonly string[] {
  const count = databases.reduce((sum, { differences }) => sum + differences.length, 0)
  const missing = databases.filter((one) => one.first === null || one.second === null).length
  const objects = databases.reduce((sum, one) => sum + one.objects, 0)
  const result =
    count + missing === 0
      ? `✓ No difference in ${countOf(objects, 'object', 'objects')}`
      : `! ${countOf(count, 'object differs', 'objects differ')}${missing === 0 ? '' : `, ${countOf(missing, 'database is', 'databases are')} in one of them only`}`
  return [
    ...heading(`COMPARE ${visible(first)} → ${visible(second)}`.toUpperCase()),
    ...databases.flatMap((database) => databaseLines(database, { first, second }, definitions)),
    '',
    result,
  ]
}

function databaseLines(
  { base, first, second, objects, differences }: ComparedDatabase,
  names: { readonly first: string; readonly second: string },
  definitions: boolean,
): readonly string[] {
  const title = `${visible(base)} (${countOf(objects, 'object', 'objects')})`
  if (first === null) return ['', `${title}: only in ${visible(names.second)}`]
  if (second === null) return ['', `${title}: only in ${visible(names.first)}`]
  if (differences.length === 0) return ['', `${title}: no difference`]
  return [
    '',
    `${title}: ${countOf(differences.length, 'difference', 'differences')}`,
    ...differences.flatMap((one) => [
      `  ${SIGNS[one.change]} ${visible(nameOf(one))} ${one.change}`,
      ...(definitions ? definitionLines(one) : []),
    ]),
  ]
}

function nameOf({ kind, schema, name }: ObjectDifference): string {
  return `${kind} ${schema === '' ? '' : `${schema}.`}${name}`
}

/** Lines that only one of them has, in their order. */
function definitionLines({ first, second }: ObjectDifference): readonly string[] {
  const [before, after] = [first.split('\n'), second.split('\n')]
  const gone = before.filter((line) => line !== '' && !after.includes(line))
  const come = after.filter((line) => line !== '' && !before.includes(line))
  return [
    ...gone.map((line) => `      - ${visible(line)}`),
    ...come.map((line) => `      + ${visible(line)}`),
  ]
}
