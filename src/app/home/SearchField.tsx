import { Search } from 'lucide-react'
import { type RefObject, useEffect } from 'react'
import { Kbd } from '../../ui/Kbd'
import { useWords } from '../../ui/useWords'

export interface SearchFieldProps {
  readonly value: string
  onChange(value: string): void
  /** Enter: opens what was found first. */
  onEnter(): void
  /** Down: to what was found. */
  onDown(): void
  readonly ref: RefObject<HTMLInputElement | null>
}

/** Search over the list; `/` goes there from anywhere on the page, Escape empties it. */
export function SearchField({ value, onChange, onEnter, onDown, ref }: SearchFieldProps) {
  const t = useWords()
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const typing = event.target instanceof HTMLElement && event.target.closest('input, textarea, [contenteditable]')
      if (event.key !== '/' || typing || event.ctrlKey || event.altKey || event.metaKey) return
      event.preventDefault()
      ref.current?.focus()
    }
    document.addEventListener('keydown', onKey)
    return () => document.removeEventListener('keydown', onKey)
  }, [ref])
  return (
    <search className="relative ms-auto w-full thumb:w-65">
      <Search
        size={16}
        strokeWidth={1.75}
        aria-hidden="true"
        className="pointer-events-none absolute start-3 top-1/2 -translate-y-1/2 text-ink-3"
      />
      <input
        ref={ref}
        type="search"
        value={value}
        aria-label={t('home.search')}
        placeholder={t('home.search')}
        aria-keyshortcuts="/"
        onChange={event => onChange(event.target.value)}
        onKeyDown={event => {
          if (event.key === 'Escape') onChange('')
          else if (event.key === 'Enter') onEnter()
          else if (event.key === 'ArrowDown') onDown()
          else return
          event.preventDefault()
        }}
        className="h-row w-full appearance-none rounded-inner border border-line bg-raised ps-9 pe-9 placeholder:text-ink-3 [&::-webkit-search-cancel-button]:hidden"
      />
      <span
        aria-hidden="true"
        className="pointer-events-none absolute end-2 top-1/2 -translate-y-1/2 pointer-coarse:hidden"
      >
        <Kbd>/</Kbd>
      </span>
    </search>
  )
}
