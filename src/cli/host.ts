/** The command line's host: variables and secrets come from the process environment. */
export { processHost as commandLineHost } from '../core/index'
