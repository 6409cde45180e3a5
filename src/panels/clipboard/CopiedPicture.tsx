import { useEffect, useState } from 'react'

/** A picture that was copied, small. */
export function CopiedPicture({ png, label }: { png: Uint8Array; label: string }) {
  const [url, setUrl] = useState<string>()
  useEffect(() => {
    const made = URL.createObjectURL(new Blob([new Uint8Array(png)], { type: 'image/png' }))
    setUrl(made)
    return () => URL.revokeObjectURL(made)
  }, [png])
  if (!url) return null
  return <img src={url} alt={label} className="max-h-48 self-start rounded-inner border border-line" />
}
