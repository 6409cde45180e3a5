import { Dialog } from '@base-ui/react/dialog'
import { X } from 'lucide-react'
import type { ReactNode } from 'react'
import { IconButton } from './IconButton'

export interface DialogViewProps {
  readonly title: string
  readonly closeLabel: string
  readonly open: boolean
  onClose(): void
  readonly children: ReactNode
}

/** A modal dialog with a title and a close button. Import it lazily: it brings focus handling with it. */
export function DialogView({ title, closeLabel, open, onClose, children }: DialogViewProps) {
  return (
    <Dialog.Root open={open} onOpenChange={next => !next && onClose()}>
      <Dialog.Portal>
        <Dialog.Backdrop className="fixed inset-0 z-40 animate-appear bg-canvas/60" />
        <Dialog.Popup className="fixed top-1/2 left-1/2 z-50 flex max-h-[calc(100dvh-2rem)] w-[calc(100vw-2rem)] max-w-120 -translate-1/2 animate-appear flex-col overflow-y-auto rounded-outer border border-line-strong bg-overlay text-ink shadow-soft outline-hidden">
          <div className="flex items-center justify-between p-4 pb-2">
            <Dialog.Title className="text-large font-semibold">{title}</Dialog.Title>
            <Dialog.Close render={<IconButton icon={X} label={closeLabel} tipSide="end" />} />
          </div>
          <div className="p-4 pt-2">{children}</div>
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  )
}
