/** What quality rules have found, in words. */
import type { QualityResult } from '../../core/index'
import { countOf, formatCount } from '../format'

/** Whether the rule deducts something of an entity's score. */
export function deducts({ weight }: Pick<QualityResult, 'weight'>): boolean {
  return Number(weight) > 0
}

/** Rules that only inform are never failed. */
export function isFailed(result: QualityResult): boolean {
  return deducts(result) && result.failed > 0
}

/** `name_mismatch: 1,234 of 52,410 entities (2.4 %)`. */
export function describeResult(result: QualityResult): string {
  return `${result.flag}: ${describeShare(result)}`
}

/** `1,234 of 52,410 entities (2.4 %)`. */
export function describeShare({ checked, failed }: QualityResult): string {
  const share = failed === 0 ? '' : ` (${percent(failed, checked)})`
  return `${formatCount(failed)} of ${countOf(checked, 'entity', 'entities')}${share}`
}

function percent(part: number, whole: number): string {
  const share = (100 * part) / whole
  return share < 0.05 ? '< 0.1 %' : `${share.toFixed(1)} %`
}

/** `3 of 8 rules failed`. */
export function describeQuality(results: readonly QualityResult[]): string {
  if (results.length === 0) return 'nothing was transformed yet'
  const failed = results.filter(isFailed).length
  const rules = countOf(results.length, 'rule')
  return failed === 0 ? `${rules} passed` : `${failed} of ${rules} failed`
}
