/** Every rule by which values win, are checked and are scored gives the same in every language. */
import { deepEqual, equal } from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describeEngines, languageOf } from '../../helpers/engines'
import { pipelineSite, type Json, type PipelineSite } from './pipelineSite'

const SOURCES = ['hr', 'ldap', 'tdx'] as const

const PIPELINE: Json = {
  entity: 'device',
  sources: Object.fromEntries(
    SOURCES.map((name) => [name, { type: 'ndjson', path: `${name}.ndjson`, id: 'id' }]),
  ),
  silver: {
    table: 'devices',
    key: {
      column: 'serial',
      from: { hr: 'serial', ldap: 'device.serial', tdx: 'serial' },
      clean: ['trim', 'lower', { remove: '-:' }],
      type: 'varchar(40)',
    },
    priority: ['tdx', 'hr'],
    fields: {
      name: { from: 'name', rule: 'majority' },
      owner: { from: 'owner', rule: 'mostRecent', compare: 'exact' },
      note: { from: 'note', rule: 'mostComplete' },
      street: { from: { hr: 'street', tdx: 'street' }, rule: 'mostRecent' },
      city: { from: { hr: 'city', tdx: 'city' } },
      bought: { from: 'bought', type: 'date' },
      price: { from: 'price', type: 'decimal(12,2)' },
      state: { from: 'state', clean: [{ nullIf: ['?', 'n/a'] }] },
      site: 'site',
    },
    groups: { address: ['street', 'city'] },
    recency: { hr: 'at', tdx: 'at' },
    validate: {
      price: { minimum: 0, maximum: 1e300, otherwise: 'null' },
      state: { in: ['on', 'off'], otherwise: 'flag' },
      name: { pattern: '^[A-Z]', required: true },
      site: { references: { table: 'sites', column: 'code' }, otherwise: 'null' },
    },
  },
  quality: {
    sources: ['hr', 'tdx'],
    keyFields: ['owner'],
    mismatches: ['owner', 'name'],
    informational: ['note'],
    weights: { missingSource: 0.3, missingField: 0.25, mismatch: 0.01 },
    rules: { no_city: { when: "city is null or city = ''", weight: 0.45 } },
  },
}

const RECORDS: Readonly<Record<(typeof SOURCES)[number], readonly Json[]>> = {
  hr: [
    {
      id: '1',
      serial: 'AA-1',
      name: 'Alpha',
      owner: 'ann',
      at: '2024-01-01',
      street: 'Old St',
      city: 'Rome',
      price: '12.345',
      site: 'n',
    },
    { id: '2', serial: 'bb:2', name: 'beta', owner: 'bob', at: '2024-05-01', price: '-1' },
    { id: '3', serial: 'cc3', name: 'Gamma', at: '2024-01-01', state: '?', site: 's' },
    { id: '4', serial: ' CC-3 ', name: 'Gamma 2', at: '2024-02-01', owner: 'cid' },
  ],
  ldap: [
    { id: '1', device: { serial: 'aa1' }, name: 'ALPHA', owner: 'Ann', note: 'of ldap' },
    { id: '2', device: { serial: 'bb2' }, name: 'Beta', owner: 'bob' },
    { id: '9', device: null, name: 'Nobody' },
  ],
  tdx: [
    {
      id: '1',
      serial: 'aa1',
      name: 'Other',
      owner: 'ANN',
      at: '2024-03-01',
      street: 'New St',
      bought: '2024-02-29',
      price: 7,
      state: 'broken',
    },
    {
      id: '2',
      serial: 'bb2',
      name: 'Beta',
      owner: 'bob',
      at: '2024-04-01',
      state: 'on',
      note: 'x',
      bought: '2023-02-29',
    },
    { id: '5', serial: 'ee5', name: 'Epsilon', city: 'Oslo', site: 'nowhere', state: 'n/a' },
  ],
}

describeEngines(
  'the rules of a merge',
  (engine) => {
    const isMysql = languageOf(engine) === 'mysql'
    const write = (site: PipelineSite, records: typeof RECORDS) => {
      for (const name of SOURCES)
        writeFileSync(
          join(site.folder, `${name}.ndjson`),
          records[name].map((record) => `${JSON.stringify(record)}\n`).join(''),
        )
    }
    const devices = async (site: PipelineSite) => {
      const rows = await site.query('select * from silver.devices order by serial')
      return rows.map(({ provenance: _, quality_flags: flags, ...row }) =>
        [...Object.values(row), ...(flags ?? '').matchAll(/[a-z_]+/g)].join('|'),
      )
    }
    const setUp = async (): Promise<PipelineSite> => {
      const site = await pipelineSite(engine, PIPELINE)
      const made = isMysql ? `create database ${await silverOf(site)}` : 'create schema silver'
      await site.query(made)
      await site.query('create table silver.sites (code varchar(10))')
      await site.query(`insert into silver.sites values ('n'), (null)`)
      write(site, RECORDS)
      deepEqual((await site.ingest()).failed, [])
      return site
    }
    const silverOf = async (site: PipelineSite) =>
      (await site.query(`select concat(database(), '_silver') as name`))[0]?.['name'] ?? ''

    it('are the same in every language', async () => {
      const site = await setUp()
      const { counts } = await site.transform()
      deepEqual([counts.created, counts.rejected], [3, 1])
      deepEqual(await devices(site), [
        'aa1|Alpha|Ann|of ldap|New St||2024-02-29|7.00|broken|n|0.53|owner_mismatch|name_mismatch|invalid_state|no_city',
        'cc3|Gamma 2|cid||||||||0.25|missing_tdx_source|no_note|duplicate_hr_record|no_city',
        'ee5|Epsilon||||Oslo|||||0.45|missing_hr_source|missing_owner|no_note|invalid_site',
      ])
      const kept = await site.query('select external_id, message from drydock.quarantine')
      deepEqual(kept, [{ external_id: 'bb2', message: 'bought: type' }])
    })

    it('give the same of what has changed as of everything', async () => {
      const site = await setUp()
      await site.transform()
      write(site, {
        hr: RECORDS.hr.slice(0, 3),
        ldap: RECORDS.ldap.map((record) => ({ ...record, note: 'changed' })),
        tdx: [...RECORDS.tdx.slice(1, 2).map((record) => ({ ...record, bought: null }))],
      })
      await site.ingest()
      const { counts, full, run } = await site.transform()
      equal(full, undefined)
      deepEqual([counts.created, counts.updated, counts.deleted], [1, 2, 1])
      const rows = await devices(site)
      deepEqual(rows, [
        'aa1|Alpha|Ann|changed|Old St|Rome||12.35||n|0.69|missing_tdx_source|owner_mismatch',
        'bb2|Beta|bob|x|||||on||0.55|invalid_price|no_city',
        'cc3|Gamma|||||||||0.00|missing_tdx_source|missing_owner|no_note|invalid_site|no_city',
      ])
      const again = await site.transform({ full: true })
      deepEqual([again.counts.created, again.counts.updated, again.counts.deleted], [0, 0, 0])
      // The transform between has seen what the undo takes back.
      const undo = await site.undo(run.id)
      deepEqual([undo.counts.applied, undo.counts.drifted], [4, 0])
      await site.transform()
      deepEqual(await devices(site), rows)
    })
  },
  { languages: ['postgres', 'mysql'] },
)
