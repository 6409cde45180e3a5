import {
  Camera,
  Eye,
  Keyboard,
  Maximize,
  Plug,
  Scaling as ScalingIcon,
  SquareMousePointer,
  Unplug,
  Video,
  ZoomIn,
  ZoomOut,
} from 'lucide-react'
import { useStore } from 'zustand'
import type { DisplayCapability } from '../../devices/capabilities/display'
import type { Device, LinkState } from '../../devices/device'
import type { Scaling } from '../../engine/surface'
import { panels } from '../../panels/registry'
import { nameOfTarget } from '../../session/nameOfTarget'
import { recordings } from '../../session/recordings'
import { useMaybe } from '../../session/useMaybe'
import { notify } from '../../stores/notices'
import { preferences, useSetting } from '../../stores/preferences'
import type { MenuEntry } from '../../ui/menu'
import { useWords } from '../../ui/useWords'
import type { BarItem } from './barItems'
import { chords } from './chords'
import { isLineOnly } from './isLineOnly'
import type { Console } from './useConsole'
import { useFullScreen } from './useFullScreen'
import { zoomStep } from './zoomStep'

/**
 * What the bar offers now, in its fixed order: only what this machine has and what is built.
 *
 * @example const items = useBarItems(console)
 */
export function useBarItems(view: Console): readonly BarItem[] {
  const { device, capabilities, link, actions, panelId, openPanel, focusPicture, connect } = view
  const t = useWords()
  const { display, input } = capabilities
  const isViewOnly = useMaybe(input?.viewOnly) ?? false
  const lockedViewOnly = useSetting('viewOnly').setBy === 'locked'
  const fullScreen = useFullScreen()
  const keys = useMaybe(input?.keys) ?? 'here'
  const isRefused = useMaybe(input?.allowed) === false
  const keysWord = isRefused ? 'keysRefused' : keys === 'remote' ? 'keysRemote' : 'keysHere'
  const isRecording = useStore(recordings, all => device !== undefined && device.id in all)
  const isOnline = link?.phase === 'online'
  const scalings = useMaybe(display?.scalings) ?? []
  const shownPort = useMaybe(capabilities.power?.targets)?.shown
  const clips = useSetting('viewClip')
  const drags = useSetting('dragView')

  const scalingItem = (): BarItem => ({
    id: 'scaling',
    group: 'screen',
    label: t('bar.scaling', { choice: t(`bar.${view.scaling}`) }),
    word: t(`bar.${view.scaling}`),
    icon: ScalingIcon,
    onChosen: focusPicture,
    menu: [
      {
        kind: 'choice',
        label: t('bar.scalingMenu'),
        value: view.scaling,
        options: scalings.map(value => ({ value, label: t(`bar.${value}`) })),
        onChoose: value => preferences.choose('scaling', value as Scaling),
      },
      ...zoomLines(display, t),
      ...(clips.value && view.scaling === 'actual' && display?.surface.setClip
        ? [dragLine(drags.value, t('bar.dragView'))]
        : []),
      ...refreshLines(display, isOnline, t('bar.refresh')),
    ],
  })

  const items: (BarItem | false | undefined)[] = [
    display && scalingItem(),
    fullScreen.isPossible && {
      id: 'full-screen',
      group: 'screen',
      label: t('bar.fullScreen'),
      icon: Maximize,
      pressed: fullScreen.isFull,
      onPress: () => void fullScreen.toggle().catch(() => notify({ tone: 'bad', text: t('action.fullScreenFailed') })),
    },
    display && {
      id: 'screenshot',
      group: 'screen',
      label: t('bar.screenshot'),
      icon: Camera,
      onPress: actions.screenshot,
    },
    display &&
      device && {
        id: 'record',
        group: 'screen',
        label: t('bar.record'),
        ...(isRecording && { word: t('bar.recording') }),
        icon: Video,
        pressed: isRecording,
        onPress: actions.record,
      },
    input && {
      id: 'view-only',
      group: 'keys',
      label: t('bar.viewOnly'),
      icon: Eye,
      pressed: isViewOnly,
      disabled: lockedViewOnly,
      ...(lockedViewOnly && { tip: t('bar.locked') }),
      onPress: () => actions.setViewOnly(!isViewOnly),
    },
    input &&
      isOnline && {
        id: 'keys',
        group: 'keys',
        label: t(`bar.${keysWord}`),
        icon: SquareMousePointer,
        lamp: keys,
        tip: t(`bar.${keysWord}Tip`),
        disabled: isViewOnly || isRefused,
        onPress: focusPicture,
      },
    device?.withheld?.has('input') && {
      id: 'keys',
      group: 'keys',
      label: t('bar.keysWithheld'),
      icon: SquareMousePointer,
      lamp: 'here',
      tip: t('bar.keysWithheldTip'),
      disabled: true,
    },
    input && {
      id: 'keyboard',
      group: 'keys',
      label: t('bar.keyboard'),
      icon: Keyboard,
      disabled: !isOnline,
      onChosen: focusPicture,
      menu: keyboardMenu(view, isViewOnly, t('bar.releaseKeys'), t('bar.screenKeys')),
    },
    ...panels
      .filter(entry => entry.isOffered(capabilities))
      .map(
        (entry): BarItem => ({
          id: entry.id,
          group: entry.id === 'power' ? 'power' : 'panels',
          label: t(entry.title),
          icon: entry.icon,
          ...(entry.id === 'power' && shownPort && { tip: nameOfTarget(shownPort) }),
          ...(entry.id === 'terminal' && isLineOnly(capabilities)
            ? { expanded: true, onPress: focusPicture } // it stands in the picture's place
            : {
                expanded: panelId === entry.id,
                onPress: () => openPanel(panelId === entry.id ? undefined : entry.id),
              }),
        }),
      ),
    canConnect(device, link)
      ? { id: 'connect', place: 'link', group: 'session', label: t('bar.connect'), icon: Plug, onPress: connect }
      : {
          id: 'disconnect',
          place: 'link',
          group: 'session',
          label: t('bar.disconnect'),
          icon: Unplug,
          onPress: view.disconnect,
        },
  ]
  return items.filter(item => item !== false && item !== undefined)
}

/** Whether dragging moves the view of a picture that is cut off. */
function dragLine(isOn: boolean, label: string): MenuEntry {
  return { kind: 'action', label, checked: isOn, onSelect: () => preferences.choose('dragView', !isOn) }
}

/** By how much the picture is shown larger than its place, for those without two fingers on it. */
function zoomLines(display: DisplayCapability | undefined, t: ReturnType<typeof useWords>): readonly MenuEntry[] {
  if (!display) return []
  const { surface } = display
  const times = (factor: number) => () => surface.setZoom(surface.facts.getState().zoom * factor)
  return [
    { kind: 'separator', id: 'zoom' },
    { kind: 'action', label: t('bar.zoomIn'), icon: ZoomIn, onSelect: times(zoomStep) },
    { kind: 'action', label: t('bar.zoomOut'), icon: ZoomOut, onSelect: times(1 / zoomStep) },
  ]
}

/** The whole picture again, where the machine can be asked for it. */
function refreshLines(display: DisplayCapability | undefined, isOnline: boolean, label: string): readonly MenuEntry[] {
  if (!display?.refresh) return []
  const refresh = () => display.refresh?.()
  return [
    { kind: 'separator', id: 'refresh' },
    { kind: 'action', label, disabled: !isOnline, onSelect: refresh },
  ]
}

function canConnect(device: Device | undefined, link: LinkState | undefined): boolean {
  return !device || link?.phase === 'ended'
}

function keyboardMenu(
  { actions, showsKeys, toggleKeys }: Console,
  isViewOnly: boolean,
  releaseLabel: string,
  keysLabel: string,
): readonly MenuEntry[] {
  return [
    ...chords.map(
      ({ label, codes, asks }): MenuEntry => ({
        kind: 'action',
        label,
        foreign: true,
        disabled: isViewOnly,
        onSelect: () => (asks ? actions.askAndPress(label, codes) : actions.press(label, codes)),
      }),
    ),
    { kind: 'separator', id: 'release' },
    { kind: 'action', label: keysLabel, checked: showsKeys, disabled: isViewOnly, onSelect: toggleKeys },
    { kind: 'action', label: releaseLabel, onSelect: actions.releaseKeys },
  ]
}
