/** Ways to go wrong on the command line, and what it says of each. */
import { environments, mapping, type JobsWorkspace } from './cliSetUp'

export interface WrongInput {
  /** Files of the workspace that are other than the right ones. */
  readonly files?: Readonly<Record<string, unknown>>
  /** Variables that are other than the right ones; undefined for not set. */
  readonly variables?: (jobs: JobsWorkspace) => Readonly<Record<string, string | undefined>>
  readonly args?: readonly string[]
  readonly code: 1 | 2
  readonly error: RegExp
  /** What MySQL says, where the words are the server's. */
  readonly mysql?: RegExp
}

/** A `drydock.jsonc`, and the mapping, with other parts. */
export const file = (parts: object) => ({ 'drydock.jsonc': { environments, ...parts } })
export const map = (parts: object) => ({ 'jobs.mapping.jsonc': { ...mapping, ...parts } })
const sandbox = (environment: object) =>
  file({ environments: { ...environments, sandbox: environment } })
const sandboxUrl = (change: (url: URL) => void) => (jobs: JobsWorkspace) => {
  const url = new URL(jobs.targetUrl)
  change(url)
  return { SANDBOX_URL: url.href }
}

export const APPLY = ['apply', 'jobs.mapping.jsonc', '--yes']

/** Each is a way to go wrong, the exit code, and what its one error says. */
export const WRONG_INPUTS: Readonly<Record<string, WrongInput>> = {
  'a drydock.jsonc that is not JSON': {
    files: { 'drydock.jsonc': '{\n  "environments" {}\n}' },
    code: 2,
    error: /^✗ drydock.jsonc:2:18: a colon is expected here$/m,
  },
  'an unknown name in drydock.jsonc': {
    files: file({ regsitry: {} }),
    code: 2,
    error: /^✗ drydock.jsonc:\d+:\d+: "regsitry" is not known here \(did you mean "registry"\?\)$/m,
  },
  'a password in drydock.jsonc': {
    files: sandbox({ url: 'postgres://user:hunter2@localhost/x' }),
    code: 2,
    error: /^✗ drydock.jsonc:\d+:\d+: "url" holds a password in plain text \(move it to /m,
  },
  'production that is open': {
    files: file({
      environments: { ...environments, production: { url: 'pglite:p', protection: 'open' } },
    }),
    code: 2,
    error: /^✗ drydock.jsonc:\d+:\d+: "production" cannot be open; allowed: guarded, locked/m,
  },
  'a mapping that is not JSON': {
    files: { 'jobs.mapping.jsonc': '{ "source": ' },
    code: 2,
    error: /^✗ jobs.mapping.jsonc:1:\d+: a value is expected here$/m,
  },
  'an unknown environment': {
    files: map({ target: { environment: 'sandbx', table: 'jobs' } }),
    code: 2,
    error:
      /^✗ jobs.mapping.jsonc:7:20: there is no environment "sandbx" \(did you mean "sandbox"\?\)$/m,
  },
  'a mapping without a key': {
    files: map({ key: [] }),
    code: 2,
    error: /^✗ jobs.mapping.jsonc:\d+:\d+: "key" must not be empty$/m,
  },
  'a mapping without fields': {
    files: map({ fields: undefined }),
    code: 2,
    error: /^✗ jobs.mapping.jsonc:1:1: "fields" is missing$/m,
  },
  'an unknown transform': {
    files: map({ fields: [{ source: 'stage', transform: 'tirm' }] }),
    code: 2,
    error: /"tirm" is not known as "transform" \(did you mean "trim"\?/,
  },
  'a mapping that is not there': {
    args: ['apply', 'job.mapping.jsonc', '--yes'],
    code: 2,
    error:
      /^✗ there is no definition "job.mapping.jsonc"\n {2}did you mean "jobs.mapping.jsonc"\?$/m,
  },
  'a table that is not there': {
    files: map({ target: { environment: 'sandbox', table: 'job' } }),
    code: 2,
    error: /^✗ jobs.mapping.jsonc:\d+:\d+: .*"job".*"(public\.)?jobs"/m,
  },
  'a column that is not there': {
    files: map({ fields: ['fab_ordr'] }),
    code: 2,
    error: /^✗ jobs.mapping.jsonc:15:5: .*"fab_ordr".*did you mean "fab_order"\?/m,
  },
  'a key column that is not there': {
    files: map({ key: ['jbo', 'release'] }),
    code: 2,
    error: /^✗ jobs.mapping.jsonc:\d+:\d+: .*"jbo".*did you mean "job"\?/m,
  },
  'a generated column as a target': {
    files: map({ fields: ['label'] }),
    code: 2,
    error:
      /^✗ jobs.mapping.jsonc:\d+:\d+: "label" is computed by the database and cannot be written/m,
  },
  'a view as a target': {
    files: map({ target: { environment: 'sandbox', table: 'jobs_view' } }),
    code: 2,
    error: /^✗ jobs.mapping.jsonc:\d+:\d+: .*jobs_view" is a view/m,
  },
  'an expression that is no SQL': {
    files: map({ fields: [{ expression: 'fab_order +', target: 'fab_order' }] }),
    code: 2,
    error: /^✗ jobs.mapping.jsonc:\d+:\d+: /m,
  },
  'fields whose types do not fit': {
    files: map({ fields: [{ source: 'fab_order', target: 'payload' }] }),
    code: 2,
    error: /^✗ jobs.mapping.jsonc:\d+:\d+: .*payload/m,
  },
  'variables that are not set': {
    variables: () => ({ ORIGIN_URL: undefined, SANDBOX_URL: undefined }),
    code: 2,
    error: /^✗ environment variables are not set: "ORIGIN_URL", "SANDBOX_URL"\n {2}.*\.env/m,
  },
  'a secret that is not set': {
    files: sandbox({ url: 'postgres://u@localhost/x', password: '${secret:sandbox}' }),
    code: 2,
    error: /^✗ secrets are not set: "sandbox"\n {2}.*DRYDOCK_SECRET_SANDBOX/m,
  },
  'a password command that fails': {
    files: sandbox({ url: 'postgres://u@localhost/x', passwordCommand: 'echo hunter2; exit 4' }),
    code: 2,
    error: /^✗ the password command of "sandbox" failed with exit code 4$/m,
  },
  'a URL with a foreign scheme': {
    variables: () => ({ SANDBOX_URL: 'mongodb://user:hunter2@localhost/x' }),
    code: 2,
    error:
      /^✗ the url of environment "sandbox", from "SANDBOX_URL", has the unknown scheme "mongodb:"$/m,
  },
  'a URL that is malformed': {
    variables: () => ({ SANDBOX_URL: 'postgres://user:hunter2@local host:x/y' }),
    code: 2,
    error: /^✗ the url of environment "sandbox", from "SANDBOX_URL", is malformed$/m,
  },
  'a MySQL server that is not there': {
    variables: () => ({ SANDBOX_URL: 'mysql://user:hunter2@127.0.0.1:1/x' }),
    code: 1,
    error:
      /^✗ cannot reach "sandbox" at 127\.0\.0\.1:1\/x: .*ECONNREFUSED.*\n {2}check that the server runs/m,
  },
  'a server that is down': {
    variables: sandboxUrl((url) => (url.port = '1')),
    code: 1,
    error:
      /^✗ cannot reach "sandbox" at 127\.0\.0\.1:1\/.*ECONNREFUSED.*\n {2}check that the server runs/m,
  },
  'a host that nobody knows': {
    variables: sandboxUrl((url) => (url.hostname = 'no-such-host.invalid')),
    code: 1,
    error: /^✗ .*no-such-host\.invalid/m,
  },
  'a wrong password': {
    variables: sandboxUrl((url) => (url.password = 'hunter2')),
    code: 1,
    error: /^✗ .*password authentication failed/m,
    mysql: /^✗ .*Access denied for user 'engineer'/m,
  },
  'a database that is not there': {
    variables: sandboxUrl((url) => (url.pathname = '/drydock_test_none')),
    code: 1,
    error: /^✗ .*"drydock_test_none" does not exist/m,
    mysql: /^✗ .*Unknown database 'drydock_test_none'/m,
  },
  'no permission to read': {
    variables: sandboxUrl((url) => asRole(url, 'nobody')),
    code: 1,
    error: /^✗ .*permission denied.*jobs/m,
    mysql: /^✗ .*SELECT command denied.*jobs/m,
  },
  'no permission to update': {
    variables: sandboxUrl((url) => asRole(url, 'reader')),
    code: 1,
    error: /^✗ .*permission denied.*jobs[^]*grant/im,
    mysql: /^✗ permission denied: update of .*jobs[^]*grant select, update on `\w+`\.`jobs` to …/m,
  },
  'no permission to create the ledger': {
    variables: sandboxUrl((url) => asRole(url, 'writer')),
    code: 1,
    error: /^✗ .*ledger[^]*grant create on database/im,
    mysql: /^✗ the ledger cannot be created[^]*grant create, select, insert, update on/m,
  },
  'a locked target': {
    files: sandbox({ ...environments.sandbox, protection: 'locked' }),
    code: 2,
    error: /^✗ "sandbox" is locked and is never a target$/m,
  },
  'a locked target under another name': {
    files: file({ environments: { ...environments, production: environments.sandbox } }),
    args: [...APPLY, '--confirm', 'sandbox'],
    code: 2,
    error: /^✗ "sandbox" is locked.*the same database as "production"/m,
  },
  'a guarded target whose name is not given': {
    files: sandbox({ ...environments.sandbox, protection: 'guarded' }),
    code: 2,
    error: /^✗ "sandbox" is guarded; nothing was changed\n {2}.*--yes --confirm sandbox$/m,
  },
  'the name of another environment': {
    args: [...APPLY, '--confirm', 'origin'],
    code: 2,
    error: /^✗ --confirm names "origin", but the target is "sandbox"$/m,
  },
  'nobody to ask': {
    args: ['apply', 'jobs.mapping.jsonc'],
    code: 2,
    error: /^✗ there is no terminal to ask whether to apply .*; nothing was changed\n {2}.*--yes/m,
  },
  'a plan that is not there': {
    args: ['apply', 'no.plan', '--yes'],
    code: 2,
    error: /^✗ there is no plan "no.plan"$/m,
  },
  'a plan that is no plan': {
    files: { 'no.plan': 'nothing\n' },
    args: ['apply', 'no.plan', '--yes'],
    code: 1,
    error: /^✗ .*no\.plan/m,
  },
  'a run that is not there': {
    args: ['undo', 'no-such-run', '--yes'],
    code: 2,
    error: /^✗ there is no run "no-such-run"$/m,
  },
  'a ledger of no environment': {
    args: ['runs', '--environment', 'sandbx'],
    code: 2,
    error: /^✗ there is no environment "sandbx"\n {2}did you mean "sandbox"\?$/m,
  },
  'an unknown command': { args: ['aply'], code: 2, error: /^✗ unknown command 'aply'\n.*apply/m },
  'an unknown option': {
    args: [...APPLY, '--force'],
    code: 2,
    error: /^✗ unknown option '--force'$/m,
  },
  'no definition': {
    args: ['plan'],
    code: 2,
    error: /^✗ missing required argument 'definition'$/m,
  },
  'a folder for the plan': {
    args: ['plan', 'jobs.mapping.jsonc', '--out', '.'],
    code: 2,
    error: /^✗ ".+" is a folder\n {2}name the file of the plan/m,
  },
  'another file in the place of the plan': {
    args: ['plan', 'jobs.mapping.jsonc', '--out', 'jobs.mapping.jsonc'],
    code: 2,
    error: /^✗ ".+" is there already, and is no plan\n {2}name another file/m,
  },
  'a folder as a plan': {
    args: ['decide', '.', '--all', 'source'],
    code: 2,
    error: /^✗ ".+" is a folder\n {2}name the file of a plan/m,
  },
  'a folder to apply': {
    args: ['apply', '.', '--yes'],
    code: 2,
    error: /^✗ (?!unexpected)/m,
  },
  'too many arguments': { args: ['plan', 'a', 'b'], code: 2, error: /^✗ too many arguments/m },
  'an unknown format': {
    args: ['plan', 'jobs.mapping.jsonc', '--format', 'xml'],
    code: 2,
    error:
      /^✗ option '--format <format>' argument 'xml' is invalid\. Allowed choices are text, json, ndjson\.$/m,
  },
  'a number that is none': {
    args: ['plan', 'jobs.mapping.jsonc', '--examples', '-1'],
    code: 2,
    error: /^✗ option '--examples <count>' argument '-1' is invalid\./m,
  },
}

/** Of all roles that have fewer rights than they need. */
export const rolePassword = 'role-password'

function asRole(url: URL, kind: string): void {
  url.username = roleName(kind)
  url.password = rolePassword
}

export function roleName(kind: string): string {
  return `drydock_${kind}_${process.pid}`
}

export const roles = ['nobody', 'reader', 'writer'] as const
