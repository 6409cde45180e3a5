import { useState } from 'react'
import type { SystemCapability } from '../../devices/capabilities/system'
import type { Device } from '../../devices/device'
import { useCapability } from '../../session/useCapability'
import { Segments } from '../../ui/Segments'
import { useWords } from '../../ui/useWords'
import { AutostartCard } from './AutostartCard'
import { DeviceLog } from './DeviceLog'
import { DeviceView } from './DeviceView'
import { MetricsView } from './MetricsView'
import { ScriptsView } from './ScriptsView'
import { SettingsView } from './SettingsView'

interface SystemPanelProps {
  readonly capability: SystemCapability
  readonly device: Device
}

type View = 'device' | 'settings' | 'scripts' | 'log' | 'metrics'

/** The device itself: what it is and how it does, what can be set, its log and its metrics. */
export function SystemPanel({ capability: system, device }: SystemPanelProps) {
  const t = useWords()
  const [view, setView] = useState<View>('device')
  const metrics = useCapability(device, 'stats')?.metrics
  const views: readonly (View | false)[] = [
    'device',
    'settings',
    system.scripts !== undefined && 'scripts',
    system.log !== undefined && 'log',
    metrics !== undefined && 'metrics',
  ]
  return (
    <div className="flex min-h-0 flex-1 flex-col gap-3">
      <div>
        <Segments<View>
          label={t('system.view')}
          value={view}
          options={views.filter(known => known !== false).map(value => ({ value, label: t(`system.views.${value}`) }))}
          onChoose={setView}
        />
      </div>
      {view === 'device' && <DeviceView system={system} device={device} />}
      {view === 'settings' && <SettingsView system={system} device={device} />}
      {view === 'scripts' && system.scripts && <ScriptsView scripts={system.scripts} device={device} />}
      {view === 'scripts' && system.autostart && <AutostartCard autostart={system.autostart} device={device} />}
      {view === 'log' && system.log && <DeviceLog read={options => system.log?.(options)} device={device} />}
      {view === 'metrics' && metrics && <MetricsView read={signal => metrics(signal)} device={device} />}
    </div>
  )
}
