/** How a service gives its records page by page. */
import * as z from 'zod'
import { pathSchema } from './pathSchema'

const name = z.string().min(1)

const parameter = name.describe('The query parameter that says which page is wanted.')

const size = z
  .strictObject({
    parameter: name.describe('The query parameter that says how many records a page is to have.'),
    value: z
      .number()
      .int()
      .min(1)
      .max(1_000_000, 'must be 1000000 or less')
      .describe('How many records to ask for.'),
  })
  .describe('How many records a page is to have. A page with fewer is the last one.')

const total = pathSchema
  .optional()
  .describe(
    'Where the answer says how many records there are in all. Pages are then read until so many have come, however short a page is.',
  )

export const pagingSchema = z
  .discriminatedUnion('by', [
    z
      .strictObject({ by: z.literal('none').describe('All records come in one answer.') })
      .describe('All records come in one answer.'),
    z
      .strictObject({
        by: z.literal('page').describe('Pages have numbers.'),
        parameter,
        start: z
          .number()
          .int()
          .min(0)
          .optional()
          .describe('The number of the first page. Default: 1.'),
        size: size.optional(),
        total,
      })
      .describe('Pages have numbers. Without "size" and "total" an empty page is the end.'),
    z
      .strictObject({
        by: z.literal('offset').describe('A page begins after so many records.'),
        parameter: name.describe('The query parameter that says how many records to leave out.'),
        size,
        total,
      })
      .describe('A page begins after so many records.'),
    z
      .strictObject({
        by: z.literal('cursor').describe('Each answer has a text that leads to the next page.'),
        parameter: name.describe('The query parameter that takes this text.'),
        next: pathSchema.describe(
          'Where the answer has it. The end is where it is missing, null, false or empty.',
        ),
        size: size.optional().describe('How many records a page is to have.'),
      })
      .describe('Each answer has a text that leads to the next page.'),
    z
      .strictObject({
        by: z.literal('link').describe('Each answer has the address of the next page.'),
        next: pathSchema
          .optional()
          .describe(
            'Where the answer has it. Default: in its header "Link" with rel="next", as RFC 8288 has it.',
          ),
        size: size.optional().describe('How many records the first page is to have.'),
      })
      .describe('Each answer has the address of the next page, which is on the same host.'),
  ])
  .describe('How the service gives its records page by page. Default: { "by": "none" }.')

export type PagingFile = z.infer<typeof pagingSchema>
export type SizeFile = z.infer<typeof size>
