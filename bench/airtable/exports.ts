/** Exports as Airtable writes them, of prints and of their artists. The same bytes are made each time. */
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import { finished } from 'node:stream/promises'

export const ARTISTS = 200

/** By the columns of the prints' export, in its order, how the sync reads them. */
export const PRINT_COLUMNS = {
  Name: { type: 'text', column: 'name', required: true },
  Notes: 'notes',
  Price: { type: 'currency', symbol: '£', grouping: ',', decimals: 2, column: 'price' },
  Discount: { type: 'percent', decimals: 1, column: 'discount' },
  Framed: { type: 'checkbox', column: 'is_framed' },
  Made: { type: 'date', format: 'D/M/YYYY', column: 'made_on' },
  Copies: { type: 'number', decimals: 0, column: 'copies' },
  Tags: { type: 'choices', column: 'tags' },
  Artist: { type: 'link', table: 'Artists', column: 'artist_id' },
  Image: { type: 'attachments', column: 'image_urls' },
  Size: 'size',
  Status: { type: 'text', in: ['draft', 'ready', 'sold out'], column: 'status' },
} as const

export const ARTIST_COLUMNS = {
  Name: { type: 'text', column: 'name', required: true },
  Country: 'country',
} as const

/** What distinguishes an export from the first one. */
export interface Variant {
  /** Of which download the addresses of attachments are: they differ from one to the next. */
  readonly download: number
  /** The record that has another price. */
  readonly changed?: number
}

const LINES_AT_ONCE = 10_000

export async function writePrints(file: string, records: number, variant: Variant): Promise<void> {
  const stream = createWriteStream(file)
  const addressOf = addresses(variant.download)
  stream.write(`\ufeff${Object.keys(PRINT_COLUMNS).join(',')}`)
  for (let start = 0; start < records; start += LINES_AT_ONCE) {
    const length = Math.min(LINES_AT_ONCE, records - start)
    const lines = Array.from({ length }, (_, index) => {
      const record = start + index
      return lineOf(record, addressOf, record === variant.changed)
    })
    if (!stream.write(lines.join(''))) await once(stream, 'drain')
  }
  stream.end()
  await finished(stream)
}

export function artistsText(): string {
  const lines = Array.from(
    { length: ARTISTS },
    (_, artist) => `\n${artistName(artist)},Country ${artist % 30}`,
  )
  return `\ufeff${Object.keys(ARTIST_COLUMNS).join(',')}${lines.join('')}`
}

function artistName(artist: number): string {
  return artist % 7 === 0 ? `Café Müller ${artist}` : `Artist ${artist}`
}

/** No more quotes than needed; the line's end stands before it, since none stands behind the last one. */
function lineOf(record: number, addressOf: AddressOf, isChanged: boolean): string {
  const pounds = `${isChanged ? 8 : 1 + (record % 7)},${String(record % 1000).padStart(3, '0')}`
  const cells = [
    `Print number ${record} of the series`,
    notesOf(record),
    `"£${pounds}.50"`,
    `${record % 40}.5%`,
    record % 2 === 0 ? '' : 'checked',
    `${1 + (record % 28)}/${1 + (record % 12)}/${2000 + (record % 25)}`,
    String(record % 500),
    record % 3 === 0 ? 'red' : `"red,blue,tone ${record % 13}"`,
    artistName(record % ARTISTS),
    imagesOf(record, addressOf),
    '50 x 70 cm',
    ['draft', 'ready', 'sold out'][record % 3],
  ]
  return `\n${cells.join(',')}`
}

function notesOf(record: number): string {
  if (record % 3 !== 0) return `plain note number ${record} that goes on for some more words`
  return `"line one of ${record}\nline two, with a ""quote"" and more of it"`
}

/** Every other record has one, and every tenth a second one. */
function imagesOf(record: number, addressOf: AddressOf): string {
  if (record % 2 !== 0) return ''
  const first = `print ${record}.png (${addressOf(record)})`
  return record % 10 === 0 ? `"${first},proof (2).png (${addressOf(record + 1)})"` : first
}

type AddressOf = (record: number) => string

/** Their tokens look as random as Airtable's do. */
function addresses(download: number): AddressOf {
  const expiry = 1_760_000_400_000 + download * 3_600_000
  const tokens = createHash('sha512').update(`download ${download}`).digest('base64url')
  return (record) => {
    const at = record % 40
    const token = `${(record * 2_654_435_761).toString(36)}${tokens.slice(at, at + 12)}`
    return `https://v5.airtableusercontent.com/v3/u/41/41/${expiry}/${token}/${tokens.slice(0, 32)}`
  }
}
