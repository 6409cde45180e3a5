/**
 * The WebSocket address of a path beside the page: relative paths resolve against `pageUrl`, `http` becomes `ws`.
 * Throws TypeError for what is no URL.
 */
export function socketUrl(path: string, pageUrl: string): string {
  const url = new URL(path, pageUrl)
  if (url.protocol === 'http:') url.protocol = 'ws:'
  if (url.protocol === 'https:') url.protocol = 'wss:'
  url.hash = ''
  return url.href
}
