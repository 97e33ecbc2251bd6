/** Texts of a definition that must not hold a secret themselves. The rooms that know placeholders come later than this one. */
import * as z from 'zod'

/** What is filled in from elsewhere, as `workspace/placeholders` reads it. */
export const PLACEHOLDER = /\$\{(env|secret):[A-Za-z_][A-Za-z0-9_.-]*\}/g

const MOVE = 'move it to "${secret:NAME}" or "${env:NAME}"'

/** Whether nothing but placeholders stands in the text. */
export function isReference(text: string): boolean {
  return text !== '' && text.replaceAll(PLACEHOLDER, '') === ''
}

export const secretSchema = z
  .string()
  .min(1)
  .refine(isReference, `holds a secret in plain text; ${MOVE}`)

/** As a header has it: `Token ${secret:NAME}`. */
export const headerSecretSchema = z
  .string()
  .min(1)
  .refine(isHeaderReference, `holds a secret in plain text; ${MOVE}`)

function isHeaderReference(text: string): boolean {
  return isReference(text.replace(/^[A-Za-z][A-Za-z0-9_-]* /, ''))
}

const SECRET_NAME =
  /^(?:proxy-)?authorization$|^cookie$|api[_-]?key$|(?:access|auth|refresh|private)[_-]?token$|^token$|^x-.*-token$|secret$|password$|^pwd$/i

/** Texts by name. What names say to be secret is a reference. */
export const namedTextsSchema = z
  .record(z.string().min(1), z.string())
  .superRefine((texts, context) => {
    for (const [name, text] of Object.entries(texts)) {
      if (text === '' || !SECRET_NAME.test(name) || isHeaderReference(text)) continue
      const message = `holds a secret in plain text; ${MOVE}`
      context.addIssue({ code: 'custom', path: [name], message })
    }
  })

/** Whether the user's part of an address holds a password that stands in the file. */
export function hasLiteralPassword(address: string): boolean {
  const password = /^[^/?#]*:\/\/[^/?#@:]*:([^/?#@]*)@/.exec(
    address.replaceAll(PLACEHOLDER, 'PLACEHOLDER'),
  )?.[1]
  return password !== undefined && password.replaceAll('PLACEHOLDER', '') !== ''
}
