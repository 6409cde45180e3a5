import { expect, type Locator, type Page } from '@playwright/test'

/** What the card says first of a server that was killed: one that had bytes unread resets instead of closing. */
export const killed = /closed the connection|lost the machine/

/** An open machine, as an operator sees it: roles and names only; facts from `data-*`. */
export class Console {
  readonly page: Page
  readonly toolbar: Locator
  readonly link: Locator
  readonly screen: Locator
  /** The picture itself: the first canvas of the region. */
  readonly picture: Locator

  constructor(page: Page) {
    this.page = page
    this.toolbar = page.getByRole('toolbar', { name: 'Console toolbar' })
    this.link = page.getByRole('status', { name: 'Connection' })
    this.screen = page.getByRole('region', { name: 'Remote screen' })
    this.picture = this.screen.locator('canvas').first()
  }

  /** Opens a machine by its address and waits until it is connected and has painted. */
  async open(url: string, device = 'desk', more = ''): Promise<void> {
    await this.page.goto(`${url}?device=${device}&lang=en${more}`)
    await this.connected()
    // What stands below the picture comes after it, and with it the console's own keys.
    await expect(this.page.locator('footer')).toBeAttached()
  }

  async connected(): Promise<void> {
    await expect(this.link).toHaveText(/^Connected/)
    await expect(this.screen).not.toHaveAttribute('data-frames', '0')
    await expect(this.screen).toHaveAttribute('data-still', 'false')
  }

  button(name: string): Locator {
    return this.toolbar.getByRole('button', { name, exact: true })
  }

  /** Presses an item of the bar, or its line under `More` where the bar has no room for it. */
  async act(name: string): Promise<void> {
    await expect(this.toolbar).toBeVisible()
    if ((await this.button(name).count()) > 0) return this.button(name).click()
    await this.button('More').click()
    await this.page.getByRole('menu').getByText(name, { exact: true }).click()
  }

  /** A side panel, by the name of its button. */
  panel(name: string): Locator {
    return this.page.getByRole('complementary', { name, exact: true })
  }

  /** Opens a panel by its button. */
  async openPanel(name: string): Promise<Locator> {
    await this.act(name)
    await expect(this.panel(name)).toBeVisible()
    return this.panel(name)
  }

  /** Opens the settings; on narrow pages their button stands above the picture. */
  async openSettings(): Promise<Locator> {
    await this.page.getByRole('button', { name: 'Settings', exact: true }).click()
    const dialog = this.page.getByRole('dialog', { name: 'Settings' })
    await expect(dialog).toBeVisible()
    return dialog
  }

  /** `Fit`, `1:1` or `Remote size`. */
  async chooseScaling(name: string): Promise<void> {
    await this.toolbar.getByRole('button', { name: /^Scaling/ }).click()
    await this.page.getByRole('menuitemradio', { name, exact: true }).click()
  }

  /** A chord of the keyboard menu. */
  async sendKeys(chord: string): Promise<void> {
    await this.button('Keyboard').click()
    await this.page.getByRole('menuitem', { name: chord, exact: true }).click()
  }

  /** The card in the middle of the picture. */
  get card(): Locator {
    return this.screen.getByRole('heading').locator('xpath=ancestor::*[@aria-labelledby][1]')
  }

  /** How much larger than its place the picture is shown, `1.00` for not at all; once it can be zoomed. */
  zoomed(factor: string): Promise<void> {
    return expect(this.screen.locator('[data-zoom]')).toHaveAttribute('data-zoom', factor)
  }

  /** Size of the remote framebuffer, `1024x768`. */
  async framebuffer(): Promise<string> {
    return (await this.screen.getAttribute('data-framebuffer')) ?? ''
  }

  /** The colour of one framebuffer pixel as it is painted on the page, `[r, g, b]`. */
  pixel(x: number, y: number): Promise<number[]> {
    return this.picture.evaluate(
      (canvas: HTMLCanvasElement, at) => {
        // The canvas belongs to a worker: it can be drawn, not read.
        const context = new OffscreenCanvas(1, 1).getContext('2d')
        if (canvas.width > 0) context?.drawImage(canvas, -at.x, -at.y)
        return [...(context?.getImageData(0, 0, 1, 1).data ?? [])].slice(0, 3)
      },
      { x, y },
    )
  }

  /** Clicks where a framebuffer pixel is shown. */
  async clickAt(x: number, y: number): Promise<void> {
    const box = await this.picture.boundingBox()
    const [width = 0, height = 0] = (await this.framebuffer()).split('x').map(Number)
    if (!box || width === 0) throw new Error('no picture')
    await this.page.mouse.click(box.x + ((x + 0.5) * box.width) / width, box.y + ((y + 0.5) * box.height) / height)
  }
}
