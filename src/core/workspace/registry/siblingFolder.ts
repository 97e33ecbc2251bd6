/** Embedded databases: the databases of one "server" are folders beside each other. */
import { basename, dirname, join } from 'node:path'
import type { FolderEndpoint } from '../../database/endpoint'

/** The folder of that name beside another one. */
export function siblingFolder(endpoint: FolderEndpoint, name: string): FolderEndpoint {
  return {
    ...endpoint,
    folder: join(dirname(endpoint.folder), name),
    shown: join(dirname(endpoint.shown), name),
    database: 'postgres',
  }
}

/** What the folder is called: the name of the database where databases are folders. */
export function folderName(endpoint: FolderEndpoint): string {
  return basename(endpoint.folder)
}
