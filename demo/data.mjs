/**
 * The demo's jobs. Production has 1,250 and the sandbox 890; 850 are in both, 400 only in production, 40 only
 * in the sandbox; of the 850, 42 have another `fab_order`. All other fields are equal.
 */

/**
 * @typedef {object} Job
 * @property {number} job
 * @property {string} release
 * @property {string} customer
 * @property {string} fab_order exact text: it is a numeric(8,1)
 * @property {string | null} paint_color
 * @property {string | null} stage
 */

const IN_BOTH = 850
const ONLY_IN_PRODUCTION = 400
const ONLY_IN_SANDBOX = 40

/** @returns {readonly Job[]} */
export function productionJobs() {
  const shared = count(IN_BOTH).map((index) => jobAt(10_001, index, fabOrder(index) + lead(index)))
  const others = count(ONLY_IN_PRODUCTION).map((index) => jobAt(12_345, index, fabOrder(index)))
  return [...shared, ...others]
}

/** @returns {readonly Job[]} */
export function sandboxJobs() {
  const shared = count(IN_BOTH).map((index) => jobAt(10_001, index, fabOrder(index)))
  const others = count(ONLY_IN_SANDBOX).map((index) => jobAt(20_001, index, fabOrder(index)))
  return [...shared, ...others]
}

export const CREATE_JOBS = `
create table jobs (
  job integer not null,
  release text not null,
  customer text not null,
  fab_order numeric(8, 1),
  paint_color text,
  stage text,
  primary key (job, release)
)`

export const INSERT_JOBS = `
insert into jobs
select job, release, customer, fab_order, paint_color, stage
from json_to_recordset($1) as row
  (job integer, release text, customer text, fab_order numeric(8, 1), paint_color text, stage text)`

const RELEASES = ['A', 'B', 'C']
const CUSTOMERS = ['Harbour Works', 'Northern Yards', 'Øresund Stål', "O'Neill & Sons"]
const COLORS = ['Sky Blue', 'Signal Red', 'Moss Green', null, 'Pearl White']
const STAGES = ['cutting', 'welding', 'painting', 'shipping', null, 'done']

/**
 * @param {number} first
 * @param {number} index
 * @param {number} order
 * @returns {Job}
 */
function jobAt(first, index, order) {
  return {
    job: first + index,
    release: RELEASES[index % RELEASES.length] ?? 'A',
    customer: CUSTOMERS[index % CUSTOMERS.length] ?? '',
    fab_order: order.toFixed(1),
    paint_color: COLORS[index % COLORS.length] ?? null,
    stage: STAGES[index % STAGES.length] ?? null,
  }
}

/** @param {number} index */
function fabOrder(index) {
  return 500 + ((index * 250) % 4000)
}

/** By how much production is ahead of the sandbox: the first two jobs and every twentieth after them. */
function lead(/** @type {number} */ index) {
  if (index === 0) return 10
  if (index === 1) return 50
  return index % 20 === 0 && index <= 800 ? 2.5 * (1 + (index % 3)) : 0
}

/** @param {number} length */
function count(length) {
  return Array.from({ length }, (_, index) => index)
}
