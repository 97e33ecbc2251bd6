/** What the core process does for the Quality Report. */
import {
  qualityReport,
  reportDocument,
  toHtml,
  toMarkdown,
  whySection,
  whyThisValue,
} from '../core/index'
import type { Handlers, Opener } from './requests'

export function qualityHandlers(
  open: Opener,
): Pick<Handlers, 'qualityReport' | 'whyThisValue' | 'renderQuality'> {
  return {
    qualityReport: async ({ path, ...place }, options) => {
      const report = await qualityReport(await open(place), path, options)
      return { report, document: reportDocument(report) }
    },
    whyThisValue: async ({ path, key, field, ...place }, options) => {
      const why = await whyThisValue(await open(place), path, { key, field }, options)
      return { why, section: whySection(why) }
    },
    renderQuality: ({ report, format }) => {
      const document = reportDocument(report)
      return format === 'html' ? toHtml(document) : toMarkdown(document)
    },
  }
}
