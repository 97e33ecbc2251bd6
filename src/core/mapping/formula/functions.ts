/** All functions of formulas. Those that choose between values are here; the others are named by their files. */
import { booleanReader } from '../transforms/booleans'
import { quoted } from '../transforms/transformed'
import { DATE_FUNCTIONS } from './dateFunctions'
import { NUMBER_FUNCTIONS } from './numberFunctions'
import { givesBoolean, ofOne, text, type Argument, type FormulaFunction } from './operands'
import { TEXT_FUNCTIONS } from './textFunctions'
import { asBoolean, Unfit, type Evaluator, type Typed } from './typed'
import { chooseFrom, selectFrom } from './unify'

const CHOICES: readonly FormulaFunction[] = [
  { signature: 'if(condition, then, else)', least: 2, most: 3, compile: compileIf },
  { signature: 'coalesce(value, …)', least: 1, most: Infinity, compile: compileCoalesce },
  { signature: 'nullIf(value, other, …)', least: 2, most: Infinity, compile: compileNullIf },
  { signature: 'least(value, …)', least: 1, most: Infinity, compile: (args) => extreme(args, -1) },
  {
    signature: 'greatest(value, …)',
    least: 1,
    most: Infinity,
    compile: (args) => extreme(args, 1),
  },
  givesBoolean('boolean(text)', 1, ofOne(text, readWord)),
]

const ALL = [...CHOICES, ...TEXT_FUNCTIONS, ...NUMBER_FUNCTIONS, ...DATE_FUNCTIONS]

/** By their names in lower case. */
export const FUNCTIONS: ReadonlyMap<string, FormulaFunction> = new Map(
  ALL.map((one) => [nameOf(one).toLowerCase(), one]),
)

/** As they are written, for messages and completion. */
export function functionNames(): readonly string[] {
  return ALL.map(nameOf)
}

function nameOf({ signature }: FormulaFunction): string {
  return signature.slice(0, signature.indexOf('('))
}

function compileIf([condition, ...results]: readonly Argument[]): Typed {
  const isTrue: Evaluator<boolean> = condition === undefined ? () => null : asBoolean(condition)
  return chooseFrom(results, ([then, otherwise]) => (row) => {
    const chosen = isTrue(row) === true ? then : otherwise
    return chosen?.(row) ?? null
  })
}

function compileCoalesce(args: readonly Argument[]): Typed {
  return chooseFrom(args, (evaluators) => (row) => {
    for (const of of evaluators) {
      const value = of(row)
      if (value !== null) return value
    }
    return null
  })
}

/** Null where the value equals one of the others, and in the type in which they are compared. */
function compileNullIf(args: readonly Argument[]): Typed {
  return selectFrom(args, ({ evaluators: [of, ...others], compare }) => (row) => {
    const value = of?.(row) ?? null
    if (value === null) return null
    for (const other of others) {
      const found = other(row)
      if (found !== null && compare(value, found) === 0) return null
    }
    return value
  })
}

/** Nulls do not count, as in PostgreSQL. */
function extreme(args: readonly Argument[], direction: 1 | -1): Typed {
  return selectFrom(args, ({ evaluators, compare }) => (row) => {
    let best: ReturnType<(typeof evaluators)[number]> = null
    for (const of of evaluators) {
      const value = of(row)
      if (value !== null && (best === null || compare(value, best) * direction > 0)) best = value
    }
    return best
  })
}

const readTruth = booleanReader()

function readWord(word: string): boolean {
  const value = readTruth(word)
  if (value === undefined)
    throw new Unfit(`${quoted(word)} is none of the words for true and false`)
  return value
}
