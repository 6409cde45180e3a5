import { X } from 'lucide-react'
import { useStore } from 'zustand'
import { dismissNotice, notices } from '../stores/notices'
import { IconButton } from '../ui/IconButton'
import { Lamp } from '../ui/Lamp'
import { useWords } from '../ui/useWords'

/** What must be seen before it goes: under the bar until dismissed. */
export function NoticeBar() {
  const t = useWords()
  const { all, shown } = useStore(notices)
  const sticky = all.filter(notice => shown.includes(notice.id))
  return (
    <section aria-label={t('app.notices')} aria-live="polite" className="contents">
      {sticky.map(notice => (
        <div key={notice.id} className="flex items-center gap-3 border-b border-line bg-warn/10 ps-4 pe-2 py-1">
          <Lamp state={notice.tone === 'bad' ? 'bad' : 'on'} tone={notice.tone === 'bad' ? 'bad' : 'warn'} />
          <p className="min-w-0 flex-1 break-words">{notice.text}</p>
          <IconButton icon={X} label={t('app.dismiss')} tipSide="end" onClick={() => dismissNotice(notice.id)} />
        </div>
      ))}
    </section>
  )
}
