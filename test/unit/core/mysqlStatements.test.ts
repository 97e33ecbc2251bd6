import assert from 'node:assert/strict'
import fc from 'fast-check'
import type { MysqlObject } from '../../../src/core/schema/inventory/mysql/mysqlObject'
import {
  withoutOwnName,
  withoutOwnSequences,
} from '../../../src/core/schema/inventory/mysql/ownName'
import {
  inFixedOrder,
  parseTable,
  printTable,
} from '../../../src/core/schema/inventory/mysql/tableStatement'
import { textOfTokens, tokensOf } from '../../../src/core/schema/inventory/mysql/tokens'
import { exactColumn } from '../../../src/core/schema/recreate/mysql/exactColumn'
import { disabledEvent } from '../../../src/core/schema/recreate/mysql/recreationSteps'
import { viewSteps } from '../../../src/core/schema/recreate/mysql/viewSteps'

const TABLE = `CREATE TABLE \`a,(b\` (
  \`id\` int(11) NOT NULL AUTO_INCREMENT COMMENT 'AUTO_INCREMENT=5, (',
  \`period\` enum('a,b','c)','d''e\\'') DEFAULT 'c)',
  \`l
n\` int(11) GENERATED ALWAYS AS (if(\`id\` > 1,2,3)) VIRTUAL,
  PRIMARY KEY (\`id\`),
  UNIQUE KEY \`z\` (\`period\`),
  UNIQUE KEY \`a\` (\`id\`,\`period\`),
  KEY \`y\` (\`id\`),
  FULLTEXT KEY \`x\` (\`period\`) COMMENT 'CONSTRAINT',
  CONSTRAINT \`f\` FOREIGN KEY (\`id\`) REFERENCES \`o\` (\`id\`),
  CONSTRAINT \`FOREIGN KEY\` CHECK (\`id\` <> 13 or \`period\` = ')'),
  PERIOD FOR \`stay\` (\`x\`, \`y\`)
) ENGINE=InnoDB AUTO_INCREMENT=5 DEFAULT CHARSET=latin1 COMMENT='AUTO_INCREMENT=6'
 PARTITION BY RANGE (\`id\`)
(PARTITION \`p\` VALUES LESS THAN (10) ENGINE = InnoDB)`

describe('the words of a MySQL statement', () => {
  it('are the whole statement, whatever it is', () => {
    const unit = fc.constantFrom(...'`\'"\\-#/* \n();,.abAB0_$é😀'.split(''))
    fc.assert(
      fc.property(fc.string({ unit, maxLength: 40 }), (statement) => {
        assert.equal(textOfTokens(tokensOf(statement)), statement)
      }),
      { numRuns: 5000 },
    )
  })

  it('tell names, texts and comments apart', () => {
    const statement = `select \`a\`\`'b\`, 'it''s \\' "q"', "x""y" -- no 'text'\n# nor \`this\`\n/* ' */ from 5-3`
    assert.deepEqual(
      tokensOf(statement)
        .filter(({ kind }) => kind !== 'space')
        .map(({ kind, text }) => `${kind} ${text}`),
      [
        ...['word select', "name `a``'b`", 'sign ,', `quoted 'it''s \\' "q"'`, 'sign ,'],
        ...['quoted "x""y"', "comment -- no 'text'", 'comment # nor `this`', "comment /* ' */"],
        ...['word from', 'word 5', 'sign -', 'word 3'],
      ],
    )
  })
})

describe('the parts of a MySQL table', () => {
  it('are told apart by what they are and not by what is in them', () => {
    const { items } = parseTable(TABLE, 'without counter')
    assert.deepEqual(
      items.map(({ kind }) => kind),
      [
        ...['column', 'column', 'column', 'primary', 'unique', 'unique', 'key', 'key'],
        ...['foreign', 'check', 'period'],
      ],
    )
  })

  it('are the statement again, without its counter where nobody asked for it', () => {
    assert.equal(printTable(parseTable(TABLE, 'with counter')), TABLE)
    assert.equal(
      printTable(parseTable(TABLE, 'without counter')),
      TABLE.replace(' AUTO_INCREMENT=5 DEFAULT', ' DEFAULT'),
    )
  })

  it('have an order that does not tell when a key was added, but for unique ones', () => {
    const { items } = inFixedOrder(parseTable(TABLE, 'without counter'))
    assert.deepEqual(
      items.slice(4).map(({ text }) => /`(.+?)`/.exec(text)?.[1]),
      ['z', 'a', 'x', 'y', 'stay', 'f', 'FOREIGN KEY'],
    )
  })

  it('get what the server does not print', () => {
    const parsed = parseTable(
      "CREATE TABLE `t` (\n  `g` point DEFAULT NULL COMMENT 'point',\n  `e` enum('?','b') CHARACTER SET ucs2 COLLATE ucs2_bin DEFAULT '?',\n  `b` binary(2) NOT NULL DEFAULT '?\\0',\n  `v` varchar(3) DEFAULT '?'\n) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4",
      'without counter',
    )
    const facts = {
      defaults: [
        { column: 'e', bytes: 'D83DDE00' },
        { column: 'b', bytes: 'FF00' },
        { column: 'v', bytes: 'F09F9880' },
      ],
      labels: [{ column: 'e', labels: ['D83DDE00', '0062'] }],
      references: [{ column: 'g', id: '4326' }],
      disabledKeys: [],
    }
    assert.deepEqual(
      parsed.items.map((item) => exactColumn(item, facts, parsed).text),
      [
        "`g` point REF_SYSTEM_ID=4326 DEFAULT NULL COMMENT 'point'",
        "`e` enum(x'D83DDE00',x'0062') CHARACTER SET ucs2 COLLATE ucs2_bin DEFAULT _ucs2 x'D83DDE00'",
        "`b` binary(2) NOT NULL DEFAULT x'FF00'",
        "`v` varchar(3) DEFAULT _utf8mb4 x'F09F9880'",
      ],
    )
  })
})

describe('the own name of a MySQL database', () => {
  const without: Readonly<Record<string, string>> = {
    'select `own`.`t`.`id` AS `own.x` from `own`.`t`': 'select `t`.`id` AS `own.x` from `t`',
    "select `own`.`f`(1),'`own`.`t`' from `other`.`own`":
      "select `f`(1),'`own`.`t`' from `other`.`own`",
    // A table of that name: only what cannot be its column loses the name.
    'select `own`.`id`,`own`.`t`.`id`,`own`.`f`(1) from `own` join `own`.`t`':
      'select `own`.`id`,`t`.`id`,`f`(1) from `own` join `own`.`t`',
    'select `owner`.`id` from `owner`': 'select `owner`.`id` from `owner`',
  }
  for (const [view, expected] of Object.entries(without))
    it(`is left out of ${view}`, () => assert.equal(withoutOwnName(view, 'own'), expected))

  it('is left out of the sequences that a table draws from, and of nothing else', () => {
    const table =
      '`own` int DEFAULT nextval(`own`.`s`), `b` int DEFAULT (setval(`own`.`s`,1) + lastval(`other`.`s`))'
    assert.equal(
      withoutOwnSequences(table, 'own'),
      '`own` int DEFAULT nextval(`s`), `b` int DEFAULT (setval(`s`,1) + lastval(`other`.`s`))',
    )
  })
})

describe('views of MySQL that are made again', () => {
  const view = (name: string, text: string): MysqlObject => ({
    ...{ kind: 'view', name, statements: [{ text: `CREATE VIEW \`${name}\` AS ${text}` }] },
    ...{ unreadable: [], grants: [] },
  })
  const steps = (...views: readonly MysqlObject[]) =>
    viewSteps(views, new Set(['there', ...views.map(({ name }) => name)])).map(
      ({ statement }) => statement.split(' AS ')[0],
    )

  it('come after those that they read', () => {
    assert.deepEqual(
      steps(view('a', 'select `b`.`x` AS `x` from `b`'), view('b', 'select 1 AS `x`')),
      ['CREATE VIEW `b`', 'CREATE VIEW `a`'],
    )
  })

  it('read tables that stand in for missing ones, with the columns that they name', () => {
    const broken = 'select `g`.`x` AS `x`,`gone`.`y` + 1 AS `z` from (`gone` `g` join `gone`)'
    const whole =
      'with r as (select 1 AS `n`)select `r`.`n`,`o`.`p` from `r` join `there` join `other`.`o`'
    assert.deepEqual(steps(view('a', broken), view('b', whole)), [
      ...['CREATE TABLE `gone` (`x` int, `y` int)', 'CREATE VIEW `a`', 'CREATE VIEW `b`'],
      'DROP TABLE `gone`',
    ])
  })
})

describe('an event of MySQL', () => {
  it('is disabled without a change of what it does', () => {
    assert.equal(
      disabledEvent(
        "CREATE EVENT `enable` ON SCHEDULE EVERY 1 DAY ENABLE COMMENT 'enable' DO select enable",
      ),
      "CREATE EVENT `enable` ON SCHEDULE EVERY 1 DAY DISABLE COMMENT 'enable' DO select enable",
    )
    const disabled = 'CREATE EVENT `e` ON SCHEDULE EVERY 1 DAY DISABLE DO select enable'
    assert.equal(disabledEvent(disabled), disabled)
  })
})
