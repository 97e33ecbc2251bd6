import assert from 'node:assert/strict'
import { excerpt } from '../../../src/core/environment/engines/excerpt'
import { findLeaks } from '../../../src/core/environment/engines/postgres/leaks'
import type { ObjectKind, SchemaObject } from '../../../src/core/schema/inventory/schemaObject'

const NAMES = [
  ...['portfolio_data', 'portfolio_config', 'data', 'Portfolio Data', "o'hara", 'back\\slash'],
  ...['Schwarzweiß', 'with-dash', 'quo"te'],
]
const names = new Map(NAMES.map((name) => [name, `${name}_test-x`]))

function leaksOf(objects: readonly SchemaObject[], hidden: readonly SchemaObject[] = []) {
  return findLeaks(objects, hidden, { names, others: ['left_out'] }).map(({ names: name }) => name)
}

function object(kind: ObjectKind, definition: string, name = 'one'): SchemaObject {
  return { kind, schema: 'public', name, definition }
}

function routine(body: string, language = 'plpgsql', tag = '$function$'): SchemaObject {
  const head = `CREATE OR REPLACE FUNCTION public.one()\n RETURNS void\n LANGUAGE ${language}\nAS `
  return object('function', `${head}${tag}${body}${tag}\nowner to engineer`)
}

const view = (query: string) => object('view', `create view public.one\nas\n ${query}`)
const table = (...lines: string[]) =>
  object('table', ['create table public.one', ...lines, 'owner to engineer'].join('\n'))
const option = (text: string) =>
  object('foreign server', `create server far foreign data wrapper postgres_fdw\noptions (${text})`)

type Case = readonly [title: string, object: SchemaObject, ...names: string[]]

const LEAKS: readonly Case[] = [
  ['dblink in a view', view(`SELECT dblink('dbname=portfolio_data'::text, 'x'::text);`)],
  ['with space', view(`SELECT dblink('host=h dbname = portfolio_data port=1'::text);`)],
  ['quotes in a conninfo', view(`SELECT dblink('dbname=''portfolio_data'''::text);`)],
  ['escaped quotes', view(String.raw`SELECT dblink(E'dbname=\'portfolio_data\''::text);`)],
  ['a URL', view(`SELECT dblink_connect('postgresql://u@h:5432/portfolio_data?sslmode=require');`)],
  ['a URL without host', view(`SELECT dblink_connect('postgres:///portfolio_data');`)],
  ['a URL of SQLAlchemy', view(`SELECT f('postgresql+psycopg2://h/portfolio_data');`)],
  ['a parameter of a URL', view(`SELECT dblink('postgresql://h/?dbname=portfolio_data');`)],
  ['a name of two words', view(`SELECT dblink('dbname=''Portfolio Data''');`), 'Portfolio Data'],
  ['escaped space', view(String.raw`SELECT dblink('dbname=Portfolio\ Data');`), 'Portfolio Data'],
  ['space in a URL', view(`SELECT dblink('postgres://h/Portfolio%20Data');`), 'Portfolio Data'],
  ['a quote', view(String.raw`SELECT dblink('dbname=o\''hara');`), "o'hara"],
  ['a backslash', view(String.raw`SELECT dblink('dbname=back\\slash');`), 'back\\slash'],
  ['letters', view(`SELECT dblink('dbname=Schwarzweiß');`), 'Schwarzweiß'],
  ['letters in a URL', view(`SELECT dblink('postgres://h/Schwarzwei%C3%9F');`), 'Schwarzweiß'],
  ['a dash', view(`SELECT dblink('dbname=with-dash');`), 'with-dash'],
  ['a word', view(`SELECT dblink('dbname=data');`), 'data'],
  ['one that the clone does not get', view(`SELECT dblink('dbname=left_out');`), 'left_out'],
  [
    'two',
    view(`SELECT f('dbname=portfolio_data'), f('dbname=portfolio_config');`),
    'portfolio_data',
    'portfolio_config',
  ],
  ['a name that is put together', view(`SELECT dblink('dbname=' || 'data'::text);`), 'data'],
  ['a name by itself', view(`SELECT connected('portfolio_data'::text);`)],
  ['a default', table(`column origin text default 'dbname=portfolio_data'::text`)],
  ['a default by itself', table(`column origin text default 'portfolio_data'::text`)],
  [
    'a generated column',
    table(`column n text generated always as (f('dbname=portfolio_data')) stored`),
  ],
  ['a check', table(`constraint c CHECK (ask('dbname=portfolio_data'::text, id))`)],
  [
    'an index',
    table(`CREATE INDEX i ON public.one USING btree (ask('dbname=portfolio_data'::text))`),
  ],
  [
    'a policy',
    table(`policy p as permissive for all to public using (ask('dbname=portfolio_data'))`),
  ],
  [
    'a rule',
    table(
      `CREATE RULE r AS ON INSERT TO public.one DO SELECT dblink_exec('dbname=portfolio_data')`,
    ),
  ],
  [
    'a domain',
    object(
      'domain',
      `create domain public.one as text\nconstraint c CHECK (ask('dbname=portfolio_data', VALUE))`,
    ),
  ],
  [
    'an aggregate',
    object(
      'aggregate',
      `create aggregate public.one(text)\nstate text initially 'dbname=portfolio_data' by public.s`,
    ),
  ],
  [
    'statistics',
    object('statistics', `CREATE STATISTICS s ON ask('dbname=portfolio_data', id) FROM public.t`),
  ],
  [
    'an argument of a trigger',
    object(
      'trigger',
      `CREATE TRIGGER t BEFORE INSERT ON public.one EXECUTE FUNCTION send('portfolio_data')`,
    ),
  ],
  [
    'a materialized view',
    object(
      'materialized view',
      `create materialized view m\nas\nSELECT dblink('dbname=portfolio_data')`,
    ),
  ],
  [
    'an argument of a routine',
    object(
      'function',
      `CREATE FUNCTION f(a text DEFAULT 'dbname=portfolio_data'::text)\n LANGUAGE c\nAS '$libdir/x', $function$f$function$`,
    ),
  ],
  [
    'a setting of a routine',
    object(
      'function',
      `CREATE FUNCTION f()\n LANGUAGE sql\n SET "app.dsn" TO 'dbname=portfolio_data'\nAS $function$ select 1 $function$`,
    ),
  ],
  ['a body of SQL', routine(` select * from dblink('dbname=portfolio_data', 'select 1') `, 'sql')],
  [
    'BEGIN ATOMIC',
    object(
      'function',
      `CREATE FUNCTION f()\n LANGUAGE sql\nBEGIN ATOMIC\n SELECT dblink('dbname=portfolio_data'::text);\nEND\n`,
    ),
  ],
  [
    'a body of PL/pgSQL',
    routine(`begin perform dblink_connect('c', 'dbname=portfolio_data'); end`),
  ],
  [
    'a procedure',
    {
      ...routine(`begin perform dblink('dbname=portfolio_data'); end`, 'plpgsql', '$procedure$'),
      kind: 'procedure',
    },
  ],
  ['dynamic SQL', routine(`begin execute 'select dblink(''dbname=portfolio_data'')'; end`)],
  [
    'dynamic SQL in dollars',
    routine(`begin execute $q$ select dblink('dbname=portfolio_data') $q$; end`),
  ],
  [
    'dynamic SQL that is put together',
    routine(`begin execute 'select dblink(''dbname='' || ''portfolio_data'')'; end`),
  ],
  [
    'a format',
    routine(`begin perform dblink(format('host=%s dbname=%I', h, 'portfolio_data')); end`),
  ],
  ['other dollars', routine(` select dblink('dbname=portfolio_data') `, 'sql', '$functionx$')],
  [
    'a program',
    routine(`begin copy jobs to program 'psql portfolio_data -c "copy jobs from stdin"'; end`),
  ],
  [
    'an option of a program',
    routine(`begin copy jobs to program 'pg_dump --dbname=portfolio_data'; end`),
  ],
  ['a short option', routine(`begin copy jobs to program 'psql -d portfolio_data'; end`)],
  [
    'a short option without space',
    routine(`begin copy jobs to program 'psql -h x -dportfolio_data'; end`),
  ],
  [
    'a variable of a program',
    routine(`begin copy jobs to program 'PGDATABASE=portfolio_data psql'; end`),
  ],
  [
    'SQL on the server',
    routine(`begin perform dblink_exec('dbname=postgres', 'drop database portfolio_data'); end`),
  ],
  [
    'SQL with quotes',
    routine(`begin perform dblink_exec('', 'alter database "Portfolio Data" rename to x'); end`),
    'Portfolio Data',
  ],
  [
    'a template',
    routine(`begin perform dblink_exec('', 'create database x template portfolio_data'); end`),
  ],
  [
    'the end of its sessions',
    routine(
      `begin perform pg_terminate_backend(pid) from pg_stat_activity where datname = 'data'; end`,
    ),
    'data',
  ],
  ['three names', routine(`begin select count(*) from portfolio_data.public.jobs; end`)],
  [
    'three names in dynamic SQL',
    routine(`begin execute 'select 1 from portfolio_data.public.jobs'; end`),
  ],
  [
    'Python',
    routine(`import psycopg2\npsycopg2.connect(database="portfolio_data", host='h')`, 'plpython3u'),
  ],
  ['Perl', routine(`DBI->connect("dbi:Pg:dbname=portfolio_data;host=h")`, 'plperlu')],
  ['JSON', view(`SELECT connected('{"database": "portfolio_data", "host": "h"}'::jsonb);`)],
  ['a foreign server', option(`dbname 'portfolio_data'`)],
  ['a service', option(`service 'portfolio_data'`)],
  [
    'a foreign table of another wrapper',
    object(
      'foreign table',
      `create foreign table public.one\noptions (dbname 'portfolio_data', table_name 'jobs')`,
    ),
  ],
]

const NO_LEAKS: readonly Case[] = [
  [
    'a longer name',
    view(`SELECT dblink('dbname=portfolio_data_old'), dblink('dbname=portfolio_data-2');`),
  ],
  ['the name of the clone', view(`SELECT dblink('dbname=portfolio_data_test-x');`)],
  ['another letter case', view(`SELECT dblink('dbname=PORTFOLIO_DATA');`)],
  ['another database', view(`SELECT dblink('dbname=elsewhere user=portfolio_data');`)],
  [
    'a schema',
    view(`SELECT jobs.id FROM data.jobs WHERE jobs.id = nextval('data.jobs_id_seq'::regclass);`),
  ],
  [
    'a schema in a body',
    routine(`begin insert into data.jobs select data.jobs.id from data.jobs; end`),
  ],
  [
    'a column and its texts',
    table('column data text not null', `column kind text default 'data'::text`),
  ],
  [
    'a check of words',
    table(`constraint c CHECK (kind = ANY (ARRAY['data'::text, 'rows'::text]))`),
  ],
  [
    'a comment',
    table(
      `column a text`,
      `  comment 'from dbname=portfolio_data'`,
      `comment 'see postgres://h/portfolio_data'`,
    ),
  ],
  ['a comment of two lines', table(`comment 'it was\ncopied by psql portfolio_data'`)],
  ['a label', table(`security label for p is 'dbname=portfolio_data'`)],
  [
    'comments in a body',
    routine(
      `begin\n-- was: dblink('dbname=portfolio_data')\n/* psql portfolio_data */ perform 1; end`,
    ),
  ],
  [
    'a comment that a body makes',
    routine(`begin comment on table t is 'of dbname=portfolio_data'; end`),
  ],
  ['a message', routine(`begin raise notice 'portfolio_data is read at night'; end`)],
  ['a path', routine(`begin copy jobs to '/srv/portfolio_data/jobs.csv'; end`)],
  ['a web address', view(`SELECT 'https://wiki.example/portfolio_data'::text;`)],
  [
    'labels of an enum',
    object('type', `create type public.one as enum ('data', 'portfolio_data')`),
  ],
  [
    'the other side of a foreign table',
    object(
      'foreign table',
      `create foreign table public.one\nserver far\noptions (schema_name 'portfolio_data', table_name 'data')`,
    ),
  ],
  [
    'the columns of the other side',
    object('foreign table', `column a text options (column_name 'portfolio_data')`),
  ],
  ['a role', table(`grant select to data granted by portfolio_data`)],
]

describe('what names a database of the source environment (PostgreSQL)', () => {
  for (const [title, one, ...expected] of LEAKS)
    it(`finds ${title}`, () => {
      const wanted = expected.length === 0 ? ['portfolio_data'] : expected
      assert.deepEqual(leaksOf([one]).sort(), [...wanted].sort())
    })

  for (const [title, one] of NO_LEAKS)
    it(`does not mistake ${title}`, () => {
      assert.deepEqual(leaksOf([one]), [])
    })

  it('does not mistake a word that the database has for something else', () => {
    const schema = object('schema', 'create schema portfolio_data', 'portfolio_data')
    const words = [
      table(`column area text default 'portfolio_data'::text`),
      routine(`begin perform set_config('search_path', 'portfolio_data', true); end`),
      routine(`begin select portfolio_data.jobs.id from portfolio_data.jobs; end`),
    ]
    assert.deepEqual(leaksOf([schema, ...words]), [])
    const reaching = routine(`begin perform dblink('dbname=' || 'portfolio_data'); end`)
    assert.deepEqual(leaksOf([schema, ...words, reaching]), ['portfolio_data'])
  })

  it('finds the bare word that a trigger gives to a function that connects', () => {
    const trigger = object('trigger', `CREATE TRIGGER t EXECUTE FUNCTION send('data')`)
    assert.deepEqual(leaksOf([trigger]), [])
    const send = routine(`begin perform dblink_connect('dbname=' || tg_argv[0]); end`)
    assert.deepEqual(leaksOf([trigger, send]), ['data'])
  })

  it('finds what the inventory hides', () => {
    const hidden = [
      object('database', `app.dsn 'postgres://u:secret@h/portfolio_data'`, 'settings'),
      object('database', `search_path 'data, public'`, 'settings'),
    ]
    assert.deepEqual(leaksOf([], hidden), ['portfolio_data'])
  })

  it('calls nothing a leak that is called so in the clone, too', () => {
    const same = new Map([['portfolio_data', 'portfolio_data']])
    const found = findLeaks([view(`SELECT dblink('dbname=portfolio_data');`)], [], {
      ...{ names: same, others: [] },
    })
    assert.deepEqual(found, [])
  })

  it('shows no passwords', () => {
    for (const text of [
      'host=h user=u password=geheim dbname=portfolio_data',
      `user=u password='geheim mit luecke' dbname=portfolio_data`,
      `user=u password=''geheim'' dbname=portfolio_data`,
      'postgres://u:geheim@h/portfolio_data',
      'postgres://h/portfolio_data?password=geheim',
      `connect(database="portfolio_data", password="geheim")`,
      `{"password": "geheim", "database": "portfolio_data"}`,
    ]) {
      assert.match(excerpt(text, 'portfolio_data'), /portfolio_data/)
      assert.doesNotMatch(excerpt(text, 'portfolio_data'), /geheim/)
    }
  })
})
