/** Rows of a PostgreSQL database as the server digests them, independent of how Drydock proves them. */

/** A query for the relations that `where` picks of `pg_class c` and `pg_namespace n`: each with a digest of its rows. */
export function rowDigests(where: string): string {
  return `
select format('%I.%I', n.nspname, c.relname) as name,
  (xpath('/row/digest/text()', query_to_xml(format(
    'select md5(coalesce(string_agg(t::text, chr(10) order by t::text), '''')) as digest from only %I.%I t',
    n.nspname, c.relname), true, true, '')))[1]::text as digest
from pg_class c join pg_namespace n on n.oid = c.relnamespace
where ${where}`
}
