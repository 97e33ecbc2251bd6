/** Asks Airtable for the tables and fields of a base. Needs the scope `schema.bases:read`. */
import { ShapeFault } from '../../source/records/http/answerJson'
import type { Machine } from '../../source/records/http/machine'
import { deepFreeze } from '../../util/freeze'
import { elementsOf } from '../../util/jsonText'
import { ask } from './ask'
import { addressOf, connect, type AirtableBase, type ApiContext } from './connection'
import { readMembers, stringOf } from './jsonMembers'
import { refusalError } from './refusal'
import type { ApiField, ApiTable, BaseSchema } from './schema'
import { needed, objectText, shaped } from './shape'

/** One call. Throws `DatabaseOperationError` where the token may not, or there is no such base. */
export async function readSchema(
  asked: AirtableBase,
  context: ApiContext,
  machine?: Machine,
): Promise<BaseSchema> {
  const connection = connect(asked, context, machine)
  const { base, secrets } = connection
  const address = addressOf(connection, ['meta', 'bases', base, 'tables'])
  const reply = await ask(connection, { address })
  if (reply.kind === 'refused') throw refusalError(reply.refusal, { base, what: 'schema' })
  return shaped(`the schema of base "${base}"`, secrets, () =>
    deepFreeze({ base, tables: Array.from(reply.json.elements(['tables']), readApiTable) }),
  )
}

function readApiTable(bytes: Buffer): ApiTable {
  const members = readMembers(objectText(bytes.toString(), 'a table'))
  const [id, name] = [needed(members, 'id', 'a table'), needed(members, 'name', 'a table')]
  const primaryFieldId = stringOf(members.get('primaryFieldId'))
  const fields = members.get('fields') ?? ''
  if (!fields.startsWith('[')) throw new ShapeFault('a table has no list of "fields"')
  return {
    ...{ id, name },
    ...(primaryFieldId !== undefined && { primaryFieldId }),
    fields: Array.from(elementsOf(fields, 0), readApiField),
  }
}

function readApiField(text: string): ApiField {
  const members = readMembers(objectText(text, 'a field'))
  const options = members.get('options')
  return {
    id: needed(members, 'id', 'a field'),
    name: needed(members, 'name', 'a field'),
    type: needed(members, 'type', 'a field'),
    ...(options !== undefined && options !== 'null' && { options }),
  }
}
