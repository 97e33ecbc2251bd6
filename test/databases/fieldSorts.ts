/** Fields of every sort, as people type them. */
import type { Language } from '../helpers/engines'

interface Sorts {
  readonly create: string
  readonly table: string
  readonly fields: Readonly<Record<string, string>>
  /** What becomes of them. */
  readonly stored: Readonly<Record<string, string>>
  /** Values that their columns cannot have. */
  readonly impossible: readonly (readonly [string, string])[]
}

export const SORTS: Readonly<Record<Language, Sorts>> = {
  postgres: {
    create: `create domain positive as integer check (value > 0);
create table odd (id integer primary key, bytes bytea, address inet, tags text[], document jsonb, plain json, flag boolean,
  token uuid, seen timestamptz(3), span interval, mood varchar(3) collate "C", small positive, ratio real, wide char(4))`,
    table: 'public.odd',
    fields: {
      bytes: '\\x00FFab',
      address: '10.0.0.1/8',
      tags: '{"a b",NULL,"NULL"}',
      document: '{"b": 1.0, "a": 12345678901234567890}',
      plain: '{"b": 1, "b": 2}',
      flag: 'yes',
      token: 'A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11',
      seen: '2024-02-29T23:59:59.1234+02:00',
      span: '1 mon 2 days',
      mood: 'ok ',
      small: '7',
      ratio: '0.1',
      wide: 'ab',
    },
    stored: {
      bytes: '\\x00ffab',
      address: '10.0.0.1/8',
      tags: '{"a b",NULL,"NULL"}',
      document: '{"a": 12345678901234567890, "b": 1.0}',
      plain: '{"b": 1, "b": 2}',
      flag: 't',
      token: 'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11',
      seen: '2024-02-29 21:59:59.123+00',
      span: '1 mon 2 days',
      mood: 'ok ',
      small: '7',
      ratio: '0.1',
      wide: 'ab  ',
    },
    impossible: [
      ['bytes', 'ff'],
      ['address', '10.0.0.256'],
      ['tags', '{'],
      ['span', 'a while'],
      ['small', '0.5'],
      ['document', '{"a": 1'],
    ],
  },
  mysql: {
    create: `create table odd (id integer primary key, bytes varbinary(4), address inet6, tags set('a', 'b', 'c'), document json,
  flag bit(3), token uuid, seen timestamp(3) null, span time(2), mood varchar(3), small tinyint unsigned, ratio float,
  wide char(4), class enum('low', 'high'), age year, day date, size double)`,
    table: 'odd',
    fields: {
      bytes: '\\x00FFab',
      address: '0:0:0:0:0:FFFF:10.0.0.1',
      tags: 'c,a,c',
      document: '{"b": 1.0, "a": 12345678901234567890}',
      flag: '5',
      token: 'A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11',
      seen: '2024-02-29T23:59:59.1234+02:00',
      span: '-838:59:58.12',
      mood: 'ok ',
      small: '255',
      ratio: '0.1',
      wide: 'ab',
      class: 'high',
      age: '2155',
      day: '9999-12-31',
      size: '1e-300',
    },
    stored: {
      bytes: '\\x00ffab',
      address: '::ffff:10.0.0.1',
      tags: 'a,c',
      document: '{"b": 1.0, "a": 12345678901234567890}',
      flag: '5',
      token: 'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11',
      seen: '2024-02-29 21:59:59.123+00',
      span: '-838:59:58.12',
      mood: 'ok ',
      small: '255',
      // A float is told by the digits that a double needs for it.
      ratio: '0.10000000149011612',
      wide: 'ab',
      class: 'high',
      age: '2155',
      day: '9999-12-31',
      size: '1e-300',
    },
    impossible: [
      ['bytes', '\\x0011223344'],
      ['document', '{"a": 1'],
      ['flag', '8'],
      ['token', 'a0eebc99'],
      ['seen', '2038-02-30 00:00:00+00'],
      ['span', '839:00:00'],
      ['small', '256'],
      ['small', '-1'],
      ['class', 'middle'],
      ['age', '2156'],
      ['tags', 'a,d'],
      ['address', '::1::2'],
      ['size', 'NaN'],
    ],
  },
}
