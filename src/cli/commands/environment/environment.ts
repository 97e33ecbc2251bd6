import type { Command } from 'commander'
import type { CommandContext } from '../../context'
import { addCompare } from './compare'
import { addCreate } from './create'
import { addCurrent } from './current'
import { addDelete, addRestore } from './delete'
import { addInit } from './init'
import { addList } from './list'
import { addReap } from './reap'
import { addResolve } from './resolve'

/** `drydock environment …`: the databases of each environment, and which environment is the current one. */
export function addEnvironment(program: Command, context: CommandContext): void {
  const environment = program
    .command('environment')
    .description('make, list and delete environments; what their databases are called')
  for (const add of [
    addInit,
    addList,
    addCurrent,
    addResolve,
    addCreate,
    addCompare,
    addDelete,
    addRestore,
    addReap,
  ])
    add(environment, context)
}
