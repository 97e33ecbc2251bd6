import { execFileSync } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { FrameLocator, Locator, Page } from 'playwright-core'
import { openBrowser, openWorkbenchPage } from '../../scripts/vscodeHost/browser.mjs'
import { remoteControl, startHost } from '../../scripts/vscodeHost/server.mjs'

const ROOT = resolve(import.meta.dirname, '../..')
const SCREENSHOTS = join(ROOT, 'screenshots')

/** The colour themes of the four kinds that an extension has to look well in. */
export const THEMES = {
  dark: 'Dark Modern',
  light: 'Light Modern',
  highContrast: 'Default High Contrast',
  highContrastLight: 'Default High Contrast Light',
} as const

export type Theme = keyof typeof THEMES

/** The class that the workbench carries once a theme is in effect. */
const THEME_CLASSES: Readonly<Record<Theme, string>> = {
  dark: 'vs-dark',
  light: 'vs',
  highContrast: 'hc-black',
  highContrastLight: 'hc-light',
}

export interface WorkbenchOptions {
  /** The workspace folder to open. */
  readonly folder: string
  readonly settings?: Readonly<Record<string, unknown>>
  /** For the extension host and the core: database URLs, for instance. */
  readonly env?: Readonly<Record<string, string>>
  readonly theme?: Theme
  readonly viewport?: { readonly width: number; readonly height: number }
}

/** A real VS Code with this extension in it, opened in Chromium. */
export interface Workbench {
  readonly page: Page
  /** Runs a command by its whole title, `Drydock: Dry Run Mapping`, through the palette. */
  command(title: string): Promise<void>
  /** Runs a command and picks an entry of the list that it shows. */
  commandAndPick(title: string, text: string): Promise<void>
  /** Picks an entry of the open quick pick by a part of its text. */
  pick(text: string): Promise<void>
  /** Types into the open input box and accepts it. */
  answer(text: string): Promise<void>
  /** Shows a view container of the activity bar. */
  openContainer(title: string): Promise<void>
  /** The rows of the tree under the pane with this title; `hasText` narrows them. */
  treeRows(pane: string, hasText?: string | RegExp): Locator
  /** The inside of the webview that was opened last, or of the `index`th. */
  webview(index?: number): FrameLocator
  /** Chooses from the context menu that an element has under its middle. */
  chooseFromMenu(of: Locator, entry: string): Promise<void>
  /** The modal dialog; its buttons are found by their role. */
  dialog(): Locator
  tab(title: string | RegExp): Locator
  notification(text: string | RegExp): Locator
  setTheme(theme: Theme): Promise<void>
  /** Changes settings of the user as if they had edited them. */
  changeSettings(settings: Readonly<Record<string, unknown>>): void
  /** Ends the core's process as the system would that runs out of memory. */
  killCore(): void
  /** Writes screenshots/NAME.png, or one picture per theme: screenshots/NAME-dark.png and so on. */
  screenshot(name: string, themes?: readonly Theme[]): Promise<void>
  /** What the page's console and the server said, for a test that fails. */
  log(): string
  close(): Promise<void>
}

/** Opens a workspace in a fresh VS Code. The caller closes it in an `after` hook. */
export async function openWorkbench(options: WorkbenchOptions): Promise<Workbench> {
  let theme = options.theme ?? 'dark'
  const host = await startHost({
    settings: { 'workbench.colorTheme': THEMES[theme], ...options.settings },
    env: options.env ?? {},
  })
  const { browser, page } = await openBrowser(options.viewport)
  const said: string[] = []
  page.on('console', (message) => said.push(`${message.type()}: ${message.text()}`))
  const close = async (): Promise<void> => {
    await browser.close()
    await host.stop()
  }
  try {
    await openWorkbenchPage(page, host, {
      folder: options.folder,
      extensions: [ROOT, remoteControl],
    })
  } catch (error) {
    await close()
    throw error
  }

  async function setTheme(wanted: Theme): Promise<void> {
    theme = wanted
    host.changeSettings({ 'workbench.colorTheme': THEMES[wanted] })
    await page.locator(`.monaco-workbench.${THEME_CLASSES[wanted]}`).waitFor()
  }

  async function screenshot(name: string, themes?: readonly Theme[]): Promise<void> {
    mkdirSync(SCREENSHOTS, { recursive: true })
    if (themes === undefined) {
      await picture(page, name)
      return
    }
    const before = theme
    for (const wanted of themes) {
      await setTheme(wanted)
      await picture(page, `${name}-${wanted}`)
    }
    await setTheme(before)
  }

  const killCore = (): void => {
    process.kill(coreProcessId(host.folder), 'SIGKILL')
  }
  const { changeSettings } = host
  const log = (): string => [...said.slice(-50), host.log().slice(-4000)].join('\n')
  return { page, ...interactions(page), setTheme, changeSettings, killCore, screenshot, log, close }
}

type Interactions = Omit<
  Workbench,
  'page' | 'setTheme' | 'changeSettings' | 'killCore' | 'screenshot' | 'log' | 'close'
>

function interactions(page: Page): Interactions {
  const input = page.locator('.quick-input-widget input.input')
  const entries = page.locator('.quick-input-list .monaco-list-row')
  return {
    async command(title) {
      await runCommand(page, title)
    },
    async commandAndPick(title, text) {
      const entry = entries.filter({ hasText: text }).first()
      // The list hides when the keyboard's focus comes late to what had it before the palette.
      for (let attempt = 1; attempt <= 4; attempt++) {
        await runCommand(page, title)
        const done = await entry.click({ timeout: 8_000 }).then(
          () => true,
          () => false,
        )
        if (done) return
        await page.keyboard.press('Escape')
      }
      throw new Error(`"${title}" offers no "${text}"`)
    },
    async pick(text) {
      await entries.filter({ hasText: text }).first().click()
    },
    async answer(text) {
      await input.fill(text)
      await input.press('Enter')
    },
    async openContainer(title) {
      const label = `a[aria-label^="${title}"]`
      const item = page.locator('.activitybar .action-item', { has: page.locator(label) })
      await item.waitFor()
      // A click on the container that shows would hide it.
      const isShown = (await item.getAttribute('class'))?.split(' ').includes('checked') === true
      if (!isShown) await item.locator(label).click()
    },
    treeRows(pane, hasText) {
      const rows = page
        .locator('.pane', { has: page.locator(`.pane-header[aria-label^="${pane}"]`) })
        .locator('.monaco-list-row')
      return hasText === undefined ? rows : rows.filter({ hasText })
    },
    webview(index) {
      const frames = page.locator('iframe.webview')
      const frame = index === undefined ? frames.last() : frames.nth(index)
      return frame.contentFrame().frameLocator('iframe#active-frame')
    },
    async chooseFromMenu(of, entry) {
      const item = page.locator('.monaco-menu .action-item', { hasText: entry }).first()
      await of.click({ button: 'right' })
      await item.waitFor()
      // For a moment after it was opened a menu takes no clicks.
      for (let attempt = 1; attempt <= 4 && (await item.isVisible()); attempt++) {
        await page.waitForTimeout(300)
        await item.click({ timeout: 3_000 }).catch(() => undefined)
      }
    },
    dialog: () => page.locator('.monaco-dialog-box'),
    tab: (title) => page.locator('.tabs-container .tab').filter({ hasText: title }),
    notification: (text) => page.locator('.notification-toast').filter({ hasText: text }),
  }
}

/** The core that belongs to this VS Code: everything under it has the folder in its environment. */
function coreProcessId(folder: string): number {
  const lines = execFileSync('ps', ['eww', '-A', '-o', 'pid=,command='], {
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  }).split('\n')
  const cores = lines.filter((line) => line.includes('dist/coreHost.js') && line.includes(folder))
  const [core, ...others] = cores.map((line) => Number.parseInt(line, 10))
  if (core === undefined || others.length > 0)
    throw new Error(`${cores.length} core processes belong to this VS Code`)
  return core
}

/** A command is known only some time after the workbench shows, so the palette is asked until it has it. */
async function runCommand(page: Page, title: string): Promise<void> {
  const input = page.locator('.quick-input-widget input.input')
  // A row's label goes on after the title with, for instance, its keybinding.
  const row = '.quick-input-list .monaco-list-row'
  const entry = page.locator(`${row}[aria-label="${title}"], ${row}[aria-label^="${title}, "]`)
  let shown: readonly string[] = []
  for (let attempt = 1; attempt <= 6; attempt++) {
    await page.keyboard.press('F1')
    await input.fill(`>${title}`)
    if (await appears(entry.first(), 5_000)) {
      await entry.first().click()
      return
    }
    shown = await page.locator('.quick-input-list .label-name').allTextContents()
    await page.keyboard.press('Escape')
  }
  throw new Error(`the palette has no command "${title}", but: ${shown.join(', ')}`)
}

async function appears(locator: Locator, timeout: number): Promise<boolean> {
  return locator.waitFor({ timeout }).then(
    () => true,
    () => false,
  )
}

async function picture(page: Page, name: string): Promise<void> {
  // Colours fade into a new theme.
  await page.waitForTimeout(400)
  await page.screenshot({ path: join(SCREENSHOTS, `${name}.png`) })
}
