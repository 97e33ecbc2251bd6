/** How a request says who asks. Secrets stand elsewhere; a definition has their names. */
import * as z from 'zod'
import { headerSecretSchema, secretSchema } from '../network/secretTexts'

const headerName = z.string().regex(/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/, 'must be the name of a header')

export const authSchema = z
  .union([
    z
      .strictObject({
        bearer: secretSchema.describe('The token: "${secret:NAME}".'),
      })
      .describe('Sends "Authorization: Bearer" and a token.'),
    z
      .strictObject({
        basic: z
          .strictObject({
            user: z.string().min(1).describe('The user; may be a placeholder.'),
            password: secretSchema.describe('The password: "${secret:NAME}".'),
          })
          .describe('User and password.'),
      })
      .describe('Sends "Authorization: Basic" with user and password.'),
    z
      .strictObject({
        header: z
          .strictObject({
            name: headerName.describe('The name of the header: "X-Api-Key".'),
            value: headerSecretSchema.describe(
              'Its value: "${secret:NAME}"; one word may stand before it: "Token ${secret:NAME}".',
            ),
          })
          .describe('A header of the service’s own.'),
      })
      .describe('Sends a header of the service’s own.'),
    z
      .strictObject({
        query: z
          .strictObject({
            name: z.string().min(1).describe('The name of the query parameter: "api_key".'),
            value: secretSchema.describe('Its value: "${secret:NAME}".'),
          })
          .describe('A query parameter.'),
      })
      .describe('Adds a query parameter, for services that know nothing better.'),
  ])
  .describe('How the service is told who asks. Default: not at all.')

export type AuthFile = z.infer<typeof authSchema>
