/**
 * A database that is cloned: orders with three keys of their own, two lines each with a foreign key, and long notes on every
 * fourth. The same values on both engines.
 */

export interface CloneTables {
  readonly statements: (rows: number) => readonly string[]
}

export const POSTGRES_TABLES: CloneTables = {
  statements: (rows) => [
    `create table orders (id bigint primary key, reference text not null, status text not null, amount numeric(12, 2),
  ordered_at timestamptz not null, note text)`,
    `create table lines (order_id bigint not null, line integer not null, item text not null, quantity integer, price numeric(12, 2),
  primary key (order_id, line))`,
    `create table notes (order_id bigint primary key, body text not null)`,
    `insert into orders select n, 'ORD-' || lpad(n::text, 9, '0'), (array['open', 'closed', 'hold', 'done'])[1 + n % 4],
  (n * 104729 % 1000000) / 100.0, '2024-01-01Z'::timestamptz + n * interval '1 second', case when n % 5 > 0 then md5(n::text) end
from generate_series(1::bigint, ${rows}) n`,
    `insert into lines select n, line, 'item ' || md5((n * line)::text), (n * 7919 % 1000)::integer, (n * 31 % 100000) / 100.0
from generate_series(1::bigint, ${rows}) n, generate_series(1, 2) line`,
    `insert into notes select n, repeat(md5(n::text) || ' ', 8) from generate_series(1::bigint, ${rows}, 4) n`,
    `create unique index on orders (reference)`,
    `create index on orders (ordered_at)`,
    `create index on orders (status, amount)`,
    `create index on lines (item)`,
    `alter table lines add foreign key (order_id) references orders`,
    `alter table notes add foreign key (order_id) references orders`,
    `create view open_orders as select * from orders where status = 'open'`,
    `vacuum analyze`,
    `checkpoint`,
  ],
}

export const MARIADB_TABLES: CloneTables = {
  statements: (rows) => [
    `create table orders (id bigint primary key, reference varchar(20) not null, status varchar(10) not null,
  amount numeric(12, 2), ordered_at datetime(6) not null, note varchar(100),
  unique key (reference), key (ordered_at), key (status, amount))`,
    `create table \`lines\` (order_id bigint not null, line integer not null, item varchar(50) not null, quantity integer,
  price numeric(12, 2), primary key (order_id, line), key (item), foreign key (order_id) references orders (id))`,
    `create table notes (order_id bigint primary key, body text not null, foreign key (order_id) references orders (id))`,
    `insert into orders select seq, concat('ORD-', lpad(seq, 9, '0')), elt(1 + seq % 4, 'open', 'closed', 'hold', 'done'),
  (seq * 104729 % 1000000) / 100, timestamp'2024-01-01 00:00:00' + interval seq second, if(seq % 5 > 0, md5(seq), null)
from seq_1_to_${rows}`,
    `insert into \`lines\` select o.seq, l.seq, concat('item ', md5(o.seq * l.seq)), o.seq * 7919 % 1000, (o.seq * 31 % 100000) / 100
from seq_1_to_${rows} o join seq_1_to_2 l`,
    `insert into notes select seq, repeat(concat(md5(seq), ' '), 8) from seq_1_to_${rows}_step_4`,
    `create view open_orders as select * from orders where status = 'open'`,
    `analyze table orders, \`lines\`, notes`,
  ],
}
