/** The part of a definition that says how a service is asked for one record. */
import * as z from 'zod'
import { httpSchema } from './httpSchema'
import { pathSchema } from './pathSchema'

/** What stands for the id. */
export const ID = '{id}'

const { url, method, body, query, headers, auth, rateLimit, retry, timeout } = httpSchema.shape

export const lookupSchema = z
  .strictObject({
    type: z.literal('http').describe('A service that answers in JSON.'),
    url: url.describe(
      'The address, with "{id}" where the record’s id goes: "https://api.example.com/v1/people/{id}". May hold ${env:NAME} and ${secret:NAME}.',
    ),
    ...{ method, body },
    query: query.describe(
      'Query parameters. Values are encoded and may hold "{id}" and placeholders.',
    ),
    ...{ headers, auth },
    record: pathSchema
      .optional()
      .describe(
        'Where the answer has the record, or a list with it alone. Default: the answer is the record.',
      ),
    nothing: z
      .array(z.number().int().min(400).max(499))
      .optional()
      .describe(
        'Statuses with which the service says that it has nothing of a record; an empty answer, null and an empty list do, too. Default: [404, 410].',
      ),
    ...{ rateLimit, retry, timeout },
  })
  .refine((file) => JSON.stringify([file.url, file.query, file.body]).includes(ID), {
    path: ['url'],
    message: 'does not say where the id goes; write "{id}"',
  })
  .refine(({ method: one, body: sent }) => sent === undefined || one === 'POST', {
    path: ['body'],
    message: 'is sent by a POST only; add "method": "POST"',
  })

export type LookupFile = z.infer<typeof lookupSchema>
