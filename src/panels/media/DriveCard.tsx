import type { MediaCapability, MediaState } from '../../devices/capabilities/media'
import { Button } from '../../ui/Button'
import { Card } from '../../ui/Card'
import { Checkbox } from '../../ui/Checkbox'
import { Lamp } from '../../ui/Lamp'
import { Segments } from '../../ui/Segments'
import { useWords } from '../../ui/useWords'
import type { MountKind } from './checkFile'

interface DriveCardProps {
  readonly media: MediaCapability
  readonly state: MediaState
  readonly kind: MountKind
  readonly isWritable: boolean
  onKind(kind: MountKind): void
  onWritable(isWritable: boolean): void
  onEject(): void
  onVirtual(which: 'disk' | 'network', on: boolean): void
}

/** What is in the drive, and how the next image goes in. */
export function DriveCard(props: DriveCardProps) {
  const { media, state, kind, isWritable, onKind, onWritable, onEject, onVirtual } = props
  const t = useWords()
  const { drive, online, busy } = state
  const { connected, image = '', as } = drive
  const words = as.kind === 'cd' ? 'media.mountedCd' : as.writable ? 'media.mountedWritable' : 'media.mountedDisk'
  return (
    <Card className="flex flex-col gap-3 p-3" aria-label={t('media.drive')}>
      <div className="flex min-h-row items-center gap-2">
        <Lamp state={!online ? 'unknown' : connected ? 'on' : 'off'} />
        <p className="min-w-0 flex-1 font-medium break-words" data-drive={connected ? image : ''}>
          {!online ? t('media.offline') : connected ? t(words, { name: image }) : t('media.empty')}
        </p>
        {connected && (
          <Button disabled={busy || !online} onClick={onEject}>
            {t('media.eject')}
          </Button>
        )}
      </div>
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
        <span aria-hidden="true" className="text-ink-2">
          {t('media.mountAs')}
        </span>
        <Segments<MountKind>
          label={t('media.mountAs')}
          value={kind}
          options={(['auto', 'cd', 'disk'] as const).map(value => ({ value, label: t(`media.kind.${value}`) }))}
          onChoose={onKind}
        />
        {media.rules.canMountWritable && (
          <Checkbox
            label={t('media.writable')}
            checked={isWritable}
            disabled={kind === 'cd'}
            onChange={event => onWritable(event.target.checked)}
          />
        )}
      </div>
      {state.virtual && media.setVirtual && (
        <div className="flex flex-wrap gap-x-4">
          {(['disk', 'network'] as const).map(which => (
            <Checkbox
              key={which}
              label={t(`media.virtual.${which}`)}
              checked={state.virtual?.[which] ?? false}
              onChange={event => onVirtual(which, event.target.checked)}
            />
          ))}
        </div>
      )}
    </Card>
  )
}
