/** The kinds of sources that there are. A new one is a file of this folder and a line here. */
import { csv } from './csv'
import { http } from './http'
import { ldap } from './ldap'
import { query } from './query'

export const SOURCE_KINDS = [csv, http, ldap, query] as const
