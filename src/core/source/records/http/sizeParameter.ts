import type { SizeFile } from './pagingSchema'

/** What asks for pages of a size. */
export function sizeParameter(size: SizeFile | undefined): Readonly<Record<string, string>> {
  return size === undefined ? {} : { [size.parameter]: String(size.value) }
}
