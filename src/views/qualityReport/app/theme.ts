/** The editor's colours, for what is drawn by hand. */

export interface ChartColours {
  readonly text: string
  readonly line: string
  readonly mark: string
}

export function chartColours(): ChartColours {
  const style = getComputedStyle(document.body)
  const colour = (...names: readonly string[]) =>
    names.map((name) => style.getPropertyValue(`--vscode-${name}`).trim()).find((one) => one !== '')
  // A high contrast theme draws everything in its text's colour.
  const isContrast = /vscode-high-contrast/.test(document.body.className)
  const text = colour('foreground') ?? style.color
  return {
    text,
    line: isContrast ? text : (colour('editorWidget-border', 'widget-border') ?? text),
    mark: isContrast ? text : (colour('charts-blue', 'textLink-foreground') ?? text),
  }
}

/** Calls back whenever the editor has another theme. Gives what ends that. */
export function onThemeChange(listener: () => void): () => void {
  const observer = new MutationObserver(listener)
  observer.observe(document.body, { attributes: true, attributeFilter: ['class'] })
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ['style'] })
  return () => observer.disconnect()
}
