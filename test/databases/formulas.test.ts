import assert from 'node:assert/strict'
import fc from 'fast-check'
import { compileFormula } from '../../src/core/mapping/formula/compileFormula'
import type { Value } from '../../src/core/util/value'
import { describeEngines, languageOf } from '../helpers/engines'
import { COLUMNS, formulaPairs } from './formulaPairs'

const PAIRS = 4000

/** What no text of a formula can be. */
const REFUSED = '✗'

const setUp = `
create function evaluate(expression text) returns text language plpgsql as $body$
declare result text;
begin
  execute format(
    'select %s from (select ${Object.entries(COLUMNS)
      .map(([name, sql]) => `${sql.replaceAll("'", "''")} as ${name}`)
      .join(', ')}) as r', expression) into result;
  return result;
exception
  when division_by_zero then return '${REFUSED}';
end
$body$`

describeEngines(
  'formulas',
  (engine) => {
    it('give what PostgreSQL gives, to the last digit', async () => {
      const { url } = await engine.createDatabase()
      await engine.query(url, setUp)
      const names = Object.keys(COLUMNS)
      const [row = {}] = await engine.query(
        url,
        `select ${names.map((name) => `${COLUMNS[name]} as ${name}`).join(', ')}`,
      )
      const pairs = fc.sample(formulaPairs, PAIRS)
      const found = await engine.query(
        url,
        'select evaluate(value) as result from json_array_elements_text($1::json) with ordinality order by ordinality',
        [JSON.stringify(pairs.map(({ sql }) => sql))],
      )
      let compared = 0
      for (const [index, { formula, sql }] of pairs.entries()) {
        const expected = found[index]?.['result'] ?? null
        const given = valueOf(formula, row)
        // Which parts of a condition are looked at at all is the planner's choice.
        if (given === REFUSED || expected === REFUSED) continue
        assert.equal(given, expected, `${formula}\n${sql}`)
        compared++
      }
      assert.ok(compared > PAIRS * 0.8, `${compared} pairs were compared`)
    })
  },
  { where: (engine) => languageOf(engine) === 'postgres' },
)

function valueOf(formula: string, row: Readonly<Record<string, Value>>): Value {
  const compiled = compileFormula(formula, { columnType: typeOf })
  assert.ok(!('fault' in compiled), `${formula}: ${JSON.stringify(compiled)}`)
  const result = compiled.evaluate((column) => row[column] ?? null)
  if (!('invalid' in result)) return result.value
  assert.equal(result.invalid, 'division by zero', formula)
  return REFUSED
}

function typeOf(column: string): 'number' | 'boolean' | 'date' | 'text' {
  if (['n', 'm', 'z', 'none'].includes(column)) return 'number'
  if (['at', 'd', 'old', 'never'].includes(column)) return 'date'
  return column === 'yes' || column === 'no' ? 'boolean' : 'text'
}
