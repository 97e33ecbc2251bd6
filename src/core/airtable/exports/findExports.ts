/** The files of a folder that hold the exports of the wanted tables. */
import { chooseExport, type ExportFile } from './chooseExport'
import { claimOf, namesOf, type Claim, type WantedExport } from './exportClaims'
import { listFolder, lookAtFiles, type Listing } from './exportFile'
import { isNoExport } from './exportName'
import {
  folderProblem,
  noFileProblem,
  severalViewsProblem,
  sharedFileProblem,
  type ExportProblem,
} from './exportProblem'

/** What was found for a wanted table. */
export type FoundExport =
  | { readonly status: 'found'; readonly table: string; readonly file: ExportFile }
  | { readonly status: 'problem'; readonly table: string; readonly problem: ExportProblem }

/**
 * The file of each wanted table, in their order, or why there is none. Of several the one that was modified last is taken; of several
 * views none is, unless the pattern of the table chooses. Nothing is read of the files.
 */
export async function findExports(
  folder: string,
  wanted: readonly WantedExport[],
): Promise<readonly FoundExport[]> {
  const claims = wanted.map((one) => claimOf(folder, one))
  const folders = [...new Set(claims.map((claim) => claim.folder))]
  const listings = new Map<string, Listing>()
  for (const one of folders) listings.set(one, await listFolder(one))
  const found = await Promise.all(
    claims.map((claim) => {
      const listing = listings.get(claim.folder) ?? { folder: claim.folder, names: [] }
      return findExport(claim, listing, claims)
    }),
  )
  return withoutShared(found)
}

/** The folders in which the exports of the wanted tables may appear. */
export function foldersOf(folder: string, wanted: readonly WantedExport[]): readonly string[] {
  return [...new Set(wanted.map((one) => claimOf(folder, one).folder))]
}

async function findExport(
  claim: Claim,
  listing: Listing,
  all: readonly Claim[],
): Promise<FoundExport> {
  const { table, pattern } = claim
  const problem = (one: ExportProblem): FoundExport => ({ status: 'problem', table, problem: one })
  if (listing.fault !== undefined) return problem(await folderProblem(listing))
  const names = namesOf(
    claim,
    listing.names.filter((name) => !isNoExport(name)),
    all,
  )
  const files = await lookAtFiles(listing, names)
  const choice = chooseExport(table, files, pattern === undefined ? 'byName' : 'byPattern')
  if (choice.status === 'chosen') return { status: 'found', table, file: choice.file }
  if (choice.status === 'none') return problem(noFileProblem(claim, listing))
  return problem(severalViewsProblem(table, choice.newest, listing.folder))
}

/** One file for two tables is a mistake in the definition, which would put the records of one into the other. */
function withoutShared(found: readonly FoundExport[]): readonly FoundExport[] {
  const tables = new Map<string, string[]>()
  for (const one of found)
    if (one.status === 'found')
      tables.set(one.file.path, [...(tables.get(one.file.path) ?? []), one.table])
  return found.map((one) => {
    if (one.status === 'problem') return one
    const sharing = tables.get(one.file.path) ?? []
    if (sharing.length < 2) return one
    const problem = sharedFileProblem(one.file.name, sharing)
    return { status: 'problem', table: one.table, problem }
  })
}
