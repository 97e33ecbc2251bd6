/** The kinds of sources that there are. A new one is a file of this folder and a line here. */
import { csv } from './csv'
import { http } from './http'
import { json } from './json'
import { ldap } from './ldap'
import { ndjson } from './ndjson'
import { query } from './query'

export const SOURCE_KINDS = [csv, json, ndjson, query, http, ldap] as const
