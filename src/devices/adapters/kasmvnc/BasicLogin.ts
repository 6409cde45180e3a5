import type { Credentials } from '../../device'

/**
 * The operator's name and password, in the session cookie that the gateway turns into `Authorization`: a page cannot put
 * that header on a WebSocket. The cookie's path keeps it from this page itself, so that a note of the browser tab tells
 * after a reload that there is one.
 */
export class BasicLogin {
  private readonly path: string
  private readonly note: string

  /** `base`: the device's own path, as an absolute URL. */
  constructor(base: string) {
    this.path = new URL(base).pathname
    this.note = `wheelhouse.signed-in ${this.path}`
  }

  /** Whether a login was set in this tab. The browser may have dropped it meanwhile. */
  get isSet(): boolean {
    return this.storage()?.getItem(this.note) === 'yes'
  }

  set({ username = '', password = '' }: Credentials): void {
    const bytes = new TextEncoder().encode(`${username}:${password}`)
    // Standard base64, not percent-encoded: docs/gateway.md.
    const value = btoa(String.fromCharCode(...bytes))
    const secure = location.protocol === 'https:' ? '; Secure' : ''
    // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store is missing outside Chromium and off plain HTTP
    document.cookie = `wh_basic=${value}; Path=${this.path}; SameSite=Strict${secure}`
    this.storage()?.setItem(this.note, 'yes')
  }

  clear(): void {
    // biome-ignore lint/suspicious/noDocumentCookie: as above
    document.cookie = `wh_basic=; Path=${this.path}; Max-Age=0; SameSite=Strict`
    this.storage()?.removeItem(this.note)
  }

  private storage(): Storage | undefined {
    try {
      return sessionStorage
    } catch {
      return undefined // a frame without storage: asked again after a reload
    }
  }
}
