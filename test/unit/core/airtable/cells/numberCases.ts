/** Numbers, amounts, percentages, ratings and counts. */
import type { Case } from './cellCase'

export const numberCases: Readonly<Record<string, Case>> = {
  'numbers of any length': {
    format: { type: 'number' },
    written: [
      ['0', '0'],
      ['-5', '-5'],
      ['1.50', '1.50'],
      ['-0.001', '-0.001'],
      ['9007199254740993', '9007199254740993'],
      [`1${'0'.repeat(400)}.5`, `1${'0'.repeat(400)}.5`],
    ],
    tolerated: [
      ['-0', '0'],
      ['-0.00', '0.00'],
      ['.5', '0.5'],
    ],
    refused: [
      ...['007', '00', '-007', '1,234', '1,23', '1e5', '1E5', '--5', '+5', '-+5', '5-', '5.'],
      ...['１２', '٣', '0x1f', ' 5', '5 ', '1 234', '1.2.3', '-', '.', '(5)', '5\n', 'five', 'nan'],
    ],
    unwritable: ['NaN', 'Infinity', 'five', ''],
  },
  'numbers with two digits after the point': {
    format: { type: 'number', decimals: 2 },
    written: [
      ['1.50', '1.50'],
      ['-0.05', '-0.05'],
    ],
    tolerated: [
      ['1.5', '1.50'],
      ['1', '1.00'],
    ],
    refused: ['1.505', '1.500'],
    unwritable: ['1.505'],
  },
  'whole numbers': {
    format: { type: 'number', decimals: 0 },
    written: [['12', '12']],
    refused: ['12.0', '12.5'],
    unwritable: ['12.5'],
  },
  'numbers with grouped thousands': {
    format: { type: 'number', decimals: 2, grouping: ',' },
    written: [
      ['1,234.50', '1234.50'],
      ['-1,234,567.00', '-1234567.00'],
      ['999.99', '999.99'],
      ['10,000,000.00', '10000000.00'],
    ],
    tolerated: [
      ['1234.50', '1234.50'],
      ['1,234', '1234.00'],
    ],
    refused: ['1,23', '1,23.00', '12,34,567.00', '0,123.00', ',123.00', '1,234,.00', '1234,567.00'],
  },
  'numbers with a comma before the fraction': {
    format: { type: 'number', grouping: '.', decimal: ',' },
    written: [
      ['1.234,5', '1234.5'],
      ['1.234', '1234'],
      ['0,25', '0.25'],
    ],
    refused: ['1,234.5', '1.23', '0.25'],
  },
  'numbers grouped by narrow no-break spaces': {
    format: { type: 'number', grouping: '\u202f', decimal: ',' },
    written: [['1\u202f234,5', '1234.5']],
    refused: ['1 234,5', '1\u00a0234,5'],
  },
  'numbers grouped by apostrophes': {
    format: { type: 'number', grouping: '’' },
    written: [['1’234’567.8', '1234567.8']],
    refused: ["1'234"],
  },
  'kroner before the number': {
    format: { type: 'currency', symbol: 'DKK', decimals: 2, grouping: ',', negative: '$-5' },
    written: [
      ['DKK1,234.50', '1234.50'],
      ['DKK0.00', '0.00'],
      ['DKK-1,234.50', '-1234.50'],
    ],
    tolerated: [
      ['DKK1234.5', '1234.50'],
      ['DKK-0.00', '0.00'],
    ],
    refused: [
      '1,234.50',
      '-DKK5.00',
      'DKK5.00-',
      'DKK--5.00',
      'DKK 5.00',
      'dkk5.00',
      'DKK',
      'DKK1,23',
    ],
  },
  'dollars, negative in any way': {
    format: { type: 'currency', symbol: '$' },
    written: [
      ['$5', '5'],
      ['-$5', '-5'],
    ],
    tolerated: [
      ['$-5', '-5'],
      ['($5)', '-5'],
      ['$(5)', '-5'],
      ['$5-', '-5'],
    ],
    refused: ['(1,234.50)', '-$-5', '(-$5)', '($5', '$5)', '($5)-', '$$5', '5$', '€5'],
  },
  'dollars in brackets': {
    format: { type: 'currency', symbol: '$', grouping: ',', decimals: 2, negative: '($5)' },
    written: [
      ['($1,234.50)', '-1234.50'],
      ['$1,234.50', '1234.50'],
    ],
    refused: ['-$5.00'],
  },
  'kroner after the number': {
    format: {
      type: 'currency',
      symbol: 'kr.',
      place: 'after',
      space: ' ',
      decimal: ',',
      decimals: 2,
    },
    written: [
      ['12,50 kr.', '12.50'],
      ['-12,50 kr.', '-12.50'],
    ],
    tolerated: [['12,5 kr.', '12.50']],
    refused: ['12,50kr.', '12,50\u00a0kr.', 'kr. 12,50', '12.50 kr.'],
  },
  'euros after a no-break space': {
    format: { type: 'currency', symbol: '€', place: 'after', space: '\u00a0', decimal: ',' },
    written: [['12,5\u00a0€', '12.5']],
    refused: ['12,5 €'],
  },
  yen: {
    format: { type: 'currency', symbol: '¥', decimals: 0, grouping: ',' },
    written: [['¥1,234', '1234']],
    refused: ['¥1,234.0', '￥1,234'],
  },
  'percentage points': {
    format: { type: 'percent', decimals: 1 },
    written: [
      ['12.5%', '12.5'],
      ['-0.1%', '-0.1'],
      ['100.0%', '100.0'],
    ],
    tolerated: [['100%', '100.0']],
    refused: ['12.5', '12.5 %', '%', '12.5%%', '12.55%', '0.125'],
  },
  ratings: {
    format: { type: 'rating' },
    written: [
      ['0', '0'],
      ['10', '10'],
    ],
    refused: ['11', '5.0', '-1', '05', '★★★'],
    unwritable: ['11'],
  },
  'numbers that Airtable counts': {
    format: { type: 'autonumber' },
    written: [['12345678901234567890', '12345678901234567890']],
    refused: ['007', '-1', '1.0', '1,234'],
  },
}
