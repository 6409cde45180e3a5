import type { MediaCapability, MountAs } from '../../devices/capabilities/media'
import type { Device } from '../../devices/device'
import { tellFailure } from '../../session/tellFailure'
import { recordAction } from '../../stores/actions'
import { useWords } from '../../ui/useWords'

type Did = 'mount' | 'eject' | 'remove' | 'reset' | 'virtual'

export interface MediaActions {
  mount(image: string, as: MountAs): Promise<void>
  eject(): Promise<void>
  remove(image: string): Promise<void>
  reset(): Promise<void>
  setVirtual(which: 'disk' | 'network', on: boolean): Promise<void>
}

/**
 * What can be done with the drive; each is logged, and a refusal told. None rejects.
 *
 * @example const actions = useMediaActions(device, media)
 */
export function useMediaActions(device: Device, media: MediaCapability): MediaActions {
  const t = useWords()
  const run = async (did: Did, name: string, act: () => Promise<unknown> | undefined) => {
    try {
      await act()
      recordAction(device.id, t(`media.did.${did}`, { name }))
    } catch (error) {
      tellFailure(device.id, t(`media.failed.${did}`, { name }), error, t(`media.did.${did}`, { name }))
    }
  }
  return {
    mount: (image, as) => run('mount', image, () => media.mount(image, as)),
    eject: () => run('eject', '', () => media.eject()),
    remove: image => run('remove', image, () => media.remove(image)),
    reset: () => run('reset', '', () => media.reset?.()),
    setVirtual: (which, on) => run('virtual', t(`media.virtual.${which}`), () => media.setVirtual?.(which, on)),
  }
}
