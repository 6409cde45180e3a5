/** Name and value of each parameter in a query or a fragment, in their order. */
export function launchPairs(text: string): [name: string, value: string][] {
  return [...new URLSearchParams(text.replace(/^[?#]+/, ''))]
}

/**
 * The `mode` that a request target asks for. Page and gateway read it alike, since the gateway lets a portal frame what
 * the page will be: from the query, under exactly this name, the first one where there are several.
 */
export function launchMode(target: string): string | undefined {
  const query = /^[^?#]*(\?[^#]*)/.exec(target)?.[1] ?? ''
  return launchPairs(query).find(([name]) => name === 'mode')?.[1]
}
