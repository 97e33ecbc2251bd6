/** Quality rules that entities fail, as problems on the lines of the pipeline that say so. */
import * as vscode from 'vscode'
import type { PipelineOutline, Place, QualityResult } from '../../core/index'
import { deducts, describeResult } from './words'

/** A problem for each rule that an entity has the flag of. */
export function findingsOf(
  { silver }: PipelineOutline,
  results: readonly QualityResult[],
): vscode.Diagnostic[] {
  return results
    .filter(({ failed }) => failed > 0)
    .map((result) => {
      const rule = silver?.rules.find(({ flag }) => flag === result.flag)
      const place = rule?.place ?? silver?.place
      const finding = new vscode.Diagnostic(
        place === undefined ? new vscode.Range(0, 0, 0, 0) : rangeOf(place),
        describeResult(result),
        deducts(result) ? vscode.DiagnosticSeverity.Warning : vscode.DiagnosticSeverity.Information,
      )
      finding.source = 'Drydock Quality'
      return finding
    })
}

export function rangeOf({ line, column, length }: Place): vscode.Range {
  return new vscode.Range(line - 1, column - 1, line - 1, column - 1 + length)
}
