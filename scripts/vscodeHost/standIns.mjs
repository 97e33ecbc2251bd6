/**
 * Two native modules of VS Code have no prebuilt binary. VS Code lives without them but complains for every
 * log channel, so plain JavaScript stands in for them.
 */

/** Appends to the log file. Its exports are assigned one by one because `import()` finds only such names. */
export const SPDLOG = `
const fs = require('fs'), path = require('path')
const names = ['trace', 'debug', 'info', 'warning', 'error', 'critical']
class Logger {
  constructor(type, name, file) {
    this.file = file
    this.level = 2
    this.raw = false
    fs.mkdirSync(path.dirname(file), { recursive: true })
  }
  write(level, message) {
    if (level < this.level) return
    const time = new Date().toISOString().replace('T', ' ').replace('Z', '')
    const line = this.raw ? message : time + ' [' + names[level] + '] ' + message + '\\n'
    try { fs.appendFileSync(this.file, line) } catch {}
  }
  trace(message) { this.write(0, message) }
  debug(message) { this.write(1, message) }
  info(message) { this.write(2, message) }
  warn(message) { this.write(3, message) }
  error(message) { this.write(4, message) }
  critical(message) { this.write(5, message) }
  getLevel() { return this.level }
  setLevel(level) { this.level = level }
  setPattern() {}
  clearFormatters() { this.raw = true }
  flush() {}
  drop() {}
}
const create = async (name, file) => new Logger('rotating', name, file)
exports.version = 1
exports.setLevel = () => {}
exports.setFlushOn = () => {}
exports.Logger = Logger
exports.createRotatingLogger = create
exports.createAsyncRotatingLogger = create
`

export const WATCHDOG = `
exports.start = () => {}
exports.exit = (code) => process.exit(code || 0)
`
