import { MonitorX } from 'lucide-react'
import type { DeviceEntry } from '../../devices/device'
import { Button } from '../../ui/Button'
import { MessageView } from '../../ui/MessageView'
import { useWords } from '../../ui/useWords'
import { showMachine, staysHere } from '../address'

/** A machine of a kind that this build does not know. */
export function UnknownFamily({ entry }: { entry: DeviceEntry }) {
  const t = useWords()
  return (
    <div className="absolute inset-0 flex">
      <MessageView
        icon={MonitorX}
        what={t('unknownFamily.what', { name: entry.name })}
        cause={t('unknownFamily.cause', { family: entry.family })}
        todo={t('unknownFamily.todo')}
        action={!staysHere() && <Button onClick={() => showMachine(undefined)}>{t('app.toMachines')}</Button>}
      />
    </div>
  )
}
