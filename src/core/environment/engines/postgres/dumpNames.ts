/** Names as a dump writes them, for patterns of its statements. */

/** One name, in quotes where it needs them. */
export const NAME = String.raw`(?:"(?:[^"]|"")+"|[^\s".(]+)`

/** A table's, with its schema. */
export const TABLE = `${NAME}\\.${NAME}`
