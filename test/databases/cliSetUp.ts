/** Two databases with jobs, a workspace on them, and the command line in it. */
import { runCli, startCli, type CliResult } from '../helpers/cli'
import { languageOf, type Engine, type Language, type TextRow } from '../helpers/engines'
import { workspaceFolder } from '../helpers/temporary'

export interface JobsWorkspace {
  readonly folder: string
  readonly sourceUrl: string
  readonly targetUrl: string
  readonly targetAdminUrl: string
  /** Runs a command in the workspace. */
  cli(...args: string[]): Promise<CliResult>
  start(...args: string[]): ReturnType<typeof startCli>
  /** Everything in the target that a command could have written, as one value. */
  targetState(): Promise<readonly TextRow[]>
  queryTarget(sql: string): Promise<readonly TextRow[]>
}

export const mapping = {
  source: { environment: 'origin', table: 'jobs' },
  target: { environment: 'sandbox', table: 'jobs' },
  key: ['job', 'release'],
  fields: ['fab_order', 'stage'],
}

/** `drydock.jsonc` for the two databases, whose URLs are in variables. */
export const environments = {
  origin: { url: '${env:ORIGIN_URL}' },
  sandbox: { url: '${env:SANDBOX_URL}' },
}

export interface SetUpOptions {
  readonly files?: Readonly<Record<string, unknown>>
  /** Runs in the target once its rows are there. */
  readonly targetSql?: string
}

/** "release" is a reserved word of MySQL, whose keys have a length. */
const CREATE_JOBS: Readonly<Record<Language, string>> = {
  postgres: `
create table jobs (
  job integer not null, release text not null, fab_order numeric(10, 1), stage text,
  label text generated always as (release || '!') stored,
  primary key (job, release))`,
  mysql: `
create table jobs (
  job integer not null, \`release\` varchar(10) not null, fab_order numeric(10, 1), stage text,
  label varchar(11) generated always as (concat(\`release\`, '!')) stored,
  primary key (job, \`release\`))`,
}

function insertJobs(last: number, values: (n: number) => string): string {
  const rows = Array.from({ length: last }, (_, index) => index + 1)
  return `insert into jobs values ${rows.map((n) => `(${10000 + n}, 'A', ${values(n)}, default)`).join(', ')}`
}

/** 30 jobs at the origin, 20 of which are in the sandbox, 12 with another `fab_order` and 1 with another stage. */
export async function setUpJobs(
  engine: Engine,
  { files = {}, targetSql = '' }: SetUpOptions = {},
): Promise<JobsWorkspace> {
  const [source, target] = [await engine.createDatabase(), await engine.createDatabase()]
  const createJobs = CREATE_JOBS[languageOf(engine)]
  await engine.query(source.url, `${createJobs}; ${insertJobs(30, (n) => `${500 + n}, 'Cut'`)}`)
  const inSandbox = (n: number) =>
    `${500 + n + (n <= 12 ? 0.5 : 0)}, ${n === 12 ? 'null' : "'Cut'"}`
  await engine.query(target.url, `${createJobs}; ${insertJobs(20, inSandbox)}; ${targetSql}`)
  const folder = workspaceFolder({
    'drydock.jsonc': { environments },
    'jobs.mapping.jsonc': mapping,
    '.env': `ORIGIN_URL='${source.url}'\nSANDBOX_URL='${target.url}'\n`,
    ...files,
  })
  const queryTarget = (sql: string) => engine.query(target.adminUrl, sql)
  return {
    folder,
    sourceUrl: source.url,
    targetUrl: target.url,
    targetAdminUrl: target.adminUrl,
    cli: (...args) => runCli(args, { cwd: folder }),
    start: (...args) => startCli(args, { cwd: folder }),
    queryTarget,
    targetState: async () => {
      const found: TextRow[] = []
      for (const sql of STATE[languageOf(engine)]) found.push(...(await queryTarget(sql)))
      return found
    },
  }
}

const STATE: Readonly<Record<Language, readonly string[]>> = {
  postgres: [
    `
select 'row' as kind, jobs::text as what from jobs
union all
select 'schema', nspname from pg_namespace where nspname !~ '^pg_(temp|toast)'
union all
select 'relation', relname from pg_class where relnamespace::regnamespace::text in ('public', 'drydock')
order by kind, what`,
  ],
  mysql: [
    'select * from jobs order by job',
    `
select 'schema' as kind, schema_name as what from information_schema.schemata
union all
select 'table', table_name from information_schema.tables where table_schema = database()
order by kind, what`,
  ],
}
