/** What a mapping file may hold as a formula. */
import * as z from 'zod'
import { LONGEST_FORMULA } from './parseFormula'

/** The entry `formula` of a field. What is described here is what editors show. */
export const formulaSchema = z
  .string()
  .min(1)
  .max(LONGEST_FORMULA)
  .describe(
    [
      'A formula over the columns of the source’s row, instead of "source". Drydock computes it, so it is the same whatever the databases are:',
      "upper(trim(code)) || '-' || left(name, 3)",
      'case when price > 100 then round(price * 0.9, 2) else price end',
      'Columns are bare names or "in double quotes", texts \'in single quotes\'. Operators: || + - * / % = <> < <= > >= and or not, is null, in (…), between … and …. Numbers are exact; dates are compared with ISO texts by when they are. As in SQL, null makes null: see coalesce(a, b) and if(condition, a, b).',
      'Functions of texts: trim, trimStart, trimEnd, collapseSpaces, upper, lower, titleCase, left, right, substring, padStart, padEnd, replace, replacePattern, split, join, length, position, contains, startsWith, endsWith, digitsOnly, removeDiacritics, normalizeUnicode, slug, email, uuid, json, sha256, nullIfEmpty.',
      'Of numbers: number, currency, percent, round, floor, ceiling, abs, sign, mod. Of dates: date, dateTime, formatDate, year, month, day, hour, minute, second. Of any: if, coalesce, nullIf, least, greatest, boolean.',
    ].join('\n'),
  )
