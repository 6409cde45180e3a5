import { Toast } from '@base-ui/react/toast'
import { X } from 'lucide-react'
import { useEffect } from 'react'
import { IconButton } from './IconButton'
import { Lamp, type LampState, type LampTone } from './Lamp'

/** What passes by: the list it is also kept in belongs to whoever sends it. */
export interface ToastMessage {
  readonly id: number
  readonly tone: 'info' | 'ok' | 'warn' | 'bad'
  readonly text: string
  readonly more?: string
}

const manager = Toast.createToastManager<{ tone: ToastMessage['tone'] }>()

const lamps: Readonly<Record<ToastMessage['tone'], readonly [LampState, LampTone]>> = {
  info: ['off', 'accent'],
  ok: ['on', 'ok'],
  warn: ['on', 'warn'],
  bad: ['bad', 'bad'],
}

export interface ToastHostProps {
  readonly label: string
  readonly dismissLabel: string
  /** Calls back for every message from now on; returns the end of it. */
  subscribe(show: (message: ToastMessage) => void): () => void
}

/** Shows messages for a while, failures until dismissed, each read out by how urgent it is. Loaded on demand. */
export function ToastHost({ label, dismissLabel, subscribe }: ToastHostProps) {
  useEffect(
    () =>
      subscribe(({ id, tone, text, more }) =>
        manager.add({
          id: String(id),
          title: text,
          description: more,
          data: { tone },
          timeout: tone === 'bad' ? 0 : 4_000,
          priority: tone === 'bad' ? 'high' : 'low',
        }),
      ),
    [subscribe],
  )
  return (
    <Toast.Provider toastManager={manager} limit={3}>
      <Toast.Portal>
        <Toast.Viewport
          aria-label={label}
          className="fixed inset-x-0 bottom-10 z-50 mx-auto flex w-80 max-w-[calc(100vw-2rem)] flex-col gap-2 max-thumb:top-16 max-thumb:bottom-auto"
        >
          <Toasts dismissLabel={dismissLabel} />
        </Toast.Viewport>
      </Toast.Portal>
    </Toast.Provider>
  )
}

function Toasts({ dismissLabel }: { dismissLabel: string }) {
  const { toasts } = Toast.useToastManager<{ tone: ToastMessage['tone'] }>()
  return toasts.map(toast => {
    const [state, tone] = lamps[toast.data?.tone ?? 'info']
    return (
      <Toast.Root
        key={toast.id}
        toast={toast}
        swipeDirection={['left', 'right', 'up', 'down']}
        className="flex animate-appear items-start gap-3 rounded-outer border border-line-strong bg-overlay py-2 ps-3 pe-2 text-ink shadow-soft data-limited:hidden"
      >
        <span className="flex h-row items-center">
          <Lamp state={state} tone={tone} />
        </span>
        <Toast.Content className="min-w-0 flex-1 self-center">
          <Toast.Title className="font-medium break-words" />
          <Toast.Description className="break-words text-ink-2" />
        </Toast.Content>
        <Toast.Close render={<IconButton icon={X} label={dismissLabel} tipSide="end" />} />
      </Toast.Root>
    )
  })
}
