/** How texts of a format look, as all servers' regular expressions say it; each language says where they begin and end. */
import type { Validation } from '../definition/pipeline'

export const FORMATS: Readonly<Record<NonNullable<Validation['format']>, string>> = {
  email: '[^@[:space:]]+@[^@[:space:].]+([.][^@[:space:].]+)+',
  url: '[A-Za-z][A-Za-z0-9+.-]*://[^[:space:]]+',
  uuid: '[0-9A-Fa-f]{8}-([0-9A-Fa-f]{4}-){3}[0-9A-Fa-f]{12}',
  date: '[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])',
  timestamp:
    '[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])[T ]([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9]([.][0-9]{1,6})?)?(Z|[+-](0[0-9]|1[0-4])(:?[0-5][0-9])?)?',
  integer: '[+-]?[0-9]{1,38}',
  number: '[+-]?([0-9]{1,100}([.][0-9]{0,100})?|[.][0-9]{1,100})([eE][+-]?[0-9]{1,3})?',
}
