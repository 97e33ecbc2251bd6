/** A server whose disk is full in mid-run: the run stops between two batches and goes on when there is room. */
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { chmodSync, chownSync, readFileSync } from 'node:fs'
import { allEngines, type Engine } from '../helpers/engines'
import { mariadbEngine } from '../helpers/mariadbEngine'
import { serverOwner } from '../helpers/servers'
import { temporaryFolder, temporaryRoot } from '../helpers/temporary'
import { createSite, type Site } from './site'
import { checkResumes, checkStory, checkUndoes, failureOf, newestRun, ROWS } from './underWay'

/** Applies to a target with room for a part of the changes only. What a person does then is to make room. */
async function checkFullDisk(
  site: Site,
  fill: () => Promise<unknown>,
  makeRoom: () => Promise<unknown>,
): Promise<void> {
  const start = await site.jobs()
  const plan = await site.plan()
  await fill()
  const error = await failureOf(site.apply(plan))
  assert.ok(['run-failed', 'run-interrupted'].includes(error.code), error.message)
  assert.match(error.message, /No space left on device|is full/)
  assert.match(error.mend ?? '', /apply the same plan to go on/)
  const run = await newestRun(site)
  assert.ok(['failed', 'interrupted'].includes(run.status), run.status)
  assert.ok((await checkStory(site, run)) < run.counts.total)
  await makeRoom()
  await checkResumes(site, plan, run)
  await checkUndoes(site, run.id, start)
}

/** Mounting a small disk takes this right: https://man7.org/linux/man-pages/man7/capabilities.7.html */
function mayMount(): boolean {
  const CAP_SYS_ADMIN = 21n
  const [, rights] = /^CapEff:\s*(\w+)$/m.exec(readFileSync('/proc/self/status', 'utf8')) ?? []
  return rights !== undefined && ((BigInt(`0x${rights}`) >> CAP_SYS_ADMIN) & 1n) === 1n
}

function ownServers(kind: Engine['kind']): readonly Engine[] {
  return allEngines().filter((engine) => engine.kind === kind && engine.server !== undefined)
}

// Where tests may not mount a disk of a few megabytes, PostgreSQL cannot be given one.
if (process.platform === 'linux' && mayMount())
  for (const engine of ownServers('postgres'))
    describe(`a full disk (${engine.id})`, () => {
      let disk: string

      before(() => {
        disk = temporaryFolder('disk')
        chmodSync(temporaryRoot().path, 0o711)
        const { status, stderr } = spawnSync('mount', [
          '-t',
          'tmpfs',
          '-o',
          'size=8m',
          'disk',
          disk,
        ])
        assert.equal(status, 0, String(stderr))
        const owner = serverOwner()
        if (owner !== undefined) chownSync(disk, owner.uid, owner.gid)
      })
      after(async () => {
        await engine.verifyReleased()
        spawnSync('umount', ['--lazy', disk])
      })

      it('stops a run, which goes on when there is room', async () => {
        const site = await createSite(engine, { rows: ROWS })
        await site.query('target', `create tablespace small location '${disk}'`)
        await site.query('target', 'alter table jobs set tablespace small')
        await site.query('target', 'alter table jobs set (autovacuum_enabled = off)')
        const fill = `create table ballast (filler text) tablespace small; alter table ballast alter column filler set storage plain;
do $$ begin for n in 1..2000 loop
  begin insert into ballast values (repeat('x', 7000)); exception when disk_full then exit; end;
end loop; end $$`
        await checkFullDisk(
          site,
          () => site.query('target', fill),
          () => site.query('target', 'drop table ballast'),
        )
        await site.query('target', 'drop table jobs')
        await site.query('target', 'drop tablespace small')
      })
    })

const FILES = 'ibdata1:12M;ibdata2:30M'
/** Room to begin a run, and for a batch or two; the server keeps two million bytes for itself. */
const RESERVE_BYTES = 4_500_000

const [mariadb] = ownServers('mysql')
if (mariadb !== undefined)
  describe('a full disk (mariadb)', () => {
    // All tables in two files that do not grow.
    const small = mariadbEngine({
      'innodb-file-per-table': '0',
      'innodb-data-file-path': FILES,
    })
    after(async () => {
      await mariadb.verifyReleased()
      await small.verifyReleased()
      await small.close()
    })

    it('stops a run, which goes on when there is room', async () => {
      const site = await createSite({ source: mariadb, target: small }, { rows: 2 * ROWS })
      await site.query('target', 'create table ballast (filler longblob)')
      const fill = async () => {
        // The ledger is there: what finds no room is a batch.
        const { run } = await site.apply(await site.plan())
        await site.apply(await site.planUndo(run.id))
        while ((await freeBytes(site)) > RESERVE_BYTES)
          await site.query('target', `insert into ballast values (repeat('x', 100000))`)
      }
      await checkFullDisk(site, fill, async () => {
        await small.server.stop()
        await small.server.start({ 'innodb-data-file-path': `${FILES};ibdata3:12M` })
      })
    })
  })

async function freeBytes(site: Site): Promise<number> {
  const [row] = await site.query(
    'target',
    "select data_free from information_schema.tables where table_schema = database() and table_name = 'jobs'",
  )
  return Number(row?.['data_free'])
}
