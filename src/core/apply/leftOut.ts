/** Why the applier itself leaves a change out, in the shape of a `RowError`. */

export const DUPLICATE_KEY = JSON.stringify({
  code: 'duplicate-key',
  message: 'the key is in more than one row of the target',
})

export const SUPPRESSED = JSON.stringify({
  code: 'suppressed',
  message: 'a trigger, rule or policy of the target kept the row from being written',
})
