/** The part of a definition that says how a service is asked. */
import * as z from 'zod'
import { retrySchema, timeoutSchema } from '../network/retrySchema'
import { hasLiteralPassword, namedTextsSchema } from '../network/secretTexts'
import { authSchema } from './authSchema'
import { pagingSchema } from './pagingSchema'
import { pathSchema } from './pathSchema'

const urlSchema = z
  .string()
  .min(1)
  .refine(
    (url) => !hasLiteralPassword(url),
    'holds a password in plain text; write it as "${secret:NAME}" in "auth"',
  )
  .refine(
    (url) => url.startsWith('${') || /^https?:\/\//i.test(url),
    'must begin with "https://" or "http://"',
  )

const sinceSchema = z
  .strictObject({
    parameter: z.string().min(1).describe('The query parameter that takes the moment.'),
    format: z
      .string()
      .refine((format) => format.includes('{since}'), 'must hold "{since}"')
      .optional()
      .describe('What is written into it: "modified ge {since}". Default: "{since}".'),
  })
  .describe('How the service is asked for what changed at a moment or later.')

export const httpSchema = z
  .strictObject({
    type: z.literal('http').describe('Records of a service that answers in JSON.'),
    url: urlSchema.describe(
      'The address: "https://api.example.com/v1/parts". May hold ${env:NAME} and ${secret:NAME}.',
    ),
    method: z.enum(['GET', 'POST']).optional().describe('Default: GET.'),
    body: z
      .json()
      .optional()
      .describe('The JSON that a POST sends. Its texts may hold placeholders.'),
    query: namedTextsSchema
      .optional()
      .describe('Query parameters. Values are encoded and may hold placeholders.'),
    headers: namedTextsSchema.optional().describe('Headers. Values may hold placeholders.'),
    auth: authSchema.optional(),
    records: pathSchema
      .optional()
      .describe('Where the answer has the list of records. Default: the answer is the list.'),
    paging: pagingSchema.optional(),
    since: sinceSchema.optional(),
    rateLimit: z
      .strictObject({
        perSecond: z
          .number()
          .positive()
          .max(1000, 'must be 1000 or less')
          .describe('How many requests a second; 0.5 is one in two seconds.'),
      })
      .optional()
      .describe('How often the host may be asked, by all sources together.'),
    retry: retrySchema.optional(),
    timeout: timeoutSchema.optional(),
  })
  .refine(({ method, body }) => body === undefined || method === 'POST', {
    path: ['body'],
    message: 'is sent by a POST only; add "method": "POST"',
  })
  .describe('Records of a service that answers in JSON.')

export type HttpFile = z.infer<typeof httpSchema>
