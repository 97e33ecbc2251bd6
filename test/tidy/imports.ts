import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import ts from 'typescript'
import type { Import } from '../../scripts/boundaries.mjs'
import { root } from '../../scripts/lib/run.mjs'

/** Everything that a file imports, re-exports, imports while it runs, or names as `import('…').Type`. */
export function importsOf(file: string): readonly Import[] {
  const text = readFileSync(join(root, file), 'utf8')
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true)
  const found: Import[] = []
  const visit = (node: ts.Node): void => {
    const one = importIn(node)
    if (one !== undefined) found.push({ from: file, ...one })
    ts.forEachChild(node, visit)
  }
  visit(source)
  return found
}

function importIn(node: ts.Node): Omit<Import, 'from'> | undefined {
  if (ts.isImportDeclaration(node))
    return named(node.moduleSpecifier, isTypeOnly(node.importClause))
  if (ts.isExportDeclaration(node) && node.moduleSpecifier !== undefined)
    return named(node.moduleSpecifier, node.isTypeOnly)
  if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument))
    return named(node.argument.literal, true)
  if (ts.isCallExpression(node) && isLoad(node.expression)) return named(node.arguments[0], false)
  return undefined
}

function named(
  specifier: ts.Node | undefined,
  typeOnly: boolean,
): Omit<Import, 'from'> | undefined {
  if (specifier === undefined || !ts.isStringLiteralLike(specifier)) return undefined
  return { specifier: specifier.text, typeOnly }
}

function isTypeOnly(clause: ts.ImportClause | undefined): boolean {
  return clause?.phaseModifier === ts.SyntaxKind.TypeKeyword
}

/** `import(…)` and `require(…)`. */
function isLoad(callee: ts.Expression): boolean {
  if (callee.kind === ts.SyntaxKind.ImportKeyword) return true
  return ts.isIdentifier(callee) && callee.text === 'require'
}
