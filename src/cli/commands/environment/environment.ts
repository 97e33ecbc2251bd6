import type { Command } from 'commander'
import type { CommandContext } from '../../context'
import { addCurrent } from './current'
import { addInit } from './init'
import { addList } from './list'
import { addResolve } from './resolve'

/** `drydock environment …`: the databases of each environment, and which environment is the current one. */
export function addEnvironment(program: Command, context: CommandContext): void {
  const environment = program
    .command('environment')
    .description('which environments there are and what their databases are called')
  for (const add of [addInit, addList, addCurrent, addResolve]) add(environment, context)
}
