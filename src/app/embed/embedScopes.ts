import { type Scope, scopes } from '../../lib/scopes'

/** Origins that may frame the console, with what each may do there. */
export type EmbedOrigins = Readonly<Record<string, readonly string[]>>

/** Where this page stands, as far as the browser vouches for it. */
export interface FramePlace {
  readonly isFramed: boolean
  readonly own: string
  /** All pages around this one, where the browser tells: Chromium and Safari. */
  readonly ancestors: readonly string[] | undefined
  /** The page around this one is the outermost. */
  readonly isInOutermost: boolean
  readonly referrer: string
}

/** Reads it from the browser. */
export function framePlace(page: Window = window): FramePlace {
  const { ancestorOrigins } = page.location as Partial<Pick<Location, 'ancestorOrigins'>>
  return {
    isFramed: page.parent !== page,
    own: page.location.origin,
    ancestors: ancestorOrigins && [...ancestorOrigins],
    isInOutermost: page.parent === page.top,
    referrer: page.document.referrer,
  }
}

/**
 * What may be done in this frame: what the deployment grants to every page around it. Where not all of them are known
 * and listed, it is what all listed ones may, since one of them it must be.
 */
export function scopesInForce(origins: EmbedOrigins, place: FramePlace): ReadonlySet<Scope> {
  if (!place.isFramed) return new Set(scopes)
  const around = pagesAround(place)
  const others = around.filter(origin => origin !== place.own)
  if (around.length > 0 && others.length === 0) return new Set(scopes) // the console's own pages
  const areListed = others.length > 0 && others.every(origin => Object.hasOwn(origins, origin))
  const granted = areListed ? others.map(origin => origins[origin]) : Object.values(origins)
  return new Set(scopes.filter(scope => granted.length > 0 && granted.every(some => some?.includes(scope))))
}

function pagesAround({ ancestors, isInOutermost, referrer }: FramePlace): readonly string[] {
  if (ancestors) return ancestors
  // It names who had this page loaded: the page around it, but nothing of those further out.
  const origin = isInOutermost ? URL.parse(referrer)?.origin : undefined
  return origin === undefined ? [] : [origin]
}
