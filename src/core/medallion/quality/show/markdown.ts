/** A document as Markdown. Whatever texts hold, they stay texts: no markup, no cell and no line of their own. */
import { visible } from '../../../util/visible'
import type { Cell, ReportDocument, Section } from './section'

export function toMarkdown({ title, sections }: ReportDocument): string {
  return [`# ${escaped(title)}`, ...sections.map(sectionText)].join('\n\n') + '\n'
}

function sectionText({ title, notes, columns, rows }: Section): string {
  const table = [
    lineOf(columns.map((column) => escaped(column.title))),
    lineOf(columns.map(({ numeric }) => (numeric === true ? '---:' : '---'))),
    ...rows.map((row) => lineOf(row.map(cellText))),
  ].join('\n')
  return [
    `## ${escaped(title)}`,
    ...notes.map(escaped),
    ...(rows.length === 0 ? [] : [table]),
  ].join('\n\n')
}

function lineOf(texts: readonly string[]): string {
  return `| ${texts.join(' | ')} |`
}

function cellText({ text }: Cell): string {
  return text === null ? '*NULL*' : escaped(text)
}

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' }

/**
 * The text on one line, with everything that Markdown, HTML in it or a site's extensions would take for more than a character.
 * Underscores within words are none of that.
 */
function escaped(text: string): string {
  return visible(text)
    .replace(/[&<>]/g, (sign) => entities[sign] ?? sign)
    .replace(/[\\`*{}[\]#|~!$@^]|(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])/g, (sign) => `\\${sign}`)
    .replace(/^(\s*)([-+=]|\d+[.)])(?=\s|$)/, '$1\\$2')
    .replace(/:(?=\/\/)|(?<=\bwww)\./gi, (sign) => `\\${sign}`)
}
