/** Functions of formulas that make or change numbers. */
import {
  multiply,
  readNumber,
  remainder,
  round,
  type ExactNumber,
  type RoundingMode,
} from '../transforms/exactNumber'
import { currencyReader, numberReader, type NumberReader } from '../transforms/readNumbers'
import type { NumberSigns } from '../transforms/transform'
import { quoted } from '../transforms/transformed'
import { FormulaFault } from './expression'
import {
  givesNumber,
  literal,
  number,
  ofOne,
  ofTwo,
  orElse,
  text,
  whole,
  type Argument,
  type FormulaFunction,
} from './operands'
import { Unfit, type Evaluator } from './typed'

const MODES: readonly RoundingMode[] = [
  'halfAwayFromZero',
  'halfEven',
  'towardsZero',
  'floor',
  'ceiling',
]

export const NUMBER_FUNCTIONS: readonly FormulaFunction[] = [
  givesNumber("number(text, 'decimal', 'group')", [1, 3], reader(numberReader, 'a number')),
  givesNumber("currency(text, 'decimal', 'group')", [1, 3], reader(currencyReader, 'an amount')),
  givesNumber("percent(text, 'decimal', 'group')", [1, 3], percent),
  givesNumber("round(number, scale, 'mode')", [1, 3], roundTo),
  givesNumber(
    'floor(number)',
    1,
    ofOne(number, (value) => rounded(value, 0, 'floor')),
  ),
  givesNumber(
    'ceiling(number)',
    1,
    ofOne(number, (value) => rounded(value, 0, 'ceiling')),
  ),
  givesNumber('abs(number)', 1, ofOne(number, magnitude)),
  givesNumber('sign(number)', 1, ofOne(number, signOf)),
  givesNumber('mod(number, divisor)', 2, ofTwo(number, number, modulo)),
]

function reader(readerOf: (signs: NumberSigns) => NumberReader, what: string) {
  return (args: readonly Argument[]): Evaluator<ExactNumber> => {
    const read = readerOf(signsOf(args))
    return ofOne(text, (value) => {
      const found = read(value)
      const exact = found === undefined ? undefined : readNumber(found)
      if (exact === undefined) throw new Unfit(`${quoted(value)} is not ${what}`)
      return exact
    })(args)
  }
}

function signsOf([, decimal, group]: readonly Argument[]): NumberSigns {
  const signs = {
    decimal: literal(decimal, 'the decimal sign') ?? '.',
    group: literal(group, 'the group sign') ?? '',
  }
  const isSign = (sign: string) => /^[^0-9+-]$/u.test(sign)
  if (!isSign(signs.decimal) || (signs.group !== '' && !isSign(signs.group)))
    throw new FormulaFault(
      'the decimal and the group sign are one character each, no digit and no sign',
      (isSign(signs.decimal) ? group : decimal)?.at ?? 0,
    )
  if (signs.decimal === signs.group)
    throw new FormulaFault('the decimal and the group sign must differ', group?.at ?? 0)
  return signs
}

function percent(args: readonly Argument[]): Evaluator<ExactNumber> {
  const [subject, ...signs] = args
  const read = reader((options) => {
    const inner = numberReader(options)
    return (value) => inner(value.trim().replace(/%$/, ''))
  }, 'a percentage')(subject === undefined ? [] : [subject, ...signs])
  return (row) => {
    const value = read(row)
    return value && (multiply(value, HUNDREDTH) ?? null)
  }
}

const HUNDREDTH: ExactNumber = { digits: 1n, scale: 2 }

function roundTo(args: readonly Argument[]): Evaluator<ExactNumber> {
  const mode = literal(args[2], 'the mode') ?? 'halfAwayFromZero'
  if (!isMode(mode))
    throw new FormulaFault(
      `"${mode}" is not known: allowed are ${MODES.join(', ')}`,
      args[2]?.at ?? 0,
    )
  return ofTwo(number, orElse(whole, 0), (value, scale) => rounded(value, scale, mode))(args)
}

function isMode(mode: string): mode is RoundingMode {
  return (MODES as readonly string[]).includes(mode)
}

function rounded(value: ExactNumber, scale: number, mode: RoundingMode): ExactNumber {
  const result = Math.abs(scale) > 1000 ? undefined : round(value, scale, mode)
  if (result === undefined) throw new Unfit('the rounded number has too many digits')
  return result
}

function magnitude({ digits, scale }: ExactNumber): ExactNumber {
  return { digits: digits < 0n ? -digits : digits, scale }
}

function signOf({ digits }: ExactNumber): ExactNumber {
  return { digits: digits < 0n ? -1n : digits > 0n ? 1n : 0n, scale: 0 }
}

function modulo(a: ExactNumber, b: ExactNumber): ExactNumber {
  if (b.digits === 0n) throw new Unfit('division by zero')
  return remainder(a, b)
}
