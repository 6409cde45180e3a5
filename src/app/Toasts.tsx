import { lazy, Suspense, useEffect, useState } from 'react'
import { notices } from '../stores/notices'
import type { ToastMessage } from '../ui/ToastHost'
import { useWords } from '../ui/useWords'

const ToastHost = lazy(() => import('../ui/ToastHost').then(m => ({ default: m.ToastHost })))

/** Follows the notices that pass by; those from before the code was there are shown as well. */
function subscribe(show: (message: ToastMessage) => void): () => void {
  let seen = 0
  const showNew = () => {
    for (const notice of notices.getState().all) {
      if (notice.id <= seen) continue
      seen = notice.id
      if (!notice.sticky) show(notice)
    }
  }
  showNew()
  return notices.subscribe(showNew)
}

/** The toasts; their code comes with the first one. */
export function Toasts() {
  const t = useWords()
  const [needed, setNeeded] = useState(false)
  useEffect(() => notices.subscribe(({ all }) => setNeeded(all.some(notice => !notice.sticky))), [])
  if (!needed) return null
  return (
    <Suspense>
      <ToastHost label={t('app.messages')} dismissLabel={t('app.dismiss')} subscribe={subscribe} />
    </Suspense>
  )
}
