/** Changes of where objects are stored, for servers with the tablespace `harbour_store`. */
import type { MutationGroup } from './mutation'

export const storageMutations: MutationGroup = {
  title: 'tablespaces',
  mutations: [
    ['alter table harbour.berths set tablespace harbour_store', 'table harbour.berths'],
    ['alter table harbour.voyages set tablespace harbour_store', 'table harbour.voyages'],
    ['alter index harbour.ships_name set tablespace harbour_store', 'table harbour.ships'],
    [
      'alter materialized view harbour.filled set tablespace harbour_store',
      'materialized view harbour.filled',
    ],
    [
      'create table harbour.stored (a int primary key using index tablespace harbour_store)',
      '+table harbour.stored',
    ],
    ['alter table harbour.berths set tablespace pg_default'],
  ],
}
