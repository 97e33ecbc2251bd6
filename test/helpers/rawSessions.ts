import type { RawSession } from './engines'

/** Lends a session of the plain driver. */
export async function withRawSession<T>(
  connect: (url: string) => Promise<RawSession>,
  url: string,
  callback: (session: RawSession) => Promise<T>,
): Promise<T> {
  const session = await connect(url)
  try {
    return await callback(session)
  } finally {
    await session.close()
  }
}
