import { stopEngines } from './engines'
import { removeTemporaryRoot } from './temporary'

/** Mocha loads this before every suite. Servers start when a test first asks for one, and end here. */
export const mochaHooks = {
  async afterAll(): Promise<void> {
    await stopEngines()
    await removeTemporaryRoot()
  },
}
