/** A report as sections, in the order in which they are read. */
import type { QualityReport } from '../report'
import { fieldAgreementSection, matrixSection } from './agreementSections'
import { worstSection } from './entitySections'
import { gatesSection, quarantinedSection, rulesSection } from './ruleSections'
import { scoresSection, summarySection, trendSection } from './scoreSections'
import type { ReportDocument } from './section'

export function reportDocument(report: QualityReport): ReportDocument {
  const sections = [
    summarySection,
    scoresSection,
    trendSection,
    rulesSection,
    gatesSection,
    worstSection,
    matrixSection,
    fieldAgreementSection,
    quarantinedSection,
  ]
  return {
    title: `Quality Report: ${report.table}`,
    sections: sections.map((section) => section(report)),
  }
}
