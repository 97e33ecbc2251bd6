/** Tables that refuse one row in a thousand, each for a reason of its own, in PostgreSQL and MariaDB. */

/** What refuses the row. */
export const REASONS = ['check', 'foreign key', 'unique', 'not null', 'trigger'] as const

export type Reason = (typeof REASONS)[number]

export const KEY = ['job', 'release'] as const
export const FIELDS = ['status', 'qty', 'code', 'note'] as const

export interface Language {
  /** A query of the numbers from 0, as the column `n`. */
  numbers(rows: number): string
  readonly text: string
  concat(...parts: readonly string[]): string
  readonly quotedRelease: string
  readonly reasons: readonly Reason[]
  /** A trigger that has these statements for a row of `old` and `new`. */
  trigger(refusal: Reason): readonly string[]
}

const REFUSED = 'n % 1000 = 500'

export const POSTGRES: Language = {
  reasons: REASONS,
  numbers: (rows) => `(select g as n from generate_series(0, ${rows - 1}) g) numbers`,
  text: 'varchar(40)',
  concat: (...parts) => parts.map((part) => `(${part})::text`).join(' || '),
  quotedRelease: 'release',
  trigger: (reason) => [
    `create function refuse() returns trigger language plpgsql as $$
begin
  if new.qty = -2 then ${reason === 'trigger' ? "raise exception 'this quantity is not allowed'" : 'new.note := null'}; end if;
  return new;
end $$`,
    'create trigger refuse before update on items for each row execute function refuse()',
  ],
}

export const MARIADB: Language = {
  // A null that a trigger gives becomes an empty text.
  reasons: REASONS.filter((reason) => reason !== 'not null'),
  numbers: (rows) => `(select seq as n from seq_0_to_${rows - 1}) numbers`,
  text: 'varchar(40) character set utf8mb4 collate utf8mb4_bin',
  concat: (...parts) => `concat(${parts.join(', ')})`,
  quotedRelease: '`release`',
  trigger: (reason) => [
    `create trigger refuse before update on items for each row
if new.qty = -2 then
  ${reason === 'trigger' ? "signal sqlstate '45000' set message_text = 'this quantity is not allowed'" : 'set new.note = null'};
end if`,
  ],
}

/** The table, in one database twice: as the target is, and as it is put back to. */
export function targetTables(language: Language, rows: number, reason: Reason): readonly string[] {
  return [
    `create table states (state ${language.text} primary key)`,
    "insert into states values ('open'), ('closed'), ('moved')",
    createItems(language, 'items', constraint(reason)),
    createItems(language, 'items_at_start', ''),
    insertItems(language, 'items_at_start', rows, {
      status: "'open'",
      qty: 'n % 1000',
      code: language.concat("'old-'", 'n'),
      note: "'as it was'",
    }),
    ...(byTrigger(reason) ? language.trigger(reason) : []),
  ]
}

/** Every row differs in every field. `refused` has values that the target does not take. */
export function sourceTables(
  language: Language,
  rows: number,
  reason: Reason | undefined,
): readonly string[] {
  const unless = (wanted: Reason, refused: string, value: string) =>
    reason === wanted ? `case when ${REFUSED} then ${refused} else ${value} end` : value
  const quantity = 'n % 1000 + 1'
  const refused = reason !== undefined && byTrigger(reason) ? '-2' : '-1'
  return [
    createItems(language, 'items', ''),
    insertItems(language, 'items', rows, {
      status: unless('foreign key', "'nowhere'", "'moved'"),
      qty:
        reason === 'check' || refused === '-2'
          ? unless(reason ?? 'check', refused, quantity)
          : quantity,
      code: unless('unique', "'taken'", language.concat("'new-'", 'n')),
      note: "'as it shall be'",
    }),
  ]
}

/** Brings the target back to its start. One row is nobody's in the source and has a code that is taken. */
export function putBack(language: Language): readonly string[] {
  return [
    'truncate table items',
    'insert into items select * from items_at_start',
    `insert into items (job, ${language.quotedRelease}, title, status, qty, code, note) values ('zz', 'zz', '', 'open', 1, 'taken', '')`,
  ]
}

function createItems({ text, quotedRelease }: Language, name: string, rules: string): string {
  return `create table ${name} (
  job ${text} not null, ${quotedRelease} ${text} not null, title varchar(100), status ${text}, qty int, code ${text},
  note varchar(100) not null, primary key (job, ${quotedRelease})${rules})`
}

/** Planning knows which columns take no null: only a trigger can make one later. */
function byTrigger(reason: Reason): boolean {
  return reason === 'not null' || reason === 'trigger'
}

function constraint(reason: Reason): string {
  switch (reason) {
    case 'check':
      return ', constraint items_qty check (qty >= 0)'
    case 'foreign key':
      return ', constraint items_status foreign key (status) references states (state)'
    case 'unique':
      return ', constraint items_code unique (code)'
    case 'not null':
    case 'trigger':
      return ''
  }
}

function insertItems(
  { numbers, concat, quotedRelease }: Language,
  name: string,
  rows: number,
  values: Readonly<Record<(typeof FIELDS)[number], string>>,
): string {
  const { status, qty, code, note } = values
  return `insert into ${name} (job, ${quotedRelease}, title, status, qty, code, note)
select ${concat("'JOB-'", '1000000 + n')}, ${concat("'R'", 'n % 10')}, ${concat("'Item title number '", 'n', "' with words'")},
  ${status}, ${qty}, ${code}, ${note}
from ${numbers(rows)}`
}
