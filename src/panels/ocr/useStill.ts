import { useCallback, useEffect, useState } from 'react'
import type { DisplayCapability } from '../../devices/capabilities/display'

export interface StillPicture {
  readonly picture: Blob
  /** An object URL that lives as long as the picture is the newest. */
  readonly url: string
  readonly atMs: number
}

/**
 * A machine's picture as it was when the component came, and the way to take it again. `undefined` while there is
 * none.
 *
 * @example const [still, retake] = useStill(display)
 */
export function useStill({ surface }: DisplayCapability): [StillPicture | undefined, () => void] {
  const [still, setStill] = useState<StillPicture>()
  const take = useCallback(async () => {
    const picture = await surface.capture('image/png').catch(() => undefined) // nothing was painted yet
    setStill(picture && { picture, url: URL.createObjectURL(picture), atMs: Date.now() })
  }, [surface])
  useEffect(() => void take(), [take])
  const url = still?.url
  useEffect(() => {
    return () => {
      if (url !== undefined) URL.revokeObjectURL(url)
    }
  }, [url])
  return [still, () => void take()]
}
