/** A key's name as it is printed on the key. */
export function Kbd({ children }: { children: string }) {
  return (
    <kbd
      translate="no"
      className="inline-flex h-5 min-w-5 items-center justify-center rounded-[4px] border border-line-strong px-1 font-sans text-unit text-ink-3"
    >
      {children}
    </kbd>
  )
}
