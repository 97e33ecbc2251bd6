/** What a merge costs at least: the same values, by a statement that somebody has written for these records alone. */
import { time } from '../measure'
import { withClient } from '../pair'

/** Values, and nothing that says where they come from, how good they are, or what was there before. */
const PLAIN_MERGE = `
insert into plain_people (uid, email, name, phone, title, department, street, zip, city)
select uid, coalesce(h_email, d_email, c_email),
  case when h_name = d_name or h_name = c_name then h_name when d_name = c_name then d_name else coalesce(h_name, d_name, c_name) end,
  case when d_phone is null or h_phone is not null and h_changed >= d_changed then h_phone else d_phone end,
  h_title, coalesce(h_department, d_department),
  case when of_hr then h_street else c_street end, case when of_hr then h_zip else c_zip end,
  case when of_hr then h_city else c_city end
from (
  select coalesce(d.external_id, h.external_id, c.external_id) as uid,
    nullif(lower(trim(d.raw_data ->> 'mail')), '') as d_email,
    nullif(lower(trim(h.raw_data ->> 'email')), '') as h_email,
    nullif(lower(trim(c.raw_data ->> 'email')), '') as c_email,
    nullif(replace(trim(d.raw_data ->> 'name'), '  ', ' '), '') as d_name,
    nullif(replace(trim(h.raw_data ->> 'name'), '  ', ' '), '') as h_name,
    nullif(replace(trim(c.raw_data ->> 'name'), '  ', ' '), '') as c_name,
    nullif(trim(d.raw_data ->> 'telephone'), '') as d_phone, nullif(trim(h.raw_data ->> 'phone'), '') as h_phone,
    nullif(trim(h.raw_data ->> 'title'), '') as h_title,
    nullif(trim(d.raw_data ->> 'department'), '') as d_department,
    nullif(trim(h.raw_data ->> 'department'), '') as h_department,
    nullif(replace(trim(h.raw_data ->> 'street'), '  ', ' '), '') as h_street,
    nullif(replace(trim(c.raw_data ->> 'street'), '  ', ' '), '') as c_street,
    nullif(trim(h.raw_data ->> 'zip'), '') as h_zip, nullif(trim(c.raw_data ->> 'zip'), '') as c_zip,
    nullif(trim(h.raw_data ->> 'city'), '') as h_city, nullif(trim(c.raw_data ->> 'city'), '') as c_city,
    d.raw_data ->> 'changed' as d_changed, h.raw_data ->> 'changed' as h_changed,
    h.raw_data ->> 'changed' >= coalesce(c.raw_data ->> 'changed', '') as of_hr
  from (${latest('directory')}) d
  full join (${latest('hr')}) h using (external_id)
  full join (${latest('crm')}) c on c.external_id = coalesce(d.external_id, h.external_id)
  offset 0
) joined`

function latest(system: string): string {
  return `
select distinct on (external_id) external_id, raw_data from bronze.raw_entities
where entity_type = 'person' and source_system = '${system}' order by external_id, ingested_at desc`
}

/** Milliseconds of that merge into an empty table with a primary key. */
export function mergePlainly(url: string, entities: number): Promise<number> {
  return withClient(url, async (client) => {
    await client.query(
      'create table plain_people (uid text primary key, email text, name text, phone text, title text, department text, street text, zip text, city text)',
    )
    await client.query("set work_mem = '64MB'")
    const milliseconds = await time(async () => {
      const { rowCount } = await client.query(PLAIN_MERGE)
      if (rowCount !== entities) throw new Error(`${rowCount} rows were merged`)
    })
    await client.query('drop table plain_people')
    return milliseconds
  })
}
