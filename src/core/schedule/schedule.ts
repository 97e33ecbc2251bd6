/** When a definition runs by itself. */

export interface Schedule {
  /** `minute hour day month weekday`; see `parseCron`. */
  readonly cron: string
  /** An IANA name, such as `Europe/Berlin`; by default that of the machine. */
  readonly timezone?: string
  /** Also applies what was planned; without it nothing is ever written. */
  readonly apply: boolean
}
