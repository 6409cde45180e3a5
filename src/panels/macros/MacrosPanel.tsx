import { Download, ListVideo, Pencil, Play, Plus, Square, Trash2, Upload } from 'lucide-react'
import { useRef, useState } from 'react'
import { useStore } from 'zustand'
import type { InputCapability } from '../../devices/capabilities/input'
import type { Device } from '../../devices/device'
import { useCapability } from '../../session/useCapability'
import { useReadable } from '../../session/useReadable'
import { type Macro, macros } from '../../stores/macros'
import { notify } from '../../stores/notices'
import { Button } from '../../ui/Button'
import { IconButton } from '../../ui/IconButton'
import { MessageView } from '../../ui/MessageView'
import { saveFile } from '../../ui/saveFile'
import { useWords } from '../../ui/useWords'
import { DeviceShortcuts } from './DeviceShortcuts'
import { MacroForm } from './MacroForm'
import { readScript } from './readScript'
import { type Player, usePlayer } from './usePlayer'

interface MacrosPanelProps {
  readonly capability: InputCapability
  readonly device: Device
}

/** Sequences of keys and texts that the operator keeps, and plays on any machine. */
export function MacrosPanel({ capability, device }: MacrosPanelProps) {
  const t = useWords()
  const all = useStore(macros.store)
  const player = usePlayer(device, capability)
  const isViewOnly = useReadable(capability.viewOnly)
  const typing = useCapability(device, 'typing')
  const [edited, setEdited] = useState<Macro>()
  if (edited) return <MacroForm macro={edited} onDone={() => setEdited(undefined)} />
  const note = isViewOnly ? t('macros.viewOnly') : !typing && all.some(hasText) ? t('macros.noTyping') : undefined
  return (
    <div className="flex min-h-0 flex-1 flex-col gap-3">
      <Tools all={all} onAdd={() => setEdited({ id: crypto.randomUUID(), name: '', script: '' })} />
      {note && <p className="text-ink-2">{note}</p>}
      {all.length === 0 && <MessageView icon={ListVideo} what={t('macros.none.what')} cause={t('macros.none.cause')} />}
      {all.length > 0 && (
        <ul
          aria-label={t('macros.list')}
          className="min-h-0 overflow-y-auto rounded-outer border border-line bg-raised"
        >
          {all.map(macro => (
            <MacroRow
              key={macro.id}
              macro={macro}
              player={player}
              isBlocked={isViewOnly}
              onEdit={() => setEdited(macro)}
            />
          ))}
        </ul>
      )}
      {capability.shortcuts && <DeviceShortcuts shortcuts={capability.shortcuts} input={capability} device={device} />}
    </div>
  )
}

function hasText({ script }: Macro): boolean {
  return readScript(script).steps?.some(step => step.do === 'type') ?? false
}

function Tools({ all, onAdd }: { all: readonly Macro[]; onAdd(): void }) {
  const t = useWords()
  const file = useRef<HTMLInputElement>(null)
  const read = async (picked: File | undefined) => {
    if (!picked) return
    try {
      const count = macros.add(await picked.text())
      notify({ tone: 'ok', text: t('macros.imported', { count }) })
    } catch {
      notify({ tone: 'bad', text: t('macros.problem.file') })
    }
  }
  return (
    <div className="flex flex-wrap items-center gap-2">
      <Button tone="primary" icon={Plus} onClick={onAdd}>
        {t('macros.add')}
      </Button>
      <span className="flex-1" />
      <Button tone="quiet" icon={Upload} onClick={() => file.current?.click()}>
        {t('macros.import')}
      </Button>
      <input
        ref={file}
        type="file"
        hidden
        accept="application/json,.json"
        onChange={event => {
          void read(event.target.files?.[0])
          event.target.value = ''
        }}
      />
      {all.length > 0 && (
        <Button
          tone="quiet"
          icon={Download}
          onClick={() => saveFile('wheelhouse-macros.json', 'application/json', JSON.stringify(all, undefined, 2))}
        >
          {t('macros.export')}
        </Button>
      )}
    </div>
  )
}

interface MacroRowProps {
  readonly macro: Macro
  readonly player: Player
  readonly isBlocked: boolean
  onEdit(): void
}

function MacroRow({ macro, player, isBlocked, onEdit }: MacroRowProps) {
  const t = useWords()
  const { name } = macro
  const { playing } = player
  const isPlaying = playing?.id === macro.id
  const steps = readScript(macro.script).steps
  return (
    <li className="flex items-center gap-1 border-b border-line py-1.5 ps-3 pe-1 last:border-b-0">
      <div className="min-w-0 flex-1">
        <p translate="no" className="truncate font-semibold">
          {name}
        </p>
        <p role={isPlaying ? 'status' : undefined} className="text-ink-3">
          {isPlaying
            ? t('macros.progress', { done: playing.done, count: playing.count })
            : t('macros.steps', { count: steps?.length ?? 0 })}
        </p>
      </div>
      {isPlaying ? (
        <Button icon={Square} onClick={player.stop}>
          {t('macros.stop')}
        </Button>
      ) : (
        <IconButton
          icon={Play}
          label={t('macros.play', { name })}
          tipSide="end"
          disabled={isBlocked || playing !== undefined || !steps?.length}
          onClick={() => player.play(macro)}
        />
      )}
      <IconButton
        icon={Pencil}
        label={t('macros.edit', { name })}
        tipSide="end"
        disabled={isPlaying}
        onClick={onEdit}
      />
      <IconButton
        icon={Trash2}
        label={t('macros.remove', { name })}
        tipSide="end"
        disabled={isPlaying}
        onClick={() => macros.remove(macro.id)}
      />
    </li>
  )
}
