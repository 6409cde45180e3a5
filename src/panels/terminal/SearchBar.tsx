import { ChevronDown, ChevronUp, X } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import type { OpenTerminal } from '../../session/terminals'
import { IconButton } from '../../ui/IconButton'
import { useWords } from '../../ui/useWords'

/** Finds text in what is kept of a line. */
export function SearchBar({ screen, onClose }: { screen: OpenTerminal['screen']; onClose(): void }) {
  const t = useWords()
  const field = useRef<HTMLInputElement>(null)
  const [text, setText] = useState('')
  const [found, setFound] = useState<boolean>()
  const find = (direction: 'next' | 'previous') => setFound(screen.find(text, direction))
  useEffect(() => field.current?.focus(), [])
  return (
    <search className="flex items-center gap-1">
      <input
        ref={field}
        type="search"
        aria-label={t('terminal.search')}
        placeholder={t('terminal.search')}
        value={text}
        aria-invalid={found === false || undefined}
        onChange={event => {
          setText(event.target.value)
          setFound(undefined)
        }}
        onKeyDown={event => {
          if (event.key === 'Enter') find(event.shiftKey ? 'previous' : 'next')
          if (event.key !== 'Escape') return
          event.stopPropagation()
          onClose()
        }}
        className="h-row min-w-0 flex-1 rounded-inner border border-line-strong bg-surface px-2 placeholder:text-ink-3 aria-invalid:border-bad"
      />
      <span role="status" className="text-small text-ink-3">
        {found === false && t('terminal.notFound')}
      </span>
      <IconButton icon={ChevronUp} label={t('terminal.previous')} onClick={() => find('previous')} />
      <IconButton icon={ChevronDown} label={t('terminal.next')} onClick={() => find('next')} />
      <IconButton icon={X} label={t('app.close')} tipSide="end" onClick={onClose} />
    </search>
  )
}
