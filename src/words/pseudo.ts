const accented: Readonly<Record<string, string>> = {
  a: 'á',
  e: 'é',
  i: 'í',
  o: 'ó',
  u: 'ú',
  A: 'Á',
  E: 'É',
  O: 'Ó',
  n: 'ñ',
  c: 'ç',
}

/** A catalogue whose every text is wrapped in ⟦ ⟧ and accented: what shows up bare on the page bypassed the words. */
export function pseudo(catalogue: object): object {
  return wrapAll(catalogue) as object
}

function wrapAll(node: unknown): unknown {
  if (typeof node === 'string') return `⟦${accent(node)}⟧`
  return Object.fromEntries(Object.entries(node as object).map(([key, value]) => [key, wrapAll(value)]))
}

function accent(text: string): string {
  return text
    .split(/(\{\{.*?\}\})/)
    .map(part => (part.startsWith('{{') ? part : part.replace(/[aeiouAEOnc]/g, letter => accented[letter] ?? letter)))
    .join('')
}

/**
 * Texts and names below `root` that no catalogue gave, while the page speaks `qps`. Numbers, marks and whatever stands
 * under `translate="no"` (names of machines, their own words) are left out.
 */
export function findUntranslated(root: Element): string[] {
  const found: string[] = []
  const check = (text: string | null, owner: Element) => {
    const bare = (text ?? '').replace(/⟦[^⟦⟧]*(?:⟦[^⟦⟧]*⟧[^⟦⟧]*)*⟧/g, '')
    if (/\p{L}{2,}/u.test(bare) && !owner.closest('[translate="no"], script, style, noscript')) found.push(bare.trim())
  }
  for (const element of root.querySelectorAll('*')) {
    for (const node of element.childNodes) if (node.nodeType === 3) check(node.textContent, element)
    for (const name of ['aria-label', 'title', 'placeholder', 'alt', 'data-tip']) {
      if (element.hasAttribute(name)) check(element.getAttribute(name), element)
    }
  }
  return found
}
