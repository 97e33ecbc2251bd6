/** Services that answer in JSON, page by page. */
import { type SourceKind } from './source'
import { httpSchema, type HttpFile } from './http/httpSchema'
import { realMachine, type Machine } from './http/machine'
import { PageReader } from './http/pageReader'
import { makeRequest } from './http/request'
import { readRetry, readTimeout } from './network/retrySchema'

/** `http` as it runs on another machine than the real one. */
export function httpOn({ clock, mostBytes }: Machine): SourceKind<'http', HttpFile> {
  return {
    type: 'http',
    schema: httpSchema,
    async open(options, context) {
      const request = await makeRequest(options, context)
      const { description } = request
      const reader = new PageReader(options, context, {
        request,
        timeout: readTimeout(options.timeout),
        mostBytes,
        signal: context.signal,
        ...(options.rateLimit && { perSecond: options.rateLimit.perSecond }),
        backOff: { ...readRetry(options.retry), clock, context, description },
      })
      return {
        description,
        pages: () => reader.pages(),
        state: () => reader.state,
      }
    },
  }
}

export const http = httpOn(realMachine)
