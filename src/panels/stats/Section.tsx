import { type ReactNode, useId } from 'react'

export interface SectionProps {
  readonly title: string
  readonly note?: string
  readonly children: ReactNode
}

/** A part of the panel under its heading. */
export function Section({ title, note, children }: SectionProps) {
  const id = useId()
  return (
    <section aria-labelledby={id} className="flex flex-col gap-2">
      <h3 id={id} className="mt-2 font-semibold">
        {title}
      </h3>
      {note && <p className="text-ink-3">{note}</p>}
      {children}
    </section>
  )
}
