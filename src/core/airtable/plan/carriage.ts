/** How the value of a cell gets into a column. */
import type { Column } from '../../database/table'
import { explainRefusal, findCarrier, type CarriedType, type Carrier } from '../../schema/carry'
import { sameAttachments } from '../cells/attachments'
import type { CellFormat } from '../cells/format'

export type Carriage =
  Pick<Carrier, 'carry' | 'same'> | { readonly refused: string; readonly mend: string }

/** The type that values of a format have before they are in a column. */
export function typeOfFormat(format: CellFormat): CarriedType {
  switch (format.type) {
    case 'text':
      return { family: 'text', castType: 'text' }
    case 'number':
    case 'currency':
    case 'percent':
    case 'rating':
    case 'autonumber':
      return { family: 'decimal', castType: 'numeric' }
    case 'checkbox':
      return { family: 'boolean', castType: 'boolean' }
    case 'date':
      return { family: 'date', castType: 'date' }
    case 'dateTime':
      return format.time === 'iso'
        ? { family: 'timestamptz', castType: 'timestamptz' }
        : { family: 'timestamp', castType: 'timestamp' }
    case 'duration':
      return { family: 'other', castType: 'interval', type: 'interval' }
    case 'choices':
    case 'attachments':
      return { family: 'other', castType: 'text[]', type: 'text[]' }
  }
}

/** The way from a format to a column, or why there is none. */
export function carriage(format: CellFormat, column: Column): Carriage {
  const type = typeOfFormat(format)
  // The format's values are written as the type prints them: of types without a family, it has to be the very one.
  if (type.family === 'other') {
    if (column.castType === type.castType)
      return {
        carry: (text) => ({ text }),
        same: format.type === 'attachments' ? sameAttachments : (a, b) => a === b,
      }
    const refused = `${format.type} cannot be carried to "${column.name}", which is ${column.type}`
    return { refused, mend: `make the column ${type.castType}` }
  }
  const carrier = findCarrier(type, column)
  if (carrier !== undefined) return carrier
  const why = explainRefusal(type, column)
  return {
    refused: `${format.type} cannot be carried to "${column.name}": ${why?.refused ?? 'it is of another type'}`,
    mend: why?.mend ?? 'choose another type',
  }
}
