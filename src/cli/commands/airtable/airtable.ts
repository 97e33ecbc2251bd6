import type { Command } from 'commander'
import type { CommandContext } from '../../context'
import { addNewDefinition } from './newDefinition'
import { addValidate } from './validate'
import { addWatch } from './watch'

/** `drydock airtable …`: what there is to do with syncs besides planning and applying them. */
export function addAirtable(program: Command, context: CommandContext): void {
  const airtable = program.command('airtable').description('syncs of Airtable bases')
  addNewDefinition(airtable, context)
  addValidate(airtable, context)
  addWatch(airtable, context)
}
