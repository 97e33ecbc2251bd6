/**
 * Has git run .githooks before a commit. It stays silent and succeeds outside a git repository, where there is
 * no git, and where hooks are configured already.
 */
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'

const root = resolve(import.meta.dirname, '..')
const git = (/** @type {string[]} */ ...args) =>
  spawnSync('git', args, { cwd: root, encoding: 'utf8' }).stdout?.trim() ?? ''

if (existsSync(join(root, '.git')) && git('config', 'core.hooksPath') === '')
  git('config', '--local', 'core.hooksPath', '.githooks')
