/** Mocha's spec reporter, which also tells the runner of all suites how many passed and failed. */
import Mocha from 'mocha'
import { reportResult } from './result.mjs'

export default class CountingReporter extends Mocha.reporters.Spec {
  /**
   * @param {Mocha.Runner} runner
   * @param {Mocha.MochaOptions} options
   */
  constructor(runner, options) {
    super(runner, options)
    runner.once('end', () => {
      const { passes, failures } = this.stats
      reportResult({ passed: passes, failed: failures })
    })
  }
}
