/** The steps of a mapping file in one form, with their defaults. */
import { NO_WORDS, YES_WORDS } from './booleans'
import type { NumberSigns, PlainTransform, Transform } from './transform'
import type { TransformFile, TransformObjectFile } from './transformSchema'

/** The format of the transform `date` where none is given. */
export const DATE_FORMAT_ISO = 'YYYY-MM-DD'

/** One step or several, as the file has them. */
export function readTransforms(
  entry: TransformFile | readonly TransformFile[],
): readonly Transform[] {
  return (
    Array.isArray(entry) ? (entry as readonly TransformFile[]) : [entry as TransformFile]
  ).map(readTransform)
}

function readTransform(entry: TransformFile): Transform {
  return typeof entry === 'string' ? readWord(entry) : readOptions(entry)
}

function readWord(word: Extract<TransformFile, string>): Transform {
  switch (word) {
    case 'number':
    case 'currency':
    case 'percent':
      return { name: word, ...numberSigns({}) }
    case 'date':
      return { name: 'date', format: DATE_FORMAT_ISO }
    case 'boolean':
      return { name: 'boolean', yes: YES_WORDS, no: NO_WORDS }
    case 'normalizeUnicode':
      return { name: 'normalizeUnicode', form: 'NFC' }
    default:
      return { name: word satisfies PlainTransform }
  }
}

type Named<Name extends keyof TransformObjectFile> = NonNullable<TransformObjectFile[Name]>
type Readers = {
  readonly [Name in Exclude<keyof TransformObjectFile, 'otherwise'>]-?: (
    options: Named<Name>,
    entry: TransformObjectFile,
  ) => Transform
}

const READERS: Readers = {
  number: (signs) => ({ name: 'number', ...numberSigns(signs) }),
  currency: (signs) => ({ name: 'currency', ...numberSigns(signs) }),
  percent: (signs) => ({ name: 'percent', ...numberSigns(signs) }),
  round: (options) => {
    const { scale, mode = 'halfAwayFromZero' } =
      typeof options === 'number' ? { scale: options } : options
    return { name: 'round', scale, mode }
  },
  multiply: (by) => ({ name: 'multiply', by }),
  boolean: ({ true: yes = YES_WORDS, false: no = NO_WORDS }) => ({ name: 'boolean', yes, no }),
  date: (format) => ({ name: 'date', format }),
  dateTime: ({ format, zone = 'UTC', ambiguous = 'error' }) => ({
    name: 'dateTime',
    ...{ format, zone, ambiguous },
  }),
  formatDate: (format) => ({ name: 'formatDate', format }),
  substring: ({ start, length }) => ({ name: 'substring', start, length }),
  left: (length) => ({ name: 'left', length }),
  right: (length) => ({ name: 'right', length }),
  padStart: ({ length, with: fill = ' ' }) => ({ name: 'padStart', length, fill }),
  padEnd: ({ length, with: fill = ' ' }) => ({ name: 'padEnd', length, fill }),
  replace: ({ from, to }) => ({ name: 'replace', from, to }),
  replacePattern: ({ pattern, with: to }) => ({ name: 'replacePattern', pattern, to }),
  split: (options) => ({ name: 'split', ...options }),
  prefix: (text) => ({ name: 'prefix', text }),
  suffix: (text) => ({ name: 'suffix', text }),
  normalizeUnicode: (form) => ({ name: 'normalizeUnicode', form }),
  json: (path) => ({ name: 'json', path: readJsonPath(path) }),
  hash: (algorithm) => ({ name: 'hash', algorithm }),
  nullIf: (values) => ({ name: 'nullIf', values: typeof values === 'string' ? [values] : values }),
  default: (value) => ({ name: 'default', value }),
  lookup: (values, { otherwise = 'keep' }) => ({ name: 'lookup', values, otherwise }),
}

function readOptions(entry: TransformObjectFile): Transform {
  const [name] = Object.keys(entry).filter((key) => key !== 'otherwise')
  return readNamed(name as keyof Readers, entry)
}

function readNamed<Name extends keyof Readers>(name: Name, entry: TransformObjectFile): Transform {
  const read = READERS[name] as (options: unknown, entry: TransformObjectFile) => Transform
  return read(entry[name], entry)
}

function numberSigns({ decimal = '.', group = '' }: Named<'number'>): NumberSigns {
  return { decimal, group }
}

/** A text is names with points between; a list has each name and index by itself, so that names may have points. */
export function readJsonPath(path: Named<'json'>): readonly string[] {
  return typeof path === 'string' ? path.split('.') : path.map(String)
}
