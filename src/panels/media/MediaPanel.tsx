import { HardDriveUpload, Link, RefreshCw, Upload } from 'lucide-react'
import { type DragEvent, useEffect, useRef, useState } from 'react'
import type { MediaCapability, MediaImage, MountAs } from '../../devices/capabilities/media'
import type { Device } from '../../devices/device'
import { tellFailure } from '../../session/tellFailure'
import { useReadable } from '../../session/useReadable'
import { notify } from '../../stores/notices'
import { Button } from '../../ui/Button'
import { ConfirmDialog } from '../../ui/ConfirmDialog'
import { classes } from '../../ui/classes'
import { IconButton } from '../../ui/IconButton'
import { MessageView } from '../../ui/MessageView'
import { MoreButton } from '../../ui/MoreButton'
import { Select } from '../../ui/Select'
import { useBounded } from '../../ui/useBounded'
import { useWords } from '../../ui/useWords'
import { AddByUrl } from './AddByUrl'
import { type MountKind, mountAs, mountWarnings } from './checkFile'
import { DriveCard } from './DriveCard'
import { ImageRow } from './ImageRow'
import { SpaceMeters } from './SpaceMeters'
import { TransferList } from './TransferList'
import { uploadFiles } from './uploadFiles'
import { useMediaActions } from './useMediaActions'
import { useTransfers } from './useTransfers'

interface MediaPanelProps {
  readonly capability: MediaCapability
  readonly device: Device
  readonly name: string
}

type Asking =
  | { readonly is: 'remove'; readonly image: MediaImage }
  | { readonly is: 'mount'; readonly image: MediaImage; readonly as: MountAs; readonly text: string }
  | { readonly is: 'reset' }

const noImages: readonly MediaImage[] = []
/** Shown at once: each has its buttons. */
const mostImages = 100

/** Images that the machine sees as a CD or a disk: bring them, mount them, remove them. */
export function MediaPanel({ capability: media, device, name }: MediaPanelProps) {
  const t = useWords()
  const state = useReadable(media.state)
  const actions = useMediaActions(device, media)
  const { queue, transfers } = useTransfers(device, media)
  const [kind, setKind] = useState<MountKind>('auto')
  const [isWritable, setWritable] = useState(false)
  const [part, setPart] = useState('')
  const [isAddingUrl, setAddingUrl] = useState(false)
  const [asking, setAsking] = useState<Asking>()
  const [isOver, setOver] = useState(false)
  const chooser = useRef<HTMLInputElement>(null)
  const { drive, images, space, busy, online, transfer } = state
  useFirstReading(device, media)
  const bounded = useBounded(images ?? noImages, mostImages)

  const isOurs = transfers.some(known => known.state === 'running')
  const isBlocked = busy || !online
  const stops = !online ? 'offline' : media.rules.needsEmptyDrive && drive.connected ? 'mounted' : undefined
  const problem = stops && t(`media.problem.${stops}`)
  const add = (files: Iterable<File>) => {
    for (const told of uploadFiles([...files], queue, media, part)) notify({ tone: 'warn', text: told })
  }
  const drop = (event: DragEvent) => {
    event.preventDefault()
    setOver(false)
    add(event.dataTransfer.files)
  }
  const mount = (image: MediaImage) => {
    const as = mountAs(image.name, kind, isWritable && image.writable)
    const warnings = mountWarnings(image, as, media.rules)
    if (warnings.length === 0) void actions.mount(image.id, as)
    else setAsking({ is: 'mount', image, as, text: warnings.map(warning => t(`media.warn.${warning}`)).join(' ') })
  }

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: files can be dropped anywhere here; the button does the same
    <div
      className={classes('relative flex min-h-0 flex-1 flex-col gap-3', isOver && 'outline-2 outline-accent')}
      onDragOver={event => {
        if (!event.dataTransfer.types.includes('Files')) return
        event.preventDefault()
        setOver(true)
      }}
      onDragLeave={event => {
        if (!event.currentTarget.contains(event.relatedTarget as Node | null)) setOver(false)
      }}
      onDrop={drop}
    >
      <DriveCard
        media={media}
        state={state}
        kind={kind}
        isWritable={isWritable}
        onKind={setKind}
        onWritable={setWritable}
        onEject={() => void actions.eject()}
        onVirtual={(which, on) => void actions.setVirtual(which, on)}
      />
      <div className="flex flex-wrap items-center gap-2">
        <Button tone="primary" icon={Upload} disabled={problem !== undefined} onClick={() => chooser.current?.click()}>
          {t('media.upload')}
        </Button>
        <Button icon={Link} aria-expanded={isAddingUrl} onClick={() => setAddingUrl(!isAddingUrl)}>
          {t('media.byUrl')}
        </Button>
        <span className="flex-1" />
        <IconButton
          icon={RefreshCw}
          label={t('media.refresh')}
          tipSide="end"
          onClick={() => void read(device, media, t('media.refresh'))}
        />
        <input
          ref={chooser}
          type="file"
          multiple
          hidden
          tabIndex={-1}
          aria-label={t('media.upload')}
          accept={media.rules.endings.join(',')}
          onChange={event => {
            add(event.target.files ?? [])
            event.target.value = ''
          }}
        />
      </div>
      {space.length > 1 && (
        <Select
          label={t('media.partName')}
          value={part}
          options={space
            .filter(({ writable }) => writable)
            .map(({ id }) => ({ value: id, label: id === '' ? t('media.internal') : id }))}
          onChoose={setPart}
        />
      )}
      {problem && <p className="text-ink-2">{problem}</p>}
      {isAddingUrl && (
        <AddByUrl queue={queue} rules={media.rules} part={part} problem={problem} onDone={() => setAddingUrl(false)} />
      )}
      {transfers.length > 0 && <TransferList transfers={transfers} queue={queue} />}
      {transfer && !isOurs && (
        <p role="status" className="text-warn">
          {transfer.name === '' ? t('media.byUnknown') : t('media.by', { name: transfer.name })}
        </p>
      )}
      {images === undefined && <div className="h-40 animate-late rounded-outer border border-line bg-raised" />}
      {images?.length === 0 && (
        <MessageView icon={HardDriveUpload} what={t('media.none.what')} cause={t('media.none.cause')} />
      )}
      {images && images.length > 0 && (
        <ul
          aria-label={t('media.images')}
          className="min-h-24 shrink-0 overflow-y-auto rounded-outer border border-line bg-raised"
        >
          {bounded.shown.map(image => (
            <ImageRow
              key={image.id}
              image={image}
              isMounted={drive.connected && drive.image === image.id}
              isBlocked={isBlocked}
              isKept={media.rules.needsEmptyDrive && drive.connected}
              href={media.rules.canRead && !drive.connected ? media.href?.(image.id) : undefined}
              onMount={() => mount(image)}
              onRemove={() => setAsking({ is: 'remove', image })}
            />
          ))}
          {bounded.rest > 0 && (
            <li>
              <MoreButton rest={bounded.rest} next={bounded.next} onMore={bounded.more} />
            </li>
          )}
        </ul>
      )}
      <SpaceMeters space={space} />
      {media.reset && (
        <Button tone="quiet" className="self-start" disabled={isBlocked} onClick={() => setAsking({ is: 'reset' })}>
          {t('media.reset')}
        </Button>
      )}
      <ConfirmDialog
        title={titleOf(asking)}
        text={asking?.is === 'mount' ? asking.text : t(asking?.is === 'reset' ? 'media.resetText' : 'media.removeText')}
        action={t(asking?.is === 'mount' ? 'media.mount' : asking?.is === 'reset' ? 'media.reset' : 'media.remove')}
        cancel={t('app.cancel')}
        open={asking !== undefined}
        onAnswer={isSure => {
          setAsking(undefined)
          if (!isSure || !asking) return
          if (asking.is === 'remove') void actions.remove(asking.image.id)
          else if (asking.is === 'reset') void actions.reset()
          else void actions.mount(asking.image.id, asking.as)
        }}
      />
    </div>
  )

  function titleOf(question: Asking | undefined): string {
    if (!question || question.is === 'reset') return t('media.resetTitle', { name })
    const key = question.is === 'mount' ? 'media.warnTitle' : 'media.removeTitle'
    return t(key, { name: question.image.name })
  }
}

/** Devices that push need no asking; asking does no harm there, and tells at once when the storage does not answer. */
function useFirstReading(device: Device, media: MediaCapability): void {
  const t = useWords()
  // biome-ignore lint/correctness/useExhaustiveDependencies: once for each machine
  useEffect(() => void read(device, media, t('media.refresh')), [device, media])
}

async function read(device: Device, media: MediaCapability, what: string): Promise<void> {
  try {
    await media.refresh()
  } catch (error) {
    tellFailure(device.id, what, error)
  }
}
