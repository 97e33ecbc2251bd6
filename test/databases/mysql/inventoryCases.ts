/** Changes of single objects of the torture schema, each with its way back. */

export interface Mutation {
  /** The objects that differ afterwards, as `describeObject` names them. */
  readonly objects: readonly string[]
  readonly apply: readonly string[]
  readonly undo: readonly string[]
}

/** An object, a statement that changes it, and one that changes it back. */
type Case = readonly [object: string, apply: string, undo: string]

/** Clauses of `alter table`; two semicolons part statements of their own. */
const TABLES: Readonly<Record<string, readonly (readonly [apply: string, undo: string])[]>> = {
  numbers: [
    ['modify tiny tinyint(2) default -1', 'modify tiny tinyint(1) default -1'],
    ['modify tiny tinyint(1) default 1', 'modify tiny tinyint(1) default -1'],
    ['modify tiny tinyint(1)', 'modify tiny tinyint(1) default -1'],
    ['modify tiny tinyint(1) not null default -1', 'modify tiny tinyint(1) default -1'],
    ['modify tiny_u tinyint unsigned', 'modify tiny_u tinyint unsigned zerofill'],
    ['modify small smallint unsigned', 'modify small smallint'],
    ['modify small int', 'modify small smallint'],
    ['modify big_u bigint', 'modify big_u bigint unsigned'],
    ['modify exact decimal(65,29)', 'modify exact decimal(65,30)'],
    [
      'modify money decimal(10,2) unsigned not null default 0.51',
      'modify money decimal(10,2) unsigned not null default 0.50',
    ],
    ['modify f double', 'modify f float'],
    ['modify f2 float(9,2)', 'modify f2 float(8,2)'],
    ['modify d2 double(12,3)', 'modify d2 double(12,3) unsigned'],
    ["modify bits bit(9) default b'111'", "modify bits bit(9) default b'101'"],
    ["modify bits bit(10) default b'101'", "modify bits bit(9) default b'101'"],
    [
      'modify serial_like int default (floor(1.5) + 3)',
      'modify serial_like int default (floor(1.5) + 2)',
    ],
    ['modify id bigint unsigned not null', 'modify id bigint unsigned not null auto_increment'],
    ['modify y year after y4', 'modify y year after flag'],
    ['change plain renamed int(7) zerofill', 'change renamed plain int(7) zerofill'],
    ['drop column medium', 'add column medium mediumint(5) unsigned after small'],
    ["modify big bigint comment 'a'", 'modify big bigint'],
    ["comment 'it''s \"q\"'", "comment 'it''s \"q\"\\n and \\\\ a tab\\t☃'"],
    ['engine myisam', 'engine innodb'],
    ['drop primary key, add unique key u (id)', 'drop key u, add primary key (id)'],
  ],
  texts: [
    ["modify latin varchar(101) default 'ä'", "modify latin varchar(100) default 'ä'"],
    ["modify latin varchar(100) default 'a'", "modify latin varchar(100) default 'ä'"],
    [
      "modify latin varchar(100) collate latin1_bin default 'ä'",
      "modify latin varchar(100) default 'ä'",
    ],
    [
      'modify bin varchar(50) character set utf8mb4 collate utf8mb4_general_ci',
      'modify bin varchar(50) character set utf8mb4 collate utf8mb4_bin',
    ],
    [
      'modify greek varchar(20) character set latin7',
      'modify greek varchar(20) character set greek',
    ],
    [
      "modify emoji varchar(20) character set utf8mb4 default '😁\\'\"\\\\\\n'",
      "modify emoji varchar(20) character set utf8mb4 default '😀\\'\"\\\\\\n'",
    ],
    ["modify question varchar(20) default 'why'", "modify question varchar(20) default 'why?'"],
    ["modify question varchar(20) default 'NULL'", "modify question varchar(20) default 'why?'"],
    ['modify question varchar(20) default null', "modify question varchar(20) default 'why?'"],
    [
      "modify raw_short binary(4) default x'00fe275c'",
      "modify raw_short binary(4) default x'00ff275c'",
    ],
    [
      "modify raw_long varbinary(300) default x'fd00'",
      "modify raw_long varbinary(300) default x'fe00'",
    ],
    ["modify blobby blob default x'ff01'", "modify blobby blob default x'ff00'"],
    ["modify blobby mediumblob default x'ff00'", "modify blobby blob default x'ff00'"],
    [
      "modify texty tinytext default 'a''b\\\\c\\nD'",
      "modify texty tinytext default 'a''b\\\\c\\nd'",
    ],
    ["modify choices set('a','b','c''d','e f','g')", "modify choices set('a','b','c''d','e f')"],
    ["modify choices set('b','a','c''d','e f')", "modify choices set('a','b','c''d','e f')"],
    // For their collation, all smiles are one: the default is the first of them as before.
    [
      "modify smiles enum('😀','😂','?') character set utf8mb4 default '😁'",
      "modify smiles enum('😀','😁','?') character set utf8mb4 default '😁'",
    ],
    [
      "modify smiles enum('😂','😁','?') character set utf8mb4 default '😁'",
      "modify smiles enum('😀','😁','?') character set utf8mb4 default '😁'",
    ],
    [
      'modify document longtext character set utf8mb4 collate utf8mb4_bin default \'{"a": 1}\'',
      'modify document json default \'{"a": 1}\'',
    ],
    ['modify compressed_text text', 'modify compressed_text text compressed'],
    ["modify four inet4 default '127.0.0.2'", "modify four inet4 default '127.0.0.1'"],
    [
      'default character set utf8mb4 collate utf8mb4_bin',
      'default character set latin1 collate latin1_swedish_ci',
    ],
    ['row_format=compact', 'row_format=dynamic'],
    ['row_format=default', 'row_format=dynamic'],
  ],
  smiling: [
    ["modify words text default '😁?'", "modify words text default '😀?'"],
    ['modify document json default \'["😁"]\'', 'modify document json default \'["😀"]\''],
    ["modify given varchar(9) default '😁\n'", "modify given varchar(9) default '😀\n'"],
  ],
  moments: [
    ["modify d date default '0000-00-01'", "modify d date default '0000-00-00'"],
    [
      "modify dt datetime(5) default '2024-00-00 00:00:00'",
      "modify dt datetime(6) default '2024-00-00 00:00:00'",
    ],
    [
      "modify t6 time(6) default '838:59:59.000000'",
      "modify t6 time(6) default '-838:59:59.000000'",
    ],
    [
      'modify ts timestamp(6) not null default current_timestamp(6)',
      'modify ts timestamp(6) not null default current_timestamp(6) on update current_timestamp(6)',
    ],
    ['modify ts_null datetime null', 'modify ts_null timestamp null'],
    [
      'modify touched datetime(3) default now(3)',
      'modify touched datetime(3) default now(3) on update now(3)',
    ],
    [
      'modify computed date default (curdate() + interval 2 day)',
      'modify computed date default (curdate() + interval 1 day)',
    ],
    ['modify created datetime default null', 'modify created datetime default now()'],
    ['modify y year default 1999', 'modify y year default 0'],
  ],
  hidden: [
    [
      "modify secret varchar(10) default 'inv'",
      "modify secret varchar(10) invisible default 'inv'",
    ],
    [
      'modify length_ int as (char_length(secret) * 3) virtual',
      'modify length_ int as (char_length(secret) * 2) virtual',
    ],
    [
      'drop column hidden_sum, add column hidden_sum int as (id + 1) virtual invisible after twice',
      'drop column hidden_sum, add column hidden_sum int as (id + 1) stored invisible after twice',
    ],
    [
      "modify with_text varchar(30) as (concat(secret, 'ä''\\\\', '😁')) virtual",
      "modify with_text varchar(30) as (concat(secret, 'ä''\\\\', '😀')) virtual",
    ],
    [
      "modify twice decimal(12,2) generated always as (price * 2) stored comment 'kept'",
      "modify twice decimal(12,2) generated always as (price * 2) stored comment 'stored'",
    ],
    [
      'drop key by_twice, add key by_twice (twice)',
      'drop key by_twice, add unique key by_twice (twice)',
    ],
  ],
  indexed: [
    ['alter index k_ignored not ignored', 'alter index k_ignored ignored'],
    ['alter index k_btree ignored', 'alter index k_btree not ignored'],
    ['drop key k_desc, add key k_desc (e, h)', 'drop key k_desc, add key k_desc (e desc, h asc)'],
    [
      'drop key k_desc, add key k_desc (h asc, e desc)',
      'drop key k_desc, add key k_desc (e desc, h asc)',
    ],
    [
      'drop key k_prefix, add key k_prefix (c(21), d(30))',
      'drop key k_prefix, add key k_prefix (c(20), d(30))',
    ],
    [
      "drop key k_comment, add key k_comment (j) comment 'a'",
      "drop key k_comment, add key k_comment (j) comment 'a\\nb ☃'",
    ],
    [
      'drop key k_btree, add key k_btree (k(10))',
      'drop key k_btree, add key k_btree (k(10)) using btree',
    ],
    [
      'drop key ft_one, add fulltext key ft_one (d)',
      'drop key ft_one, add fulltext key ft_one (c)',
    ],
    ['drop key sp', 'add spatial key sp (f)'],
    ['rename key `k ``odd`` name` to `k odd name`', 'rename key `k odd name` to `k ``odd`` name`'],
    ['drop key long_unique', 'add unique key long_unique (d)'],
    [
      'drop primary key, add primary key (a, b(11), e, h)',
      'drop primary key, add primary key (a, b(10), e, h)',
    ],
    [
      'drop key whole',
      'add unique key whole (b), drop key first_unique, add unique key first_unique (e, h), drop key uh, add unique key uh (g) using hash, drop key long_unique, add unique key long_unique (d)',
    ],
    ['modify f point null, drop key sp', 'modify f point not null, add spatial key sp (f)'],
  ],
  places: [
    ['modify at_ point ref_system_id=3857', 'modify at_ point ref_system_id=4326'],
    [
      "modify line_ linestring ref_system_id=4326 comment 'no system'",
      "modify line_ linestring comment 'no system'",
    ],
    ['modify plain geometry', 'modify plain polygon'],
  ],
  four_keys: [
    [
      'drop primary key, add primary key (d, c, a, b)',
      'drop primary key, add primary key (d, c, b, a)',
    ],
    ['drop primary key', 'add primary key (d, c, b, a)'],
  ],
  by_range: [
    [
      "reorganize partition p0 into (partition older values less than ('2010-01-01', 'm'), partition p0 values less than ('2020-01-01', 'm') comment 'old''s')",
      "reorganize partition older, p0 into (partition p0 values less than ('2020-01-01', 'm') comment 'old''s')",
    ],
    [
      "reorganize partition p0 into (partition p0 values less than ('2020-01-01', 'm'))",
      "reorganize partition p0 into (partition p0 values less than ('2020-01-01', 'm') comment 'old''s')",
    ],
    [
      "reorganize partition `p 1` into (partition `p 2` values less than ('2024-01-01', maxvalue))",
      "reorganize partition `p 2` into (partition `p 1` values less than ('2024-01-01', maxvalue))",
    ],
  ],
  by_list: [
    [
      'reorganize partition odd into (partition odd values in (1, 3))',
      'reorganize partition odd into (partition odd values in (1, 3, 5))',
    ],
    ['drop partition other', 'add partition (partition other default)'],
  ],
  by_key: [
    ['coalesce partition 1', 'add partition partitions 1'],
    ['partition by hash (id) partitions 3', 'partition by key (id) partitions 3'],
    ['remove partitioning', 'partition by key (id) partitions 3'],
  ],
  by_hash: [['partition by hash (id) partitions 4', 'partition by linear hash (id) partitions 4']],
  by_sub: [
    [
      'partition by range (year(c)) subpartition by hash (id) subpartitions 3 (partition p0 values less than (2020), partition p1 values less than maxvalue)',
      'partition by range (year(c)) subpartition by hash (id) subpartitions 2 (partition p0 values less than (2020), partition p1 values less than maxvalue)',
    ],
    [
      'partition by range (year(c)) subpartition by key (id) subpartitions 2 (partition p0 values less than (2020), partition p1 values less than maxvalue)',
      'partition by range (year(c)) subpartition by hash (id) subpartitions 2 (partition p0 values less than (2020), partition p1 values less than maxvalue)',
    ],
  ],
  child: [
    [
      'drop foreign key child_parent;; add constraint child_parent foreign key (parent) references parent (id) on delete cascade',
      'drop foreign key child_parent;; add constraint child_parent foreign key (parent) references parent (id) on delete cascade on update set null',
    ],
    [
      'drop foreign key child_parent;; add constraint child_parent foreign key (parent) references egg (id) on delete cascade on update set null',
      'drop foreign key child_parent;; add constraint child_parent foreign key (parent) references parent (id) on delete cascade on update set null',
    ],
    [
      'drop foreign key child_self',
      'add constraint child_self foreign key (self) references child (id) on delete no action',
    ],
    [
      'drop foreign key child_outside;; add constraint child_out foreign key (outside) references `@@OTHER@@`.outside (id)',
      'drop foreign key child_out;; add constraint child_outside foreign key (outside) references `@@OTHER@@`.outside (id)',
    ],
    [
      'drop foreign key child_outside;; add constraint child_outside foreign key (outside) references parent (id)',
      'drop foreign key child_outside;; add constraint child_outside foreign key (outside) references `@@OTHER@@`.outside (id)',
    ],
  ],
  checked: [
    [
      'drop constraint in_order, add constraint in_order check (low < high)',
      'drop constraint in_order, add constraint in_order check (low <= high)',
    ],
    ['drop constraint in_order', 'add constraint in_order check (low <= high)'],
    ['modify low int', 'modify low int check (low > 0)'],
    ['modify low int check (low > 1)', 'modify low int check (low > 0)'],
    [
      "drop constraint `odd ``check`` name`, add constraint `odd ``check`` name` check (id <> 13 or name = ')' or name = ',  key')",
      "drop constraint `odd ``check`` name`, add constraint `odd ``check`` name` check (id <> 13 or name = ')' or name = ', key')",
    ],
    [
      'drop constraint CONSTRAINT_1, add constraint named check (high < 1000000)',
      'drop constraint named, add constraint CONSTRAINT_1 check (high < 1000000)',
    ],
  ],
  versioned: [
    ['modify note varchar(10)', 'modify note varchar(10) without system versioning'],
    ['drop system versioning', 'add system versioning'],
    [
      'partition by system_time (partition old history, partition now_ current)',
      'remove partitioning',
    ],
  ],
  versioned_named: [
    [
      'partition by system_time limit 1001 (partition old history, partition now_ current)',
      'partition by system_time limit 1000 (partition old history, partition now_ current)',
    ],
  ],
  booked: [
    [
      'drop key who_once, add unique key who_once (who, begin_)',
      'drop key who_once, add unique key who_once (who, stay without overlaps)',
    ],
  ],
  drawn: [
    ['modify id bigint default nextval(used)', 'modify id bigint default nextval(plain_sequence)'],
    [
      'modify previous bigint default nextval(used)',
      'modify previous bigint default lastval(used)',
    ],
  ],
  in_myisam: [
    ['pack_keys=0', 'pack_keys=1'],
    ['checksum=0', 'checksum=1'],
    ['delay_key_write=0', 'delay_key_write=1'],
    ['max_rows=1001', 'max_rows=1000'],
    ['min_rows=6', 'min_rows=5'],
    ['avg_row_length=51', 'avg_row_length=50'],
    ['row_format=dynamic', 'row_format=fixed'],
    ['disable keys', 'enable keys'],
  ],
  switched_off: [['enable keys', 'disable keys']],
  in_aria: [
    ['transactional=1', 'transactional=0'],
    ['page_checksum=1', 'page_checksum=0'],
    ['row_format=dynamic', 'row_format=page'],
  ],
  in_memory: [
    [
      'drop key hashed, add key hashed (v) using btree',
      'drop key hashed, add key hashed (v) using hash',
    ],
    ['max_rows=101', 'max_rows=100'],
  ],
  merged: [
    ['insert_method=first', 'insert_method=last'],
    ['union=(merged_two, merged_one)', 'union=(merged_one, merged_two)'],
    ['union=(merged_one)', 'union=(merged_one, merged_two)'],
  ],
  squeezed: [
    ['key_block_size=4', 'key_block_size=8'],
    ['row_format=dynamic key_block_size=0', 'row_format=compressed key_block_size=8'],
  ],
  old_format: [
    ['stats_persistent=1', 'stats_persistent=0'],
    ['stats_auto_recalc=0', 'stats_auto_recalc=1'],
    ['stats_sample_pages=21', 'stats_sample_pages=20'],
    ['row_format=compact', 'row_format=redundant'],
  ],
  paged: [['page_compressed=0', 'page_compressed=1']],
}

const SEQUENCES: readonly Case[] = [
  [
    'sequence plain_sequence',
    'alter sequence plain_sequence increment by 2',
    'alter sequence plain_sequence increment by 1',
  ],
  [
    'sequence plain_sequence',
    'alter sequence plain_sequence cache 999',
    'alter sequence plain_sequence cache 1000',
  ],
  [
    'sequence plain_sequence',
    'alter sequence plain_sequence nocache',
    'alter sequence plain_sequence cache 1000',
  ],
  ['sequence used', 'alter sequence used nocycle', 'alter sequence used cycle'],
  ['sequence used', 'alter sequence used maxvalue 1001', 'alter sequence used maxvalue 1000'],
  ['sequence used', 'alter sequence used minvalue 2', 'alter sequence used minvalue 1'],
  ['sequence used', 'alter sequence used start with 6', 'alter sequence used start with 5'],
  [
    'sequence used',
    "alter table used comment 'sequence'",
    "alter table used comment 'sequence''s'",
  ],
  [
    'sequence backwards',
    'alter sequence backwards increment by -3',
    'alter sequence backwards increment by -2',
  ],
  [
    'sequence backwards',
    'alter sequence backwards minvalue -101',
    'alter sequence backwards minvalue -100',
  ],
  ['sequence exhausted', 'alter sequence exhausted cycle', 'alter sequence exhausted nocycle'],
  [
    'sequence exhausted',
    'drop sequence exhausted',
    'create sequence exhausted start with 1 maxvalue 2 nocache',
  ],
  [
    'sequence exhausted',
    'alter table exhausted engine myisam',
    'alter table exhausted engine innodb',
  ],
]

const DATABASE: readonly Case[] = [
  [
    'database ',
    'alter database `@@DATABASE@@` collate latin1_bin',
    'alter database `@@DATABASE@@` collate latin1_german1_ci',
  ],
  [
    'database ',
    'alter database `@@DATABASE@@` character set utf8mb4',
    'alter database `@@DATABASE@@` character set latin1 collate latin1_german1_ci',
  ],
  [
    'database ',
    "alter database `@@DATABASE@@` comment 'another'",
    "alter database `@@DATABASE@@` comment 'it''s \"a\" \\\\ database\\nof two lines ☃'",
  ],
  [
    'database ',
    'grant update on `@@DATABASE@@`.* to torture_role',
    'revoke update on `@@DATABASE@@`.* from torture_role',
  ],
  [
    'database ',
    'grant grant option on `@@DATABASE@@`.* to torture_reader@localhost',
    'revoke grant option on `@@DATABASE@@`.* from torture_reader@localhost',
  ],
  [
    'database ',
    'grant create temporary tables, event, delete history on `drydock\\_%`.* to torture_role',
    'revoke create temporary tables, event, delete history on `drydock\\_%`.* from torture_role',
  ],
  [
    'database ',
    'grant select on `@@PATTERN@@`.* to torture_role',
    'revoke select on `@@PATTERN@@`.* from torture_role',
  ],
  [
    'database ',
    'grant insert on `%`.* to torture_role',
    'revoke insert on `%`.* from torture_role',
  ],
  [
    'database ',
    'grant create on `@@DATABASE@@`.`not_there_yet` to torture_role',
    'revoke create on `@@DATABASE@@`.`not_there_yet` from torture_role',
  ],
]

const GRANTS: readonly Case[] = [
  ['table texts', 'grant select on texts to public', 'revoke select on texts from public'],
  [
    'database ',
    'grant update on `@@DATABASE@@`.* to public',
    'revoke update on `@@DATABASE@@`.* from public',
  ],
  [
    'table parent',
    'grant insert (id) on parent to torture_reader@localhost',
    'revoke insert (id) on parent from torture_reader@localhost',
  ],
  [
    'table versioned',
    'revoke delete history on versioned from torture_role',
    'grant delete history on versioned to torture_role',
  ],
  [
    'view simple_view',
    'revoke grant option on simple_view from torture_role',
    'grant select on simple_view to torture_role with grant option',
  ],
  [
    'procedure writes',
    'revoke alter routine on procedure writes from torture_role',
    'grant alter routine on procedure writes to torture_role',
  ],
  [
    'function times_two',
    'revoke execute on function times_two from torture_reader@localhost',
    'grant execute on function times_two to torture_reader@localhost',
  ],
  [
    'function how_many',
    'grant execute on function how_many to torture_role',
    'revoke execute on function how_many from torture_role',
  ],
]

/** What adds an object, and what removes it. */
const NEW: readonly Case[] = [
  ['table new_table', 'create table new_table (id int)', 'drop table new_table'],
  ['view new_view', 'create view new_view as select 1 as one', 'drop view new_view'],
  ['sequence new_sequence', 'create sequence new_sequence', 'drop sequence new_sequence'],
  [
    'function new_function',
    'create function new_function() returns int return 1',
    'drop function new_function',
  ],
  [
    'procedure new_procedure',
    'create procedure new_procedure() select 1',
    'drop procedure new_procedure',
  ],
  ['procedure times_two', 'create procedure times_two() select 1', 'drop procedure times_two'],
  [
    'trigger new_trigger',
    'create trigger new_trigger before update on texts for each row set @x = 1',
    'drop trigger new_trigger',
  ],
  [
    'event new_event',
    "create event new_event on schedule every 1 day starts '2030-01-01' do select 1",
    'drop event new_event',
  ],
  ['table TWINS', 'create table `TWINS` (id int)', 'drop table `TWINS`'],
]

/** Changes of more than one object, and orders that only several statements reach. */
const SEVERAL: readonly Mutation[] = [
  {
    // The one after it follows another one.
    objects: ['trigger first_trigger', 'trigger second_trigger'],
    apply: ['drop trigger first_trigger'],
    undo: [
      "set sql_mode = 'STRICT_ALL_TABLES,ERROR_FOR_DIVISION_BY_ZERO'",
      'create trigger first_trigger before insert on child for each row follows before_all set new.self = coalesce(new.self, new.id)',
      "set sql_mode = 'NO_AUTO_VALUE_ON_ZERO'",
    ],
  },
  {
    objects: ['trigger first_trigger', 'trigger second_trigger', 'trigger third_trigger'],
    apply: [
      'drop trigger second_trigger',
      "set sql_mode = 'STRICT_ALL_TABLES,ERROR_FOR_DIVISION_BY_ZERO'",
      'create trigger second_trigger before insert on child for each row precedes first_trigger set new.parent = new.parent',
      "set sql_mode = 'NO_AUTO_VALUE_ON_ZERO'",
    ],
    undo: [
      'drop trigger second_trigger',
      "set sql_mode = 'STRICT_ALL_TABLES,ERROR_FOR_DIVISION_BY_ZERO'",
      'create trigger second_trigger before insert on child for each row follows first_trigger set new.parent = new.parent',
      "set sql_mode = 'NO_AUTO_VALUE_ON_ZERO'",
    ],
  },
  {
    // Foreign keys follow the table that they are to; views and bodies name what is no longer there.
    objects: ['table hen', 'table chicken', 'table egg'],
    apply: ['rename table hen to chicken'],
    undo: ['rename table chicken to hen'],
  },
  {
    objects: ['table Twins', 'table Triplets', 'trigger on_twin'],
    apply: ['rename table `Twins` to `Triplets`'],
    undo: ['rename table `Triplets` to `Twins`'],
  },
  {
    // A merge of tables that are not there cannot be opened, which the inventory survives.
    objects: ['table merged', 'table merged_two', 'table merged_other'],
    apply: ['rename table merged_two to merged_other'],
    undo: ['rename table merged_other to merged_two'],
  },
  {
    // What no statement says: the format of a table that was filled when the server's own was another.
    objects: ['table keyless'],
    apply: [
      'set global innodb_default_row_format = compact',
      'alter table keyless force',
      'set global innodb_default_row_format = dynamic',
    ],
    undo: ['alter table keyless force'],
  },
  {
    objects: ['table elsewhere'],
    apply: [
      'drop table elsewhere',
      'create table elsewhere (id int primary key, v int) engine=innodb',
    ],
    undo: [
      'drop table elsewhere',
      "create table elsewhere (id int primary key, v int) engine=innodb data directory='@@FOLDER@@'",
    ],
  },
  {
    objects: ['table parts_elsewhere'],
    apply: [
      'drop table parts_elsewhere',
      'create table parts_elsewhere (id int primary key) engine=innodb partition by range (id) (partition p0 values less than (10), partition p1 values less than maxvalue)',
    ],
    undo: [
      'drop table parts_elsewhere',
      "create table parts_elsewhere (id int primary key) engine=innodb partition by range (id) (partition p0 values less than (10) data directory='@@FOLDER@@', partition p1 values less than maxvalue)",
    ],
  },
]

const ORACLE = ["set sql_mode = 'ORACLE'", 'set names utf8mb4 collate utf8mb4_general_ci']
const DEFAULT_MODE = "set sql_mode = 'NO_AUTO_VALUE_ON_ZERO'"

const ONLY_SAID = 'create package only_said as\n  function total(a int) return int;\nend'

const PACKAGES: readonly Mutation[] = [
  {
    objects: ['package only_said'],
    apply: [...ORACLE, 'drop package only_said', DEFAULT_MODE],
    undo: [...ORACLE, ONLY_SAID, DEFAULT_MODE],
  },
  {
    objects: ['package only_said'],
    apply: [
      ...ORACLE,
      'create package body only_said as function total(a int) return int as begin return 1; end; end',
      DEFAULT_MODE,
    ],
    undo: [...ORACLE, 'drop package body only_said', DEFAULT_MODE],
  },
  {
    objects: ['package only_said'],
    apply: [
      ...ORACLE,
      ONLY_SAID.replace('create', 'create or replace').replace('a int', 'b int'),
      DEFAULT_MODE,
    ],
    undo: [...ORACLE, ONLY_SAID.replace('create', 'create or replace'), DEFAULT_MODE],
  },
  {
    objects: ['package wages'],
    apply: [...ORACLE, 'grant alter routine on package wages to torture_role', DEFAULT_MODE],
    undo: [...ORACLE, 'revoke alter routine on package wages from torture_role', DEFAULT_MODE],
  },
  {
    objects: ['package wages'],
    apply: [...ORACLE, 'revoke execute on package body wages from torture_role', DEFAULT_MODE],
    undo: [...ORACLE, 'grant execute on package body wages to torture_role', DEFAULT_MODE],
  },
]

/** A change of a counter, a row or a sequence's next value changes no object. */
const NOTHING: readonly Mutation[] = [
  'insert into counters (n) values (1)',
  'alter table counters auto_increment = 9000',
  'do nextval(plain_sequence)',
  'do setval(plain_sequence, 100)',
  'analyze table parent',
  'optimize table four_keys',
].map((statement) => ({ objects: [], apply: [statement], undo: [] }))

export const CASES: readonly Mutation[] = [
  ...Object.entries(TABLES).flatMap(([table, clauses]) =>
    clauses.map(([apply, undo]) => ({
      objects: [`table ${table}`],
      apply: apply.split(';; ').map((clause) => `alter table ${table} ${clause}`),
      undo: undo.split(';; ').map((clause) => `alter table ${table} ${clause}`),
    })),
  ),
  ...[...SEQUENCES, ...DATABASE, ...GRANTS, ...NEW].map(([object, apply, undo]) => ({
    objects: [object],
    apply: [apply],
    undo: [undo],
  })),
  ...PACKAGES,
  ...SEVERAL,
  ...NOTHING,
]
