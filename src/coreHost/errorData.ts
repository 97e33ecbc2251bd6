/** Errors on their way to the extension. */
import { ErrorCodes, ResponseError } from 'vscode-jsonrpc'
import { DatabaseOperationError, DefinitionError } from '../core/index'
import type { ErrorData } from './protocol'

/** Class, code, mend and problems travel; the stack stays here and is printed where the error was a surprise. */
export function toResponseError(error: unknown): ResponseError<ErrorData> {
  if (error instanceof DatabaseOperationError)
    return new ResponseError(ErrorCodes.UnknownErrorCode, error.message, describe(error))
  const text = error instanceof Error ? error.message : String(error)
  process.stderr.write(`${error instanceof Error ? (error.stack ?? text) : text}\n`)
  return new ResponseError<ErrorData>(ErrorCodes.InternalError, text, {
    kind: 'Error',
    code: 'internal',
  })
}

function describe(error: DatabaseOperationError): ErrorData {
  return {
    kind: error.name,
    code: error.code,
    transient: error.transient,
    ...(error.mend === undefined ? {} : { mend: error.mend }),
    ...(error instanceof DefinitionError ? { problems: error.problems } : {}),
  }
}
