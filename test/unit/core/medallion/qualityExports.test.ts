/** Reports as Markdown and as a page: what databases hold stays text, whatever it looks like. */
import { deepEqual, doesNotMatch, equal, match } from 'node:assert/strict'
import fc from 'fast-check'
import { toHtml, toMarkdown, type ReportDocument } from '../../../../src/core/index'

/** A document in which every text is the same. */
function documentOf(text: string): ReportDocument {
  return {
    title: text,
    sections: [
      {
        id: 'one',
        title: text,
        notes: [text],
        columns: [{ title: text }, { title: text, numeric: true }],
        rows: [
          [{ text }, { text, share: 0.5 }],
          [{ text: null }, { text }],
        ],
      },
    ],
  }
}

const hostile = fc.oneof(
  fc.constantFrom(
    ...['<script>alert(1)</script>', '"><img src=x onerror=alert(1)>', '</td></table>', '</style>'],
    ...['a|b', '| --- |', '`code`', '```', 'two\nlines', '\r\n\r\n# title', '\u2028', '\u202e'],
    ...['[a](javascript:alert(1))', '![x](http://x/y.png)', '<!--', '&lt;', '&#60;', '\\', '\\|'],
    ...['**bold**', '_it_', '~~x~~', '$x$', '@somebody', 'https://x.test', 'www.x.test', '1. x'],
  ),
  fc.string({ unit: fc.constantFrom(...'\\|`<>&"\'*_[]()!#~$@-+=.:/ \n\r\tab') }),
  fc.string({ unit: 'binary' }),
)

const tagsOf = (html: string) => html.match(/<[^>]*>/g) ?? []

describe('an exported report', () => {
  it('has as a page the same tags whatever its texts are', () => {
    const plain = tagsOf(toHtml(documentOf('text')))
    fc.assert(
      fc.property(hostile, (text) => {
        deepEqual(tagsOf(toHtml(documentOf(text))), plain)
      }),
    )
  })

  it('gives every text back as a page shows it', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'<>&"\'`|\\#;ampltx60 ') }), (text) => {
        const [, shown = ''] = /<h1>(.*)<\/h1>/.exec(toHtml(documentOf(text))) ?? []
        equal(
          shown.replace(/&#(\d+);/g, (_, code) => String.fromCharCode(Number(code))),
          text,
        )
      }),
    )
  })

  it('is a page that runs nothing and asks nobody for anything', () => {
    const page = toHtml(documentOf('<script src="https://x.test/a.js"></script>'))
    match(page, /content="default-src 'none'; style-src 'unsafe-inline'"/)
    doesNotMatch(page, /<script|<img|<link|<iframe|\son\w+=|url\(|@import|javascript:/)
  })

  it('has as Markdown the same lines and cells, and no markup, whatever its texts are', () => {
    const shape = (markdown: string) =>
      markdown.split('\n').map((line) => {
        // What follows a backslash is only a character.
        const unescaped = line.replace(/\\[!-/:-@[-`{-~]/g, '')
        return [unescaped.split('|').length, /^#+ /.exec(unescaped)?.[0] ?? '']
      })
    const plain = shape(toMarkdown(documentOf('text')))
    fc.assert(
      fc.property(hostile, (text) => {
        const markdown = toMarkdown(documentOf(text))
        deepEqual(shape(markdown), plain)
        const free = markdown.replaceAll('*NULL*', '').replace(/\\[!-/:-@[-`{-~]/g, '')
        doesNotMatch(free, /[<>`*[\]{}$@~!]|:\/\/|www\.|&(?!amp;|lt;|gt;)/i)
      }),
    )
  })
})
