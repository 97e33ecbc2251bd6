/**
 * Stories as text files: a title and remarks, then sections that begin with a line `-- name --`. A section ends
 * where the next one begins.
 */

export interface Archive {
  /** The first line. */
  readonly title: string
  /** Everything before the first section, the title included. */
  readonly preface: string
  readonly sections: ReadonlyMap<string, string>
}

const HEADING = /^-- (\S+) --\n/m

export function parseArchive(text: string): Archive {
  const [preface = '', ...rest] = text.split(HEADING)
  const sections = new Map<string, string>()
  for (let index = 0; index < rest.length; index += 2) {
    const [name = '', content = ''] = rest.slice(index, index + 2)
    if (sections.has(name)) throw new Error(`the section "${name}" is there twice`)
    sections.set(name, content)
  }
  return { title: preface.split('\n')[0] ?? '', preface, sections }
}

export function formatArchive({ preface, sections }: Archive): string {
  return preface + [...sections].map(([name, content]) => `-- ${name} --\n${content}`).join('')
}
