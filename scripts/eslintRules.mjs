/** The project's own lint rules. */
import { relative } from 'node:path'
import { breach } from './boundaries.mjs'
import { root } from './lib/run.mjs'

/** @type {import('eslint').Rule.RuleModule} */
const boundaries = {
  meta: {
    type: 'problem',
    schema: [],
    messages: { breach: '{{ reason }} (see scripts/boundaries.mjs)' },
  },
  create(context) {
    const from = relative(root, context.filename).replaceAll('\\', '/')
    const check = (/** @type {any} */ node) => {
      if (typeof node.source?.value !== 'string') return
      const reason = breach({ from, specifier: node.source.value, typeOnly: isTypeOnly(node) })
      if (reason !== undefined) context.report({ node, messageId: 'breach', data: { reason } })
    }
    return {
      ImportDeclaration: check,
      ExportNamedDeclaration: check,
      ExportAllDeclaration: check,
      ImportExpression: check,
      TSImportType: check,
    }
  },
}

/** @param {any} node */
function isTypeOnly(node) {
  return node.type === 'TSImportType' || node.importKind === 'type' || node.exportKind === 'type'
}

export const drydock = { rules: { boundaries } }
