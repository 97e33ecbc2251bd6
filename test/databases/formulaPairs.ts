import fc from 'fast-check'

/** The same in a formula and in PostgreSQL's SQL. */
export interface Pair {
  readonly formula: string
  readonly sql: string
}

/** The columns of the row that pairs are about, by their SQL. */
export const COLUMNS: Readonly<Record<string, string>> = {
  n: '19.990::numeric',
  m: '-3::numeric',
  z: '0.0::numeric',
  none: 'null::numeric',
  s: `' ab-1 '::text`,
  w: `'Hello World'::text`,
  empty: `''::text`,
  gone: 'null::text',
  yes: 'true',
  no: 'false',
  at: `'2024-02-29 23:05:07.25'::timestamp`,
  d: `'2024-02-29'::date`,
  old: `'0044-03-15 12:00:00 BC'::timestamp`,
  never: 'null::timestamp',
}

/** Puts parts where ¤ is, into both. */
function fill(formula: string, sql: string, parts: readonly Pair[]): Pair {
  const put = (template: string, side: keyof Pair) => {
    const [first = '', ...others] = template.split('¤')
    return first + others.map((other, index) => (parts[index]?.[side] ?? '') + other).join('')
  }
  return { formula: put(formula, 'formula'), sql: put(sql, 'sql') }
}

type Kind = 'number' | 'text' | 'truth' | 'instant'
type Shape = readonly [formula: string, sql: string, ...parts: Kind[]]

/** What is written alike is given once. */
function alike(template: string, ...parts: Kind[]): Shape {
  return [template, template, ...parts]
}

const NUMBERS: readonly Shape[] = [
  ...['+', '-', '*', '/', '%'].map((sign) => alike(`(¤ ${sign} ¤)`, 'number', 'number')),
  alike('-(¤)', 'number'),
  alike('abs(¤)', 'number'),
  alike('sign(¤)', 'number'),
  alike('floor(¤)', 'number'),
  alike('ceiling(¤)', 'number'),
  alike('mod(¤, ¤)', 'number', 'number'),
  ...[-1, 0, 1, 5].map((scale) => alike(`round(¤, ${scale})`, 'number')),
  [`round(¤, 2, 'towardsZero')`, 'trunc(¤, 2)', 'number'],
  ['length(¤)', 'length(¤)::numeric', 'text'],
  ['position(¤, ¤)', 'strpos(¤, ¤)::numeric', 'text', 'text'],
  ['least(¤, ¤)', 'least(¤, ¤)', 'number', 'number'],
  alike('greatest(¤, ¤, 1)', 'number', 'number'),
  alike('coalesce(¤, ¤)', 'number', 'number'),
  alike('nullIf(¤, ¤)', 'number', 'number'),
  alike('case when ¤ then ¤ else ¤ end', 'truth', 'number', 'number'),
  ['if(¤, ¤, ¤)', 'case when ¤ then ¤ else ¤ end', 'truth', 'number', 'number'],
  alike('case ¤ when ¤ then ¤ when 1 then ¤ end', 'number', 'number', 'number', 'number'),
]

const TEXTS: readonly Shape[] = [
  alike('(¤ || ¤)', 'text', 'text'),
  alike('(¤ || ¤)', 'text', 'number'),
  alike('upper(¤)', 'text'),
  alike('lower(¤)', 'text'),
  // To PostgreSQL what follows an apostrophe is a word.
  [`titleCase(replace(¤, '''', ' '))`, `initcap(replace(¤, '''', ' '))`, 'text'],
  ['trim(¤)', 'btrim(¤)', 'text'],
  ['trimStart(¤)', 'ltrim(¤)', 'text'],
  ['trimEnd(¤)', 'rtrim(¤)', 'text'],
  ...[-2, 0, 3].flatMap((length) => [
    alike(`left(¤, ${length})`, 'text'),
    alike(`right(¤, ${length})`, 'text'),
    alike(`substring(¤, ${length})`, 'text'),
    alike(`substring(¤, ${length}, 4)`, 'text'),
  ]),
  alike('replace(¤, ¤, ¤)', 'text', 'text', 'text'),
  ['digitsOnly(¤)', `regexp_replace(¤, '[^0-9]', '', 'g')`, 'text'],
  [
    `replacePattern(¤, '([a-z]+)[ -]', '<$1>')`,
    `regexp_replace(¤, '([a-z]+)[ -]', '<\\1>', 'g')`,
    'text',
  ],
  ['sha256(¤)', `encode(sha256(convert_to(¤, 'UTF8')), 'hex')`, 'text'],
  [`join('-', ¤, ¤)`, `concat_ws('-', ¤, ¤)`, 'text', 'text'],
  [`formatDate(at, 'DD.MM.YYYY hh:mm A')`, `to_char(at, 'DD.MM.YYYY HH12:MI AM')`],
  [`formatDate(at, 'MMM MMMM')`, `to_char(at, 'Mon FMMonth')`],
  ['nullIfEmpty(¤)', `nullif(¤, '')`, 'text'],
  alike('coalesce(¤, ¤)', 'text', 'text'),
  ['greatest(¤, ¤)', 'greatest(¤ collate "C", ¤)', 'text', 'text'],
  alike('case when ¤ then ¤ end', 'truth', 'text'),
  ...['year', 'month', 'day', 'hour', 'minute'].map((part): Shape => [
    `(${part}(at) || '')`,
    `(extract(${part} from at)::int::text)`,
  ]),
]

const TRUTHS: readonly Shape[] = [
  ...['=', '<>', '<', '<=', '>', '>='].flatMap((sign): readonly Shape[] => [
    alike(`(¤ ${sign} ¤)`, 'number', 'number'),
    [`(¤ ${sign} ¤)`, `(¤ collate "C" ${sign} ¤)`, 'text', 'text'],
  ]),
  alike('(¤ and ¤)', 'truth', 'truth'),
  alike('(¤ or ¤)', 'truth', 'truth'),
  alike('(not ¤)', 'truth'),
  alike('(¤ is null)', 'text'),
  alike('(¤ is not null)', 'number'),
  alike('(¤ in (¤, 1, null))', 'number', 'number'),
  alike('(¤ not in (¤, 1))', 'number', 'number'),
  alike('(¤ between ¤ and ¤)', 'number', 'number', 'number'),
  alike('(¤ not between ¤ and ¤)', 'number', 'number', 'number'),
  ['startsWith(¤, ¤)', 'starts_with(¤, ¤)', 'text', 'text'],
  ['contains(¤, ¤)', '(strpos(¤, ¤) > 0)', 'text', 'text'],
  alike('coalesce(¤, ¤)', 'truth', 'truth'),
  ...['=', '<>', '<', '<=', '>', '>='].map((sign) => alike(`(¤ ${sign} ¤)`, 'instant', 'instant')),
  alike('(¤ in (¤, ¤))', 'instant', 'instant', 'instant'),
  alike('(¤ between ¤ and ¤)', 'instant', 'instant', 'instant'),
  alike('(¤ = nullIf(¤, ¤))', 'instant', 'instant', 'instant'),
]

const INSTANTS: readonly Shape[] = [
  alike('greatest(¤, ¤)', 'instant', 'instant'),
  alike('least(¤, ¤)', 'instant', 'instant'),
  alike('coalesce(¤, ¤)', 'instant', 'instant'),
  alike('case when ¤ then ¤ end', 'truth', 'instant'),
]

const same = (text: string): Pair => ({ formula: text, sql: text })

const { number, text, truth } = fc.letrec<Record<Kind, Pair>>((tie) => {
  const shaped = (shapes: readonly Shape[]) =>
    fc.oneof(
      ...shapes.map(([formula, sql, ...kinds]) =>
        fc.tuple(...kinds.map((kind) => tie(kind))).map((parts) => fill(formula, sql, parts)),
      ),
    )
  const either = (leaf: fc.Arbitrary<Pair>, shapes: readonly Shape[]) =>
    fc.oneof({ maxDepth: 4, depthSize: 'medium' }, leaf, shaped(shapes))
  const digits = fc.constantFrom('0', '1', '2', '2.50', '0.001', '7', '12345.678', '1000000')
  return {
    number: either(
      fc.oneof(
        fc.constantFrom('n', 'm', 'z', 'none').map(same),
        digits.map((one) => ({ formula: one, sql: `${one}::numeric` })),
      ),
      NUMBERS,
    ),
    text: either(
      fc.oneof(
        fc.constantFrom('s', 'w', 'empty', 'gone').map(same),
        fc.constantFrom('a', 'b ', 'B-2', 'l', "it''s").map((one) => ({
          formula: `'${one}'`,
          sql: `'${one}'::text`,
        })),
      ),
      TEXTS,
    ),
    truth: either(
      fc.constantFrom('yes', 'no', 'true', 'null').map((one) => ({
        formula: one,
        sql: one === 'null' ? 'null::boolean' : one,
      })),
      TRUTHS,
    ),
    instant: either(
      fc.oneof(
        fc.constantFrom('at', 'old', 'never').map(same),
        fc.constant({ formula: 'd', sql: 'd::timestamp' }),
        fc
          .constantFrom(
            '2024-02-29',
            '2024-02-29T23:05:07.250Z',
            '10000-01-01 00:00:00',
            'infinity',
          )
          .map((one) => ({ formula: `least(never, '${one}')`, sql: `'${one}'::timestamp` })),
      ),
      INSTANTS,
    ),
  }
})

/** Formulas with the SQL that means the same, and gives a text. */
export const formulaPairs = fc.oneof(
  number.map(({ formula, sql }) => ({ formula, sql: `(${sql})::text` })),
  text,
  truth.map(({ formula, sql }) => ({
    formula,
    sql: `case when ${sql} then 't' when not ${sql} then 'f' end`,
  })),
)
