import { Suspense, useEffect } from 'react'
import type { Device, DeviceEntry, LinkState } from '../../devices/device'
import { linkName } from '../../session/linkName'
import type { MachineRegistry } from '../../session/registry'
import { useMachine } from '../../session/useMachine'
import { useMaybe } from '../../session/useMaybe'
import { preferences, useSetting } from '../../stores/preferences'
import { useWords } from '../../ui/useWords'
import { describeError } from '../../words/describeError'
import { isLineOnly } from '../console/isLineOnly'
import { MainTerminal } from '../console/MainTerminal'
import { PictureRegion } from '../console/PictureRegion'

export interface KioskScreenProps {
  readonly entry: DeviceEntry
  readonly registry: MachineRegistry
}

/** Something final ended the link: a kiosk tries again all the same, because somebody may have set it right meanwhile. */
const retryEndedMs = 30_000

/** One machine of a kiosk. */
export function KioskScreen({ entry, registry }: KioskScreenProps) {
  const t = useWords()
  const viewOnly = !takesInput()
  const device = useMachine(entry, { viewOnly, shared: true }, registry)
  const link = useMaybe(device?.link)
  const capabilities = useMaybe(device?.capabilities) ?? {}
  const scaling = useSetting('scaling').value
  useEndlessRetry(device, link)
  const input = capabilities.input
  useEffect(() => {
    if (viewOnly) input?.setViewOnly(true)
  }, [input, viewOnly])
  const isOnline = link?.phase === 'online'
  return (
    <>
      {device && isLineOnly(capabilities) ? (
        <div inert={viewOnly} className="contents">
          <Suspense>
            <MainTerminal device={device} capabilities={capabilities} name={entry.name} />
          </Suspense>
        </div>
      ) : (
        <div inert={viewOnly} className="absolute inset-0">
          <PictureRegion surface={capabilities.display?.surface} scaling={scaling} isGrey={!isOnline} drop={undefined}>
            {null}
          </PictureRegion>
        </div>
      )}
      <p
        role="status"
        aria-label={t('link.name')}
        data-link={link ? linkName(link) : 'connecting'}
        className={isOnline ? 'sr-only' : 'absolute inset-x-0 bottom-4 text-center text-small text-ink-3'}
      >
        {t(`link.${link ? linkName(link) : 'connecting'}`)}
        {link && !isOnline && <Why name={entry.name} link={link} />}
      </p>
    </>
  )
}

/** One quiet sentence: nobody is there to press anything. */
function Why({ name, link }: { name: string; link: LinkState }) {
  const t = useWords()
  if (link.phase === 'asking') return <>{` · ${t('kiosk.asks', { name })}`}</>
  if (!('why' in link) || link.why === 'by-user') return null
  return <>{` · ${name}: ${describeError(link.why).what}`}</>
}

/** View-only unless the deployment says otherwise: neither the address nor this browser can. */
function takesInput(): boolean {
  const { value, setBy } = preferences.resolve('viewOnly')
  return !value && (setBy === 'locked' || setBy === 'deployer')
}

function useEndlessRetry(device: Device | undefined, link: LinkState | undefined): void {
  const hasEnded = link?.phase === 'ended' && link.why !== 'by-user'
  useEffect(() => {
    if (!hasEnded || !device) return
    const timer = setTimeout(() => device.retryNow(), retryEndedMs)
    return () => clearTimeout(timer)
  }, [device, hasEnded])
}
