/**
 * The extension's JSON-RPC connection to the core process. This file is a bundle of its own, loaded when the
 * core is first needed, so that activating the extension does not pay for the library.
 */
import type { ChildProcess } from 'node:child_process'
import {
  CancellationTokenSource,
  createMessageConnection,
  IPCMessageReader,
  IPCMessageWriter,
  ProgressType,
  ResponseError,
} from 'vscode-jsonrpc/node'
import type { Disposable, MessageConnection } from 'vscode-jsonrpc/node'
import type { Progress, WorkOptions } from '../core/index'
import { secretMethod } from './protocol'
import type {
  CoreCall,
  CoreMethod,
  CoreParams,
  CoreResult,
  ErrorData,
  SecretRequest,
} from './protocol'

export interface CoreConnection {
  request<M extends CoreMethod>(
    method: M,
    params: CoreParams<M>,
    options: WorkOptions,
  ): Promise<CoreResult<M>>
  dispose(): void
}

export type SecretAnswerer = (request: SecretRequest) => Promise<string | undefined>

/** Makes the caller's own error of one that came over the wire: its class belongs to the other bundle. */
export type ErrorMaker = (message: string, data: ErrorData, cause: unknown) => Error

/** Listens to the process and answers its questions for secrets. */
export function connectCore(
  child: ChildProcess,
  secret: SecretAnswerer,
  makeError: ErrorMaker,
): CoreConnection {
  const connection = createMessageConnection(
    new IPCMessageReader(child),
    new IPCMessageWriter(child),
  )
  const answerSecret = async (request: SecretRequest): Promise<string | null> =>
    (await secret(request)) ?? null
  connection.onRequest(secretMethod, answerSecret)
  connection.listen()
  return {
    request: async (method, params, options) => {
      try {
        return await send(connection, method, params, options)
      } catch (error) {
        throw ownError(error, makeError)
      }
    },
    dispose: () => connection.dispose(),
  }
}

async function send<T>(
  connection: MessageConnection,
  method: string,
  params: unknown,
  { signal, onProgress }: WorkOptions,
): Promise<T> {
  const cancellation = new CancellationTokenSource()
  const cancel = (): void => cancellation.cancel()
  const progress = onProgress && listenToProgress(connection, onProgress)
  const call: CoreCall<unknown> = { params, ...(progress && { progressToken: progress.token }) }
  signal?.addEventListener('abort', cancel)
  if (signal?.aborted === true) cancel()
  try {
    return await connection.sendRequest<T>(method, call, cancellation.token)
  } finally {
    signal?.removeEventListener('abort', cancel)
    progress?.listener.dispose()
    cancellation.dispose()
  }
}

const progressType = new ProgressType<Progress>()
let lastToken = 0

function listenToProgress(
  connection: MessageConnection,
  onProgress: (progress: Progress) => void,
): { readonly token: number; readonly listener: Disposable } {
  const token = ++lastToken
  return { token, listener: connection.onProgress(progressType, token, onProgress) }
}

function ownError(error: unknown, makeError: ErrorMaker): unknown {
  if (!(error instanceof ResponseError)) return error
  const data = error.data as ErrorData | undefined
  return makeError(error.message, data ?? { kind: 'Error', code: 'internal' }, error)
}
