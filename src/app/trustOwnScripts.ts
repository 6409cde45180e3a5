/** What of Trusted Types is used here; TypeScript's DOM library has none of it. */
interface TrustedTypes {
  createPolicy(name: string, rules: { createScriptURL(url: string): string }): unknown
}

/** Folders of the build that hold scripts: gate/securityHeaders.ts lists the same to browsers. */
const folders = /^(app|stack|later|assets)\//

/**
 * The one policy of this page's Trusted Types, where the server asks for them: workers start from the build's own folders,
 * and nothing turns text into markup or code. `default`, because workers are also started by Tesseract.
 */
export function trustOwnScripts(place: string = document.baseURI): void {
  const { trustedTypes } = globalThis as { trustedTypes?: TrustedTypes }
  trustedTypes?.createPolicy('default', {
    createScriptURL: url => {
      const own = new URL('.', place).href
      const { href } = new URL(url, place)
      if (href.startsWith(own) && folders.test(href.slice(own.length))) return href
      throw new TypeError(`A script from ${href}`)
    },
  })
}
