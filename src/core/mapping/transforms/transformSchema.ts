/** What a step of a mapping file may hold. What is described here is what editors show. */
import * as z from 'zod'
import { MOST_DIGITS } from './exactNumber'

const text = z.string().min(1)
const MOST_CHARACTERS = 1_000_000
const count = z.number().int().min(0).max(MOST_CHARACTERS, `must be ${MOST_CHARACTERS} or less`)

/** Steps that need no options, with what editors say of each. */
export const TRANSFORM_WORDS = {
  trim: 'Removes white space at both ends.',
  trimStart: 'Removes white space at the start.',
  trimEnd: 'Removes white space at the end.',
  collapseSpaces: 'Removes white space at both ends and makes one blank of white space within.',
  upper: 'Upper case.',
  lower: 'Lower case.',
  titleCase: 'The First Letter Of Each Word in upper case, the others in lower case.',
  removeDiacritics: 'Letters without accents: é becomes e. ø and ß are letters of their own.',
  normalizeUnicode: 'One spelling of characters that can be written in several ways (NFC).',
  digitsOnly: 'Keeps the digits 0 to 9 and nothing else.',
  slug: 'For addresses of pages: "Crème brûlée!" becomes "creme-brulee".',
  email: 'An email address, trimmed and in lower case; anything else is invalid.',
  uuid: 'A UUID in lower case with hyphens; anything else is invalid.',
  nullIfEmpty: 'Makes an empty text null.',
  number: 'A decimal number such as 1234.5; anything else is invalid.',
  currency: 'An amount of money: "$1.50" becomes 1.50 and "(2.00)" becomes -2.00.',
  percent: 'A percentage as a fraction: "12.5 %" becomes 0.125.',
  absolute: 'A number without its sign.',
  negate: 'A number with the other sign.',
  boolean: 'Truth values: true, t, yes, y, on, 1 and false, f, no, n, off, 0 become t and f.',
  date: 'A date of ISO 8601, YYYY-MM-DD; anything else is invalid.',
} as const

const words = Object.keys(TRANSFORM_WORDS) as (keyof typeof TRANSFORM_WORDS)[]

const numberSignsSchema = z.strictObject({
  decimal: z.string().optional().describe('The character before the decimals. Default: "."'),
  group: z
    .string()
    .optional()
    .describe('The character between thousands; empty for none, which is the default.'),
})

const paddingSchema = z.strictObject({
  length: count.describe('How many characters there are to be. Longer texts stay as they are.'),
  with: text.optional().describe('What to fill up with. Default: a blank.'),
})

/** Further than that there are no digits. */
const scale = z
  .number()
  .int()
  .min(-MOST_DIGITS, `must be -${MOST_DIGITS} or more`)
  .max(MOST_DIGITS, `must be ${MOST_DIGITS} or less`)

const wordListSchema = z.array(text).min(1)

const textShapes = {
  left: count.optional().describe('The first so many characters.'),
  right: count.optional().describe('The last so many characters.'),
  substring: z
    .strictObject({
      start: count.min(1).describe('The first character to take; 1 is the first one.'),
      length: count.optional().describe('How many to take. Default: all that follow.'),
    })
    .optional()
    .describe('Some characters of the text: { "start": 3, "length": 2 }'),
  padStart: paddingSchema
    .optional()
    .describe('Fills up at the start: { "length": 8, "with": "0" }'),
  padEnd: paddingSchema.optional().describe('Fills up at the end: { "length": 8 }'),
  prefix: text.optional().describe('Puts this text before the value.'),
  suffix: text.optional().describe('Puts this text behind the value.'),
  replace: z
    .strictObject({
      from: text.describe('The text to look for, as it is.'),
      to: z.string().describe('What stands in its place; may be empty.'),
    })
    .optional()
    .describe('Replaces each occurrence of a text: { "from": "-", "to": "" }'),
  replacePattern: z
    .strictObject({
      pattern: text.describe(
        'A regular expression: characters, . [a-z] \\d \\w \\s, groups (…) and (?:…), | * + ? {2,3}, and ^ $ for the ends of the text. It takes time in proportion to the text, whatever the pattern; look-around and references do not exist.',
      ),
      with: z
        .string()
        .describe('What stands in place of each match; $0 is the match and $1 its first group.'),
    })
    .optional()
    .describe('Replaces what matches: { "pattern": "(\\\\d+) mm", "with": "$1" }'),
  split: z
    .strictObject({
      by: text.describe('The text between the parts.'),
      take: z
        .number()
        .int()
        .describe('Which part; 1 is the first and -1 the last. Null where there is none.'),
    })
    .optional()
    .describe('One part of a text with several: { "by": "/", "take": 1 }'),
  normalizeUnicode: z
    .enum(['NFC', 'NFD', 'NFKC', 'NFKD'])
    .optional()
    .describe('One spelling of characters that can be written in several ways.'),
  hash: z
    .enum(['sha256'])
    .optional()
    .describe('A hash of the text’s UTF-8 bytes in hexadecimal digits.'),
  json: z
    .union([text, z.array(z.union([z.string(), count])).min(1)])
    .optional()
    .describe(
      'A part of a JSON document: "address.city", "lines.0.price", or ["a.b", 0] where names have points. Null where there is none; numbers keep every digit.',
    ),
}

const numberShapes = {
  number: numberSignsSchema
    .optional()
    .describe(
      'Reads a decimal number as it is written in some countries: { "decimal": ",", "group": "." }',
    ),
  currency: numberSignsSchema
    .optional()
    .describe('Reads an amount of money, without its currency: { "decimal": ",", "group": "." }'),
  percent: numberSignsSchema
    .optional()
    .describe('Reads a percentage as a fraction: { "decimal": "," } makes "12,5 %" 0.125.'),
  round: z
    .union([
      scale.describe('How many digits after the point.'),
      z.strictObject({
        scale: scale.describe('How many digits after the point; -3 rounds to thousands.'),
        mode: z
          .enum(['halfAwayFromZero', 'halfEven', 'towardsZero', 'floor', 'ceiling'])
          .optional()
          .describe('Default: halfAwayFromZero, as databases round decimal numbers.'),
      }),
    ])
    .optional()
    .describe('Rounds a number exactly: 2, or { "scale": 2, "mode": "halfEven" }'),
  multiply: text
    .optional()
    .describe('Multiplies by a decimal number, exactly: "0.01" makes 1999 19.99.'),
}

const otherShapes = {
  boolean: z
    .strictObject({
      true: wordListSchema.optional().describe('The words for true.'),
      false: wordListSchema.optional().describe('The words for false.'),
    })
    .optional()
    .describe(
      'Reads words as truth values, whatever their case: { "true": ["ja"], "false": ["nein"] }. Other words are invalid.',
    ),
  date: text
    .optional()
    .describe(
      'Reads a date or time in this format and writes ISO 8601: YYYY MM MMM MMMM DD HH hh mm ss A and literal characters, such as "DD/MM/YYYY".',
    ),
  dateTime: z
    .strictObject({
      format: text.describe('As for "date", and Z for an offset such as +02:00.'),
      zone: text
        .optional()
        .describe(
          'Where the clock was that wrote times without an offset: "UTC" (default), "+02:00" or "Europe/Zurich". Times that its clocks skipped are invalid.',
        ),
      ambiguous: z
        .enum(['error', 'earlier', 'later'])
        .optional()
        .describe(
          'Which one is meant where clocks were put back. Default: neither, it is invalid.',
        ),
    })
    .optional()
    .describe('Reads an instant and writes it in UTC, for columns with a time zone.'),
  formatDate: text
    .optional()
    .describe(
      'Writes an ISO 8601 date or time in this format, such as "DD.MM.YYYY" or "MMM YYYY".',
    ),
  nullIf: z
    .union([z.string(), z.array(z.string()).min(1)])
    .optional()
    .describe('Makes these texts null: ["", "-", "n/a"]'),
  default: z.string().optional().describe('The value for null.'),
  lookup: z
    .record(z.string(), z.string().nullable())
    .optional()
    .describe('Replaces values: { "RED": "Red", "-": null }'),
  otherwise: z
    .enum(['keep', 'null', 'error'])
    .optional()
    .describe(
      'What becomes of a value that is not in "lookup": kept (default), made null, or reported as invalid.',
    ),
}

const transformObjectSchema = z
  .strictObject({ ...textShapes, ...numberShapes, ...otherShapes })
  .describe('One step with its options.')

export const transformSchema = z.union([
  z.enum(words).meta({
    description: words.map((word) => `${word}: ${TRANSFORM_WORDS[word]}`).join('\n'),
    // The editor's own extension of JSON Schema: shown beside each word while one is chosen.
    enumDescriptions: words.map((word) => TRANSFORM_WORDS[word]),
  }),
  transformObjectSchema,
])

/** The transforms that take options, as the file names them. */
export const OPTION_NAMES = Object.keys(transformObjectSchema.shape).filter(
  (name) => name !== 'otherwise',
)

export type TransformFile = z.infer<typeof transformSchema>
export type TransformObjectFile = z.infer<typeof transformObjectSchema>
