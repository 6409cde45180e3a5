import { AlertDialog } from '@base-ui/react/alert-dialog'
import { useRef } from 'react'
import { Button } from './Button'

export interface ConfirmDialogProps {
  /** The question, with the object in it. */
  readonly title: string
  readonly text: string
  /** The verb. */
  readonly action: string
  readonly cancel: string
  readonly open: boolean
  onAnswer(isConfirmed: boolean): void
}

/** Asks before something that is a nuisance to undo. The harmless answer has the focus. Import it lazily. */
export function ConfirmDialog({ title, text, action, cancel, open, onAnswer }: ConfirmDialogProps) {
  const harmless = useRef<HTMLButtonElement>(null)
  return (
    <AlertDialog.Root open={open} onOpenChange={next => !next && onAnswer(false)}>
      <AlertDialog.Portal>
        <AlertDialog.Backdrop className="fixed inset-0 z-40 animate-appear bg-canvas/60" />
        <AlertDialog.Popup
          initialFocus={harmless}
          className="fixed top-1/2 left-1/2 z-50 w-[calc(100vw-2rem)] max-w-90 -translate-1/2 animate-appear rounded-outer border border-line-strong bg-overlay p-4 text-ink shadow-soft outline-hidden"
        >
          <AlertDialog.Title className="text-large font-semibold">{title}</AlertDialog.Title>
          <AlertDialog.Description className="pt-1 text-ink-2">{text}</AlertDialog.Description>
          <div className="mt-4 flex gap-2">
            <Button ref={harmless} onClick={() => onAnswer(false)}>
              {cancel}
            </Button>
            <Button tone="danger" onClick={() => onAnswer(true)}>
              {action}
            </Button>
          </div>
        </AlertDialog.Popup>
      </AlertDialog.Portal>
    </AlertDialog.Root>
  )
}
