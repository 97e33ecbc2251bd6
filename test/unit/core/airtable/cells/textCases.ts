/** Texts, checkboxes, lists and attachments. */
import type { Case } from './cellCase'

const urls = 'https://v5.airtableusercontent.com/v3/u/46/46/1760875200000/aB-1/cD_2'

export const textCases: Readonly<Record<string, Case>> = {
  'text, with its blanks': {
    format: { type: 'text' },
    written: [
      ['Barcelona ', 'Barcelona '],
      [' ', ' '],
      ['**bold**\nand more', '**bold**\nand more'],
      ['#ERROR!', '#ERROR!'],
      ['NaN', 'NaN'],
      ['007', '007'],
    ],
  },
  checkboxes: {
    format: { type: 'checkbox' },
    written: [['checked', 't']],
    refused: ['Checked', 'true', 't', 'unchecked', ' '],
    unwritable: ['true', 'null'],
  },
  choices: {
    format: { type: 'choices' },
    written: [
      ['Red', '{Red}'],
      ['Red,Dark blue', '{Red,"Dark blue"}'],
      [
        'Store the input,"Output (""Hello "" + variable)"',
        '{"Store the input","Output (\\"Hello \\" + variable)"}',
      ],
      ['"Dependencies, Packages and Libraries"', '{"Dependencies, Packages and Libraries"}'],
      ['a, b', '{a," b"}'],
      ['null,nullx,', '{"null",nullx,""}'],
      ['a{b},c\\d', '{"a{b}","c\\\\d"}'],
      ['no\u00a0break', '{no\u00a0break}'],
      ['""', '{""}'],
    ],
    tolerated: [
      ['"Red"', '{Red}'],
      ['"Red",Blue', '{Red,Blue}'],
    ],
    refused: ['5" pipe', '"open', '"a"b', 'a,"b', '"a" ,b', '"a""'],
    unwritable: ['{{a},{b}}', '{NULL}', 'Red', '{a', '{a}b', '{a b}'],
  },
  attachments: {
    format: { type: 'attachments' },
    written: [
      [`a.png (${urls})`, `{${urls}#a.png}`],
      [`Plan (FRENCH).pdf (${urls})`, `{${urls}#Plan%20(FRENCH).pdf}`],
      [
        `FestesCatalunya (3).png (${urls}),one, two.jpg (${urls}x)`,
        `{${urls}#FestesCatalunya%20(3).png,${urls}x#one%2C%20two.jpg}`,
      ],
      [
        `x), y (https:.png (https://dl.airtable.com/.attachments/1/2.png)`,
        `{https://dl.airtable.com/.attachments/1/2.png#x)%2C%20y%20(https%3A.png}`,
      ],
      [` (${urls})`, `{${urls}#}`],
    ],
    refused: ['a.png', `a.png (${urls}`, `a.png (${urls}),`, `a.png (${urls}),b.png`, `(${urls})`],
    unwritable: ['{a.png}', `{${urls}}`, '{"https://a b/#x"}', 'a.png'],
  },
}
