/** Certificates and keys that a URL's parameters name. */
import { readFile } from 'node:fs/promises'
import { UsageError } from '../util/errors'

/** The text of the file. Throws `UsageError` that names the parameter. */
export async function readPem(path: string, parameter: string): Promise<string> {
  try {
    return await readFile(path, 'utf8')
  } catch (cause) {
    throw new UsageError(`"${parameter}" names "${path}", which cannot be read`, {
      cause,
      mend: 'name a file in PEM format',
    })
  }
}
