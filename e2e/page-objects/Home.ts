import type { Page } from '@playwright/test'

/** The list of machines. */
export class Home {
  private readonly page: Page

  constructor(page: Page) {
    this.page = page
  }

  get heading() {
    return this.page.getByRole('heading', { name: 'Machines' })
  }

  machine(name: string) {
    return this.page.getByRole('link', { name })
  }
}
