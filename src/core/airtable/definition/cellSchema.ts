/** How a definition says in which way the cells of a column are written. */
import * as z from 'zod'
import {
  DATE_FORMATS,
  DECIMAL_MARKS,
  DURATION_FORMATS,
  GROUPINGS,
  NEGATIVES,
  SPACES,
  TIME_FORMATS,
} from '../cells/format'

const numberParts = {
  decimals: z
    .number()
    .int()
    .min(0)
    .max(20)
    .optional()
    .describe('How many digits follow the point. Default: as many as a cell has.'),
  grouping: z
    .enum(GROUPINGS)
    .optional()
    .describe('What stands between thousands. Default: nothing.'),
  decimal: z
    .enum(DECIMAL_MARKS)
    .optional()
    .describe('What stands before the fraction. Default: "."'),
}

const text = z.string().min(1)

/** The parts of a column's object that depend on its type, one for each type. */
export const cellShapes = [
  { type: z.literal('text').describe('The cell as it is. An empty one is null.') },
  { type: z.literal('number').describe('A number.'), ...numberParts },
  {
    type: z.literal('currency').describe('An amount of money: its number.'),
    symbol: text.describe('What stands beside the number: "$", "DKK", "kr.".'),
    place: z.enum(['before', 'after']).optional().describe('Default: before the number.'),
    space: z.enum(SPACES).optional().describe('What stands between them. Default: nothing.'),
    negative: z
      .enum(NEGATIVES)
      .optional()
      .describe('How negative amounts are written. Default: all of these are read.'),
    ...numberParts,
  },
  {
    type: z.literal('percent').describe('Percentage points: 12.5% is 12.5.'),
    ...numberParts,
  },
  {
    type: z.literal('duration').describe('Hours, minutes and perhaps seconds, as an interval.'),
    format: z.enum(DURATION_FORMATS).describe('How it is written.'),
  },
  { type: z.literal('rating').describe('A whole number from 0 to 10.') },
  { type: z.literal('checkbox').describe('"checked" is true, and an empty cell is false.') },
  {
    type: z.literal('date').describe('A day.'),
    format: z.enum(DATE_FORMATS).describe('How it is written.'),
  },
  {
    type: z.literal('dateTime').describe('A day and a time.'),
    format: z.enum(DATE_FORMATS).optional().describe('How the day is written. Default: YYYY-MM-DD'),
    time: z
      .enum(TIME_FORMATS)
      .describe('24h: 14:03. 12h: 2:03pm. iso: 2025-10-19T14:03:00.000Z, which has a time zone.'),
    seconds: z.boolean().optional().describe('Whether seconds are written. Default: false.'),
    padded: z
      .boolean()
      .optional()
      .describe('Whether hours before ten are written with two digits. Both are read.'),
  },
  { type: z.literal('choices').describe('A list of texts, as text[].') },
  {
    type: z
      .literal('attachments')
      .describe(
        'Files, as text[] of their addresses, each with the file’s name behind #. They are the same as long as their names are.',
      ),
  },
  { type: z.literal('autonumber').describe('A whole number that Airtable counts up.') },
] as const
