import { useCallback, useEffect, useState } from 'react'
import { preferences } from '../stores/preferences'
import { type CatalogResult, fetchCatalog } from './catalog'

/**
 * The list of machines: `undefined` while it is on its way, and the way to ask again. What the deployment sets is
 * applied before the list is given out.
 *
 * @example const [catalog, askAgain] = useCatalog()
 */
export function useCatalog(fetch = fetchCatalog): [CatalogResult | undefined, () => void] {
  const [result, setResult] = useState<CatalogResult>()
  const [asked, setAsked] = useState(0)
  // biome-ignore lint/correctness/useExhaustiveDependencies: `asked` is the wish to ask again
  useEffect(() => {
    const controller = new AbortController()
    fetch(controller.signal).then(
      found => {
        if (controller.signal.aborted) return
        if (found.catalog) preferences.applyDeployer(found.catalog.defaults, found.catalog.locked)
        setResult(found)
      },
      () => {}, // aborted: the component is gone
    )
    return () => controller.abort()
  }, [asked, fetch])
  const askAgain = useCallback(() => {
    setResult(undefined)
    setAsked(times => times + 1)
  }, [])
  return [result, askAgain]
}
