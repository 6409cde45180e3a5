import type { LucideIcon } from 'lucide-react'
import type { ReactNode } from 'react'

export interface MessageViewProps {
  readonly icon: LucideIcon
  readonly what: string
  readonly cause: string
  readonly todo?: string
  /** It is the page's own heading, not that of a part. */
  readonly isPage?: boolean
  /** One action at most. */
  readonly action?: ReactNode
}

/** A designed view for what is empty, absent or broken: what happened, likely cause, what to do. */
export function MessageView({ icon: Icon, what, cause, todo, isPage, action }: MessageViewProps) {
  const Heading = isPage ? 'h1' : 'h2'
  return (
    <div className="m-auto flex max-w-md flex-col items-center gap-3 p-6 text-center">
      <Icon size={28} strokeWidth={1.5} aria-hidden="true" className="text-ink-3" />
      <Heading className="text-large font-semibold">{what}</Heading>
      <p className="text-ink-2">{cause}</p>
      {todo && <p className="text-ink-2">{todo}</p>}
      {action && <div className="mt-2">{action}</div>}
    </div>
  )
}
