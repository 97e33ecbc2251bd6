/** The command line's entry: `drydock`. */
import { runCommandLine } from './program'

void runCommandLine(process.argv.slice(2)).then((code) => process.exit(code))
