/** Files that readers of CSV stumble over, and what is to be read from them. */
import type { CsvFile } from '../../../../../src/core/source/records/csv'

export interface TortureCase {
  readonly name: string
  readonly content: string | Uint8Array
  readonly options?: Partial<CsvFile>
  /** Records as JSON; others as code, locator and raw text. */
  readonly expected: readonly string[]
}

const MARK = '\ufeff'

export const TORTURE: readonly TortureCase[] = [
  { name: 'no bytes', content: '', expected: [] },
  { name: 'a byte order mark only', content: MARK, expected: [] },
  { name: 'a header only', content: 'a,b\n', expected: [] },
  { name: 'a header without its line end', content: 'a,b', expected: [] },
  { name: 'a mark before the header', content: `${MARK}a\n1\n`, expected: ['{"a":"1"}'] },
  { name: 'a mark before a quoted header', content: `${MARK}"a"\n1`, expected: ['{"a":"1"}'] },
  {
    name: 'two files with marks, one behind the other',
    content: `${MARK}a,b\n1,2\n${MARK}"3",4\n`,
    expected: ['{"a":"1","b":"2"}', '{"a":"3","b":"4"}'],
  },
  {
    name: 'a mark within a field, which is text',
    content: `a,b\n1${MARK},2\n`,
    expected: [`{"a":"1${MARK}","b":"2"}`],
  },
  { name: 'no final newline', content: 'a,b\n1,', expected: ['{"a":"1","b":""}'] },
  { name: 'a quote as the last byte', content: 'a,b\n1,"2"', expected: ['{"a":"1","b":"2"}'] },
  {
    name: 'CR only',
    content: 'a,b\r1,2\r3,4',
    expected: ['{"a":"1","b":"2"}', '{"a":"3","b":"4"}'],
  },
  {
    name: 'mixed line ends',
    content: 'a\r\n1\n2\r3\r\n\r\n4',
    expected: ['{"a":"1"}', '{"a":"2"}', '{"a":"3"}', '{"a":"4"}'],
  },
  {
    name: 'line ends within quotes',
    content: 'a,b\n"1\r\n2\r3\n",4\n5,6\n7',
    expected: ['{"a":"1\\r\\n2\\r3\\n","b":"4"}', '{"a":"5","b":"6"}', 'fields file.csv:7 7'],
  },
  {
    name: 'empty lines, which are no rows',
    content: '\n\na,b\n\n1,2\n\n\n,\n',
    expected: ['{"a":"1","b":"2"}', '{"a":"","b":""}'],
  },
  {
    name: 'blanks, which are text',
    content: 'a, b \n x ,  \n',
    expected: ['{"a":" x "," b ":"  "}'],
  },
  {
    name: 'trimmed fields',
    content: ' a ,\t"b" \n x ,  " y " \n  \n',
    options: { trim: true },
    expected: ['{"a":"x","b":" y "}'],
  },
  {
    name: 'trimmed fields between tabs',
    content: 'a\tb\n x \t\n',
    options: { trim: true },
    expected: ['{"a":"x","b":""}'],
  },
  {
    name: 'doubled quotes',
    content: 'a,b\n"""",""""""\n"x""y","""z"\n',
    expected: ['{"a":"\\"","b":"\\"\\""}', '{"a":"x\\"y","b":"\\"z"}'],
  },
  {
    name: 'quotes within a field without quotes, which are text',
    content: 'a,b\n5" disk,say "hi"\n',
    expected: ['{"a":"5\\" disk","b":"say \\"hi\\""}'],
  },
  {
    name: 'text behind a closing quote',
    content: 'a,b\n"x"y,1\n2,3\n',
    expected: ['quote file.csv:2 "x"y,1', '{"a":"2","b":"3"}'],
  },
  {
    name: 'an unterminated quote before rows without quotes',
    content: 'a,b\n"x,1\n2,3\n4,5\n',
    expected: ['quote file.csv:2 "x,1', '{"a":"2","b":"3"}', '{"a":"4","b":"5"}'],
  },
  {
    name: 'an unterminated quote before quoted rows',
    content: 'a,b\n1,"x\n2,"y"\n3,"z"\n',
    expected: ['quote file.csv:2 1,"x', '{"a":"2","b":"y"}', '{"a":"3","b":"z"}'],
  },
  {
    name: 'an unterminated quote in the last line',
    content: 'a,b\n1,2\n3,"x',
    expected: ['{"a":"1","b":"2"}', 'quote file.csv:3 3,"x'],
  },
  {
    name: 'quotes that are not doubled, over several lines',
    content: 'a,b,c\n1,"say "hi"\nthere",2\n3,4,5\n',
    expected: ['quote file.csv:2 1,"say "hi"\nthere",2', '{"a":"3","b":"4","c":"5"}'],
  },
  {
    name: 'a field too many with a quote that is not closed',
    content: 'a,b\n1,2,"x\n3,4\n5,"6"\n',
    expected: ['quote file.csv:2 1,2,"x', '{"a":"3","b":"4"}', '{"a":"5","b":"6"}'],
  },
  {
    name: 'fields too few and too many',
    content: 'a,b\n1\n2,3,4\n5,6\n',
    expected: ['fields file.csv:2 1', 'fields file.csv:3 2,3,4', '{"a":"5","b":"6"}'],
  },
  {
    name: 'ragged rows',
    content: 'a,b,c\n1\n2,3\n4,5,6\n7,8,9,10\n',
    options: { ragged: true },
    expected: [
      ...['{"a":"1"}', '{"a":"2","b":"3"}', '{"a":"4","b":"5","c":"6"}'],
      'fields file.csv:5 7,8,9,10',
    ],
  },
  {
    name: 'names twice, without a name, and in other letter case',
    content: 'x,x,X,,x_2,,column_4\n1,2,3,4,5,6,7\n',
    expected: [
      '{"x":"1","x_3":"2","X":"3","column_4_2":"4","x_2":"5","column_6":"6","column_4":"7"}',
    ],
  },
  {
    name: 'names that objects have',
    content: '__proto__,constructor,toString\n1,2,3\n',
    expected: ['{"__proto__":"1","constructor":"2","toString":"3"}'],
  },
  {
    name: 'names with quotes and line ends',
    content: '"a ""b""","c\nd"\n1,2\n3\n',
    expected: ['{"a \\"b\\"":"1","c\\nd":"2"}', 'fields file.csv:4 3'],
  },
  {
    name: 'what must not become a number',
    content: 'id\n007\n1E5\n9007199254740993\n+1\n=1+1\n',
    expected: [
      ...['{"id":"007"}', '{"id":"1E5"}', '{"id":"9007199254740993"}', '{"id":"+1"}'],
      '{"id":"=1+1"}',
    ],
  },
  {
    name: 'the end of data of COPY, which is text',
    content: 'a\n\\.\n\\N\n',
    expected: ['{"a":"\\\\."}', '{"a":"\\\\N"}'],
  },
  {
    name: 'control characters',
    content: 'a\n\u0001\b\f\t\u001f\u007f\n',
    options: { delimiter: ',' },
    expected: ['{"a":"\\u0001\\b\\f\\t\\u001f\u007f"}'],
  },
  {
    name: 'NUL',
    content: 'a,b\n1,x\0y\n2,3\n',
    expected: ['encoding file.csv:2 1,x␀y', '{"a":"2","b":"3"}'],
  },
  {
    name: 'bytes that are no UTF-8 among some that are',
    content: Buffer.concat([Buffer.from('a\né\nü\n'), Buffer.of(0xff, 10), Buffer.from('ö\n')]),
    expected: ['{"a":"é"}', '{"a":"ü"}', 'encoding file.csv:4 \ufffd', '{"a":"ö"}'],
  },
  {
    name: 'half of a surrogate in UTF-8',
    content: Buffer.concat([Buffer.from('a\n'), Buffer.of(0xed, 0xa0, 0x80, 10), Buffer.from('b')]),
    options: { encoding: 'utf-8' },
    expected: ['encoding file.csv:2 \ufffd\ufffd\ufffd', '{"a":"b"}'],
  },
  {
    name: 'windows-1252',
    content: Buffer.from('naïve,Größe\n"caf\xe9 ""\x80""",\xfc\n', 'latin1'),
    expected: ['{"naïve":"café \\"€\\"","Größe":"ü"}'],
  },
  {
    name: 'windows-1251 where the definition says so',
    content: Buffer.of(0xcf, 10, 0xf0, 0xe8, 10),
    options: { encoding: 'windows-1251' },
    expected: ['{"П":"ри"}'],
  },
  {
    name: 'macintosh where the definition says so',
    content: Buffer.of(97, 10, 0x8e, 10),
    options: { encoding: 'macintosh' },
    expected: ['{"a":"é"}'],
  },
  {
    name: 'UTF-16LE with a mark',
    content: Buffer.from(`${MARK}a;b\r\n"é\n";€\r\n`, 'utf16le'),
    expected: ['{"a":"é\\n","b":"€"}'],
  },
  {
    name: 'UTF-16LE without a mark',
    content: Buffer.from('a,b\n1,𝄞\n', 'utf16le'),
    expected: ['{"a":"1","b":"𝄞"}'],
  },
  {
    name: 'UTF-16BE with half of a pair, and cut short',
    content: Buffer.concat([
      Buffer.from(`${MARK}a\n\ud800\nb\n`, 'utf16le').swap16(),
      Buffer.of(0),
    ]),
    expected: [
      'encoding file.csv:2 \ufffd\ufffd\ufffd',
      '{"a":"b"}',
      'encoding file.csv:4 \ufffd\ufffd\ufffd',
    ],
  },
  {
    name: 'semicolons with commas in fields',
    content: 'a;b\n1,5;2,5\n3;4\n',
    expected: ['{"a":"1,5","b":"2,5"}', '{"a":"3","b":"4"}'],
  },
  { name: 'tabs', content: 'a\tb\n1\t2,3\n', expected: ['{"a":"1","b":"2,3"}'] },
  { name: 'bars', content: 'a|b\n1|2\n', expected: ['{"a":"1","b":"2"}'] },
  {
    name: 'a delimiter of several bytes',
    content: 'a→b\n1↑→"2→"\n',
    options: { delimiter: '→' },
    expected: ['{"a":"1↑","b":"2→"}'],
  },
  {
    name: 'another quote',
    content: `a,b\n'1,''"',2\n`,
    options: { quote: "'" },
    expected: ['{"a":"1,\'\\"","b":"2"}'],
  },
  {
    name: 'no quote',
    content: 'a,b\n"1,2"\n',
    options: { quote: null },
    expected: ['{"a":"\\"1","b":"2\\""}'],
  },
  {
    name: 'names in place of a header',
    content: '1,2\n3,4\n',
    options: { columns: ['x', 'y'] },
    expected: ['{"x":"1","y":"2"}', '{"x":"3","y":"4"}'],
  },
  {
    name: 'names instead of those of the header',
    content: 'a,b\n3,4\n',
    options: { columns: ['x', 'y'], header: true },
    expected: ['{"x":"3","y":"4"}'],
  },
  {
    name: 'prefixes of nmap: the last column takes the rest of the line',
    content: '# comment\n000000 Xerox "Old" Corp\n00000C Cisco\n\n00000D\n',
    options: { columns: ['prefix', 'vendor'], delimiter: ' ', rest: true, comment: '#' },
    expected: [
      '{"prefix":"000000","vendor":"Xerox \\"Old\\" Corp"}',
      ...['{"prefix":"00000C","vendor":"Cisco"}', 'fields file.csv:5 00000D'],
    ],
  },
  {
    name: 'the manuf file of Wireshark: tabs, comments, blanks, fewer fields',
    content: '#\n# OUI\n\n00:00:00      \tXerox   \tXerox Corporation\n00:00:01\tX#Y\n\t\n# end',
    options: {
      ...{ columns: ['prefix', 'short', 'name'], delimiter: '\t', comment: '#' },
      ...{ trim: true, ragged: true },
    },
    expected: [
      '{"prefix":"00:00:00","short":"Xerox","name":"Xerox Corporation"}',
      ...['{"prefix":"00:00:01","short":"X#Y"}', '{"prefix":"","short":""}'],
    ],
  },
  {
    name: 'empty fields as null',
    content: 'a,b\n,""\n',
    options: { empty: 'null' },
    expected: ['{"a":null,"b":null}'],
  },
  {
    name: 'empty fields left out',
    content: 'a,b\n,2\n,\n1,\n',
    options: { empty: 'absent' },
    expected: ['{"b":"2"}', '{}', '{"a":"1"}'],
  },
]
