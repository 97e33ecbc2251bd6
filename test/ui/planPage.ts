import assert from 'node:assert/strict'
import type { FrameLocator, Locator } from 'playwright-core'
import type { Workbench } from './workbench'

/** The Plan panel as a reader finds it. Hidden panels have no page, so that there is one at a time. */
export class PlanPage {
  constructor(private readonly workbench: Workbench) {}

  get frame(): FrameLocator {
    return this.workbench.webview()
  }

  get grid(): Locator {
    return this.frame.locator('drydock-grid')
  }

  get filter(): Locator {
    return this.frame.locator('#filter-text input')
  }

  get reason(): Locator {
    return this.frame.locator('header .reason')
  }

  get banner(): Locator {
    return this.frame.locator('.banner')
  }

  button(label: string | RegExp): Locator {
    return this.frame.locator('vscode-button').filter({ hasText: label })
  }

  tab(label: string): Locator {
    return this.frame.getByRole('tab').filter({ hasText: label })
  }

  /** Waits until the panel shows a plan with this title and its first rows. */
  async shows(title: string): Promise<void> {
    await this.frame.locator('h1').getByText(title, { exact: true }).waitFor()
    await this.row(0).waitFor()
  }

  /** A row of the grid by its place. Rows have numbers from 1 and the header is the first. */
  row(index: number): Locator {
    return this.grid.locator(`.grid-spacer .grid-row[aria-rowindex="${index + 2}"]:not(.waiting)`)
  }

  /** A cell of the grid by its row's and its column's place. */
  cell(row: number, column: number): Locator {
    return this.row(row).locator('.grid-cell').nth(column)
  }

  /** The section that is closed at first. */
  get about(): Locator {
    return this.frame.locator('details.about')
  }

  /** The text of a row, its cells divided by blanks. */
  async rowText(index: number): Promise<string> {
    const cells = await this.row(index).locator('.grid-cell').allInnerTexts()
    return cells.filter((text) => text !== '').join(' ')
  }

  /** A number of the summary. */
  async counter(label: string): Promise<string> {
    const counter = this.frame.locator('.counter').filter({ hasText: label })
    return (await counter.locator('dd').first().innerText()).trim()
  }

  /** The text of the cell that a screen reader is told of. */
  async activeCell(): Promise<string> {
    const id = await this.grid.getAttribute('aria-activedescendant')
    assert.ok(id, 'no cell is active')
    return this.frame.locator(`#${id}`).innerText()
  }

  /** What has the keyboard: its id, its text or its element's name. */
  async focused(): Promise<string> {
    return this.frame.locator(':root').evaluate(() => {
      const element = document.activeElement
      if (element === null || element === document.body) return 'nothing'
      return element.id || element.textContent?.trim() || element.localName
    })
  }
}

/** Reloads as a user does: VS Code first writes down what is open. Reloading the page alone may lose the latest. */
export async function reloadWindow(workbench: Workbench): Promise<void> {
  const loaded = workbench.page.waitForEvent('load')
  await workbench.command('Developer: Reload Window')
  await loaded
}
