/** After how many records a log says how far it is: often at first, and some twenty times for each digit more. */

export class ProgressPoints {
  private next = 10

  /** Whether a line is due now that so many records are done. */
  reached(done: number): boolean {
    if (done < this.next) return false
    while (this.next <= done) this.next += stepAfter(this.next)
    return true
  }
}

function stepAfter(done: number): number {
  if (done < 100) return 10
  return 5 * 10 ** (Math.floor(Math.log10(done)) - 1)
}
