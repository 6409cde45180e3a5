import { CircleAlert, Construction } from 'lucide-react'
import { Button } from '../ui/Button'
import { MessageView } from '../ui/MessageView'
import { useWords } from '../ui/useWords'
import { showMachine, staysHere } from './address'

/** The address names a machine that the list does not. */
export function UnknownMachine({ id }: { id: string }) {
  const t = useWords()
  return (
    <main className="flex h-full">
      <MessageView
        isPage
        icon={CircleAlert}
        what={t('launch.unknownDevice.what', { id })}
        cause={t('launch.unknownDevice.cause')}
        action={
          !staysHere() && (
            <Button tone="primary" onClick={() => showMachine(undefined)}>
              {t('app.toMachines')}
            </Button>
          )
        }
      />
    </main>
  )
}

/** The address asks for a mode that this version does not have. */
export function NotBuilt({ mode, device }: { mode: string; device: string | undefined }) {
  const t = useWords()
  return (
    <main className="flex h-full">
      <MessageView
        isPage
        icon={Construction}
        what={t('launch.notBuilt.what', { mode })}
        cause={t('launch.notBuilt.cause')}
        action={
          <Button tone="primary" onClick={() => showMachine(device)}>
            {t('launch.notBuilt.action')}
          </Button>
        }
      />
    </main>
  )
}
