/** The part of a definition that says how a directory is asked. */
import * as z from 'zod'
import { retrySchema, timeoutSchema } from '../network/retrySchema'
import { hasLiteralPassword, secretSchema } from '../network/secretTexts'

const text = z.string().min(1)

const attribute = z
  .string()
  .regex(
    /^(?:[A-Za-z][A-Za-z0-9-]*|\d+(?:\.\d+)+)(?:;[A-Za-z0-9-]+)*$/,
    'must be the name of an attribute',
  )

const attributeList = z.array(attribute).min(1)

export const ldapSchema = z
  .strictObject({
    type: z.literal('ldap').describe('Entries of a directory.'),
    url: text
      .refine(
        (url) => !hasLiteralPassword(url),
        'holds a password in plain text; write it in "bind"',
      )
      .refine(
        (url) => url.startsWith('${') || /^ldaps?:\/\//i.test(url),
        'must begin with "ldaps://" or "ldap://"',
      )
      .describe('The server: "ldaps://directory.example.com". May hold ${env:NAME}.'),
    startTls: z
      .boolean()
      .optional()
      .describe('Encrypts a connection to "ldap://" before anything else is sent. Default: false.'),
    bind: z
      .strictObject({
        dn: text.describe('Who logs in: "cn=reader,dc=example,dc=com". May hold ${env:NAME}.'),
        password: secretSchema.describe('The password: "${secret:NAME}".'),
      })
      .optional()
      .describe('Who logs in. Default: nobody, which most directories let read little.'),
    base: z
      .string()
      .describe('Where in the tree to begin: "ou=people,dc=example,dc=com". May hold ${env:NAME}.'),
    scope: z
      .enum(['base', 'one', 'sub'])
      .optional()
      .describe(
        'base: this entry alone; one: the entries right below it; sub: it and all below. Default: sub.',
      ),
    filter: text
      .optional()
      .describe(
        'Which entries: "(&(objectClass=person)(mail=*))", as RFC 4515 has it. Default: "(objectClass=*)", which is all.',
      ),
    attributes: z
      .array(z.union([z.literal('*'), z.literal('+'), attribute]))
      .min(1)
      .optional()
      .describe(
        'The attributes to read; "*" is all that are not operational and "+" all that are. Default: "*". The name of an entry is always read, as "dn".',
      ),
    lists: attributeList
      .optional()
      .describe(
        'Attributes that are lists, also where an entry has one value or none. Others are a text where there is one value.',
      ),
    binary: attributeList
      .optional()
      .describe(
        'Attributes whose values are bytes; they are read as base64. Well-known ones such as objectGUID and jpegPhoto are so in any case.',
      ),
    pageSize: z
      .number()
      .int()
      .min(1)
      .max(100_000, 'must be 100000 or less')
      .optional()
      .describe('How many entries to ask for at a time. Default: 500.'),
    since: z
      .strictObject({
        attribute: attribute.describe(
          'When an entry was changed: "modifyTimestamp", "whenChanged".',
        ),
      })
      .optional()
      .describe('How the directory is asked for what changed at a moment or later.'),
    retry: retrySchema.optional(),
    timeout: timeoutSchema.optional(),
  })
  .refine(({ url, startTls }) => startTls !== true || !/^ldaps:/i.test(url), {
    path: ['startTls'],
    message: 'is for "ldap://"; "ldaps://" is encrypted from the start',
  })
  .describe('Entries of a directory.')

export type LdapFile = z.infer<typeof ldapSchema>
