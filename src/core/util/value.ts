/** Database values as the core carries them. */

/** The exact text of a database value, or null. Never a JS number, boolean or Date. */
export type Value = string | null

/** Values by column name, in the definition's order. */
export type Row = Readonly<Record<string, Value>>
